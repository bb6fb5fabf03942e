"""The workbook around the rows of an XLSX: styles, headings, and the sheets of totals, dictionary and sources.

XlsxWriter makes it with one sample row of projects, whose style numbers `geoapp.services.exports.xlsx` reads. All
texts are in the language of the moment.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from geoapp.deferred import deferred
from geoapp.domain.vocabulary import AMOUNT_KINDS
from geoapp.i18n import N_, language
from geoapp.i18n import gettext as _
from geoapp.services.exports.sheet import SHEET_FIELDS, SheetTexts
from geoapp.services.exports.view import FIGURES, NO_DATA, PER_RECORD, ExportView, statements

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter import utility
else:
    xlsxwriter = deferred("xlsxwriter")
    utility = deferred("xlsxwriter.utility")

_MONEY = "#,##0.00"
_DAY = {"es": "dd/mm/yyyy", "en": "[$-809]d mmmm yyyy"}
"""As pages write a day; the English months stay English in any Excel."""
_FORMATS = {"money": _MONEY, "percent": "0.00", "integer": "0", "number": "0.0000000"}
_WIDTHS = {
    "money": 20,
    "percent": 12,
    "integer": 10,
    "number": 14,
    "code": 16,
    "date": 17,
    "list": 26,
    "text": 28,
    "words": 26,
}
_NAME_WIDTH = 60
_KINDS = {
    "money": N_("monto"),
    "percent": N_("porcentaje"),
    "integer": N_("número entero"),
    "number": N_("número"),
    "code": N_("código"),
    "date": N_("fecha"),
    "list": N_("lista de códigos"),
    "text": N_("texto"),
    "words": N_("palabras de un código"),
}
_UNITS = {
    "money": N_("soles"),
    "percent": N_("puntos porcentuales"),
    "number": N_("grados WGS 84"),
    "date": N_("día; si la fuente dice solo mes o año, texto AAAA-MM o AAAA"),
}


def shell(view: ExportView, texts: SheetTexts) -> bytes:
    """The whole workbook, with an empty row in place of those of projects."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title: str = view.metadata["title"]
    book.set_properties({"title": _(title), "created": view.published.replace(tzinfo=None)})
    _Sheets(book, view, texts).write()
    book.close()
    return data.getvalue()


