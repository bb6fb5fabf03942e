"""The columns of files that people open in a spreadsheet: words where other files have codes, the codes at the end.

XLSX and the CSV for Excel have these columns, under headings in the language of whoever asks; the names by which
programs know the columns stand in the dictionary of the XLSX.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geoapp.deferred import deferred
from geoapp.i18n import gettext as _
from geoapp.i18n import language
from geoapp.services.exports.fields import LAT, LON, PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter
from geoapp.services.exports.table import ProjectTable, coordinate_texts
from geoapp.services.exports.words import CODES, words_of_codes
from geoapp.services.portfolio import IntArray

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

_READ = tuple(replace(field, kind="words") if field.name in CODES else field for field in PROJECT_FIELDS)
_CODED = tuple(field for field in PROJECT_FIELDS if field.name in CODES)
SHEET_FIELDS = (*_READ, LON, LAT, *_CODED)


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """Headings and words of one language; made before the first piece, for pieces are made in any context.

    Attributes
    ----------
    language
        Code of the language.
    headings
        One per field of `SHEET_FIELDS`.
    words
        Words of each code, by column.
    """

    language: str
    headings: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def of_the_moment(cls) -> SheetTexts:
        """Those of the language of the moment."""
        codes_from = len(SHEET_FIELDS) - len(_CODED)
        headings = tuple(
            _("%(heading)s (código)", heading=_(field.heading)) if at >= codes_from else _(field.heading)
            for at, field in enumerate(SHEET_FIELDS)
        )
        return cls(language(), headings, words_of_codes())

    def spoken(self, field: Field, column: pa.Array) -> pa.Array:
        """Codes as words where the field is of words, else the column as it is; an unknown code stays."""
        if field.kind != "words":
            return column
        words = self.words[field.name]
        return pa.array([None if code is None else words.get(code, code) for code in column.to_pylist()], pa.string())

    def listed(self, field: Field, codes: list[str]) -> str | None:
        """A set of codes as one text, None where it is empty."""
        words = self.words[field.name] if field.kind == "words" else {}
        return "; ".join(words.get(code, code) for code in codes) or None


class SheetWriter:
    """Writes the cells of `SHEET_FIELDS` in one style."""

    def __init__(self, table: ProjectTable, style: CellStyle) -> None:
        self._table = table
        self._rows = RowWriter(table, style, (*_READ, *_CODED))

    def cells(self, indices: IntArray) -> list[pa.Array]:
        """Written cells of some projects, one array per field, no nulls left."""
        written = self._rows.cells(indices)
        lon, lat, placed = self._table.coordinates(indices)
        points = [coordinate_texts(degrees, placed).fill_null("") for degrees in (lon, lat)]
        return [*written[: len(_READ)], *points, *written[len(_READ) :]]
