"""Projects on the sheet of an area: each figure with its bound, kind and date, and the number of its source."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS, STATUSES
from geoapp.i18n import gettext as _
from geoapp.services.pdf.sheet import Detail, Table
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.pages.common import SourceNote, source_note
from geoapp.web.pages.listing import ProjectLine

MAX_TITLE = 52
"""Letters of a source's title at the foot of the sheet."""


class Citations:
    """Numbers the sources of a sheet in the order in which it cites them."""

    def __init__(self) -> None:
        self._cited: dict[tuple[str, str], int] = {}

    def number(self, note: SourceNote | None, date: str) -> str:
        """``[1]`` for a source of a date in words; blank where there is no source."""
        if note is None:
            return ""
        number = self._cited.setdefault((note.title, date), len(self._cited) + 1)
        return f"[{number}]"

    def told(self) -> str:
        """The sources with their numbers and dates; blank where none was cited."""
        listed = (
            f"[{number}]{formatting.NO_BREAK}{_short(title)}, {date}" for (title, date), number in self._cited.items()
        )
        told = " · ".join(listed)
        return _("Fuentes de los proyectos y del plan: %(sources)s", sources=told) if told else ""


def projects_table(publication: Publication, lines: Sequence[ProjectLine], total: int, citations: Citations) -> Table:
    """The first projects of an area's list; `total` is how many there are."""
    rest = total - len(lines)
    return Table(
        _("Proyectos de mayor costo"),
        (_("Proyecto"), _("Estado"), _("Avance"), _("Costo entero"), _("Parte de aquí")),
        tuple(_row(line) for line in lines),
        (0.4, 0.17, 0.07, 0.21, 0.15),
        frozenset({2, 3, 4}),
        _("y %(n)s más; avance físico o, si la fuente no dice de qué clase, el que da.", n=formatting.number(rest))
        if rest > 0
        else "",
        details=tuple(_detail(publication, line, citations) for line in lines),
    )


def amount(value: str, bound: str | None) -> str:
    """An amount with the word of its bound, where the source gives only one: ``más de S/ 5.00``."""
    word = BOUNDS.get(bound or "")
    return f"{_(word)} {value}" if word else value


def _row(line: ProjectLine) -> tuple[str, ...]:
    return (
        line.name,
        _(STATUSES[line.status]),
        formatting.percent(line.physical_pct, 1),
        formatting.no_data() if line.cost is None else amount(formatting.soles(line.cost), line.cost_bound),
        _("no se suma") if line.cost is not None and not line.summed else formatting.soles(line.part),
    )


def _detail(publication: Publication, line: ProjectLine, citations: Citations) -> Detail:
    """What each figure of a row is and when, the figures first: what is longer than the line is cut at its end."""
    text, index = publication.portfolio.text, publication.portfolio.index_of[line.project_id]
    told = formatting.date

    def cited(name: str, date: str | None) -> str:
        note = source_note(publication.sources, text[name][index], date)
        number = citations.number(note, told(note.date if note else None))
        return f" {number}" if number else ""

    parts = []
    if line.cost is not None and line.cost_kind is not None:
        parts.append(
            f"{_(AMOUNT_KINDS[line.cost_kind])}, {told(line.cost_date)}{cited('cost_source_id', line.cost_date)}"
        )
    if line.physical_pct is not None:
        source = cited("physical_source_id", line.physical_date)
        parts.append(_("avance: %(date)s", date=told(line.physical_date)) + source)
    if line.status != "sin_dato":
        parts.append(_("estado: %(date)s", date=told(line.status_date)))
    if not parts:
        date = line.source.date if line.source else None
        parts.append(_("última noticia: %(date)s", date=told(date)) + cited("source_id", date))
    if line.entity:
        parts.append(_("ejecuta:"))
    return Detail(" · ".join(parts), line.entity or "")


def _short(title: str) -> str:
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"
