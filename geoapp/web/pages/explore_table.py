"""The explorer's map as a table: the same values and classes, and the rows that add up to the total."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.i18n import gettext as _
from geoapp.services.grouping import SPECIAL_LABELS
from geoapp.services.history import select_at
from geoapp.services.mapdata import AreaValue, values_by_area
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, SummaryRow, summarise
from geoapp.web.answers.values import format_value, values_answer
from geoapp.web.pages.explore_choice import ExploreChoice
from geoapp.web.pages.maps import LEVELS


@dataclass(frozen=True, slots=True)
class TableLine:
    """An area with what the map says of it; `rank` is its class from 1, None without data."""

    name: str
    href: str
    value: str
    rank: int | None
    row: SummaryRow


@dataclass(frozen=True, slots=True)
class SpecialLine:
    """A row that belongs to no single area."""

    label: str
    row: SummaryRow


@dataclass(frozen=True, slots=True)
class ValueTable:
    """The map as a table: values of the measure, classes, and the rows that add up to the total."""

    title: str
    unit: str
    note: str
    source: str
    date: str
    level: str
    lines: tuple[TableLine, ...]
    specials: tuple[SpecialLine, ...]
    total: SummaryRow
    classes: tuple[tuple[str, int], ...]
    no_data: int


def value_table(publication: Publication, filter_: ProjectFilter, choice: ExploreChoice) -> ValueTable:
    """Values of the measure by area as the map shows them, from the same computation."""
    mask = select_at(publication, filter_, choice.at)
    level = Level(choice.level)
    values = values_by_area(publication, mask, choice.measure, level, method=choice.classes, year=choice.at)
    words = values_answer(publication, values, choice.at)
    summary = summarise(publication.portfolio, mask, GroupBy(choice.level))
    ordered = sorted(values.areas, key=_by_value)
    rows = {row.key: row for row in summary.rows}
    return ValueTable(
        title=words["title"],
        unit=values.measure.unit,
        note=words["note"],
        source=words["source"],
        date=words["source_date_text"],
        level=_(LEVELS[choice.level]),
        lines=tuple(
            TableLine(
                area.area.name,
                words["areas"][area.area.ubigeo]["href"],
                format_value(area.value, values.measure.unit),
                None if area.class_index is None else area.class_index + 1,
                rows[area.area.ubigeo],
            )
            for area in ordered
        ),
        specials=tuple(
            SpecialLine(SPECIAL_LABELS[row.key], row)
            for row in summary.rows
            if row.key in SPECIAL_LABELS and row.projects
        ),
        total=summary.total,
        classes=tuple((class_["label"], class_["count"]) for class_ in words["classes"]),
        no_data=words["no_data_count"],
    )


def _by_value(area: AreaValue) -> tuple[bool, float, str]:
    return (area.value is None, 0.0 if area.value is None else -float(area.value), area.area.name)
