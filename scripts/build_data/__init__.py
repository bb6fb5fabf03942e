"""Build of the data that geoapp ships: one module per data set, one command for all.

Nothing here is imported by the product. See README.md in this folder.
"""

from __future__ import annotations
