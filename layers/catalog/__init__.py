"""The thematic layers: a TOML file for each, and what reads them.

To add a layer, add a file here (``docs/layers.md`` has the format). ``fields`` holds the keys that a file may have and
their checks, ``reader`` reads a folder of files, ``layer`` builds the map layer that a file describes: a new key
needs the first and the last of them.
"""

from layers.catalog.layer import Catalog, CatalogLayer
from layers.catalog.reader import read_catalog

__all__ = ["Catalog", "CatalogLayer", "read_catalog"]
