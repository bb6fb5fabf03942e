"""Files of the filtered view, one module per format.

`fields` says what each column is, `table` keeps the edition as Arrow columns, `rows` writes text formats a column at a
time, `gdal` feeds the formats that GDAL writes. A new format is a module that gives pieces of bytes, and a line in
`EXPORTS`. Nothing here knows HTTP.
"""

from geoapp.services.exports.registry import AREA_EXPORTS, EXPORTS, AreaExport, Export, file_name
from geoapp.services.exports.view import ExportView, no_progress

__all__ = ["AREA_EXPORTS", "EXPORTS", "AreaExport", "Export", "ExportView", "file_name", "no_progress"]