class _Sheets:
    """Writes the sheets of one workbook, in their order."""

    def __init__(self, book: Any, view: ExportView, texts: SheetTexts) -> None:
        self._book = book
        self._view = view
        self._texts = texts
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": _DAY[language()], "valign": "top", "align": "left"})

    def write(self) -> None:
        """Write all sheets."""
        self._projects()
        self._totals()
        self._dictionary()
        self._sources()

    def _projects(self) -> None:
        sheet = self._book.add_worksheet(_("proyectos"))
        sheet.write_row(0, 0, self._texts.headings, self._head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        formats = {**_FORMATS, "date": _DAY[language()]}
        for position, field in enumerate(SHEET_FIELDS):
            style = self._book.add_format({"num_format": formats.get(field.kind, "@")})
            width = _NAME_WIDTH if field.name == "name" else _WIDTHS[field.kind]
            sheet.set_column(position, position, width, style)
            sheet.write_blank(1, position, None, style)
        rows = len(self._view.indices)
        sheet.autofilter(0, 0, rows, len(SHEET_FIELDS) - 1)
        # Codes and dates without a day are text on purpose: Excel need not mark each of them.
        sheet.ignore_errors({"number_stored_as_text": utility.xl_range(0, 0, rows, len(SHEET_FIELDS) - 1)})
        sheet.set_landscape()
        sheet.repeat_rows(0)

    def _totals(self) -> None:
        sheet = self._book.add_worksheet(_("totales"))
        self._header(sheet, (_("dato"), _("valor"), _("unidad"), _("proyectos que lo tienen")))
        formats = {_("soles"): self._book.add_format({"num_format": _MONEY})}
        count = self._book.add_format({"num_format": "#,##0"})
        for row, (name, value, unit, known) in enumerate(self._figures(), start=1):
            sheet.write_string(row, 0, name, self._wrap)
            if value is None:
                sheet.write_string(row, 1, _(NO_DATA))
            else:
                sheet.write_number(row, 1, value, formats.get(unit, count))
            sheet.write_string(row, 2, unit)
            if known is not None:
                sheet.write_number(row, 3, known, count)
        notes = (
            _("Los mismos totales que la página y la API dan con este filtro, en la fecha de corte %(date)s.",
              date=self._view.metadata["cut_off"]),
            _("Las fuentes están en la hoja «%(sheet)s».", sheet=_("fuentes")),
        )  # fmt: skip
        for row, note in enumerate(notes, start=sheet.dim_rowmax + 2):
            sheet.write_string(row, 0, note)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 3, 24)

    def _figures(self) -> Iterator[tuple[str, float | None, str, int | None]]:
        """Name, value, unit, and how many projects have the datum."""
        total, soles, projects = self._view.total, _("soles"), _("proyectos")
        yield _("Proyectos"), total.projects, projects, None
        yield _("Ubicados en el mapa"), total.located, projects, None
        yield _("Costo de referencia"), _number(total.cost), soles, total.with_cost
        for kind, amount in total.cost_by_kind.items():
            yield _("De ello: %(kind)s", kind=_(AMOUNT_KINDS.get(kind, kind))), _number(amount), soles, None
        yield _("Presupuesto institucional modificado (PIM)"), _number(total.pim), soles, total.with_pim
        yield _("Devengado"), _number(total.accrued), soles, None

    def _dictionary(self) -> None:
        sheet = self._book.add_worksheet(_("diccionario"))
        header = (
            _("columna"), _("nombre técnico"), _("clase"), _("unidad"), _("significado"), _("código"), _("palabras"),
        )  # fmt: skip
        self._header(sheet, header)
        row = 0
        for row, values in enumerate(self._meanings(), start=1):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value, self._wrap)
        sheet.autofilter(0, 0, row, len(header) - 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 3, 22)
        sheet.set_column(4, 4, 60)
        sheet.set_column(5, 6, 28)

    def _meanings(self) -> Iterator[tuple[str, ...]]:
        for heading, field in zip(self._texts.headings, SHEET_FIELDS, strict=True):
            kind, unit = _(_KINDS[field.kind]), _UNITS.get(field.kind, "")
            yield heading, field.name, kind, _(unit), _(field.title), "", ""
            if field.kind == "words":
                for code, words in self._texts.words[field.name].items():
                    yield heading, field.name, "", "", "", code, words

    def _sources(self) -> None:
        view = self._view
        sheet = self._book.add_worksheet(_("fuentes"))
        self._header(sheet, (_("dato"), _("valor")))
        said = [(name, value) for name, value in statements(view) if name not in {*FIGURES, PER_RECORD}]
        columns = {field.name: heading for field, heading in zip(SHEET_FIELDS, self._texts.headings, strict=True)}
        own = _(
            "Cada proyecto lleva en «%(source)s» y «%(date)s» el documento de su último hecho fechado.",
            source=columns["source"],
            date=columns["source_date"],
        )
        said.append((PER_RECORD, own))
        for row, (name, value) in enumerate(said, start=1):
            sheet.write_string(row, 0, _(name), self._wrap)
            sheet.write_string(row, 1, _(value), self._wrap)
        start = len(said) + 2
        sheet.write_row(start, 0, (_("documento"), _("dirección"), _("publicó"), _("fecha")), self._head)
        for row, source in enumerate(view.documents, start=start + 1):
            for column, cell in enumerate((source.source_id, source.url, source.publisher)):
                sheet.write_string(row, column, cell or "", self._wrap)
            self._date(sheet, row, 3, source.date or "")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        sheet.set_column(2, 3, 28)

    def _date(self, sheet: Any, row: int, column: int, text: str) -> None:
        """A date as a day where its day is known, else as it is said."""
        try:
            day = dt.datetime.fromisoformat(text)
        except ValueError:
            sheet.write_string(row, column, text, self._wrap)
        else:
            sheet.write_datetime(row, column, day, self._day)

    def _header(self, sheet: Any, names: Sequence[str]) -> None:
        sheet.write_row(0, 0, names, self._head)
        sheet.freeze_panes(1, 0)


def _number(amount: Any) -> float | None:
    return None if amount is None else float(amount)
