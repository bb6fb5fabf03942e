"""CSV (RFC 4180, UTF-8) of the filtered view, one row per project.

Cells that a spreadsheet would take for a formula are written as they are: this is the exact variant for programs.
Lists are joined with `; `; null is an empty cell; the point stands in the columns `lon` and `lat` (WGS 84).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from geoapp.services.properties import PROPERTY_NAMES, ProjectColumns, batches, selected
from geoapp.services.portfolio import BoolArray

HEADER = (*PROPERTY_NAMES, "lon", "lat")


def write_csv(mask: BoolArray, columns: ProjectColumns) -> Iterator[bytes]:
    """Pieces of the file, header first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    yield _taken(buffer)
    for batch in batches(selected(mask)):
        for index in batch:
            properties = columns.properties(index)
            point: list[Any] = columns.point(index) or ["", ""]
            writer.writerow([*(_cell(name, properties[name]) for name in PROPERTY_NAMES), *point])
        yield _taken(buffer)


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(value)
    return f"{value:.2f}" if name.endswith("_pen") else value


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
