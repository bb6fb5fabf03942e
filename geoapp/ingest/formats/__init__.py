"""Formats that geoapp reads: one module each. A format knows its columns and what they mean; nothing else.

To add one: write a module with a `FORMAT` and name it here. Formats of rows are recognised by their columns, in this
order; formats of geometry are tried on files that GDAL reads.
"""

from __future__ import annotations

from geoapp.ingest.formats import (
    cierre,
    desactivadas,
    detalle,
    formato12b,
    gasto,
    infobras,
    invierte,
    limits,
    localities,
)
from geoapp.ingest.intake import Format, GeoFormat

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (detalle, cierre, desactivadas, invierte, gasto, formato12b, infobras, localities)
}
GEO_FORMATS: dict[str, GeoFormat] = {module.FORMAT.name: module.FORMAT for module in (limits,)}

__all__ = ["FORMATS", "GEO_FORMATS"]
