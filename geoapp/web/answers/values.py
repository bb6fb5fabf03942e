"""A measure over areas: classes, values as people read them, what stands behind each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.mapdata import AreaValue, AreaValues, area_href
from geoapp.services.publication import BUDGET_YEAR, Publication
from geoapp.web import formatting
from geoapp.web.answers.class_labels import class_labels
from geoapp.web.languages import here

UNIT_TEXTS = {
    "projects": N_("proyectos"), "soles": "S/", "soles_per_inhabitant": N_("S/ por habitante"), "percent": "%",
}  # fmt: skip


def values_answer(publication: Publication, values: AreaValues, known_at: int | None = None) -> dict[str, Any]:
    """Answer of `/mapas/datos/valores`.

    Parameters
    ----------
    known_at
        Year at whose end the projects are shown, where one is asked for.
    """
    measure = values.measure
    budget = measure.origin != "projects"
    cut_off = publication.edition.cut_off
    note = _(measure.note)
    if not budget and known_at is not None:
        note = " ".join(
            (
                note,
                _(
                    "Solo proyectos de los que alguna fuente habla hasta fines de %(year)s; sus montos, avances y"
                    " alertas son los actuales.",
                    year=known_at,
                ),
            )
        )
    title = _(measure.title)
    if measure.yearly_title and values.year is not None:
        title = _(measure.yearly_title) % {"year": values.year}
    labels = class_labels(values.classes, measure.unit)
    return {
        "edition": publication.edition.id,
        "level": values.level.value,
        "measure": measure.name,
        "title": title,
        "unit": _(UNIT_TEXTS[measure.unit]),
        "note": note,
        "source": _source(publication, measure.origin),
        "source_date": None if budget else cut_off,
        "source_date_text": _("año %(year)s, corte no indicado por la fuente", year=values.year)
        if budget
        else formatting.date(cut_off),
        "year": values.year,
        "classes": [
            {
                "index": index,
                "low": float(class_.low),
                "high": float(class_.high),
                "label": label,
                "count": class_.count,
            }
            for index, (class_, label) in enumerate(zip(values.classes, labels, strict=True))
        ],
        "no_data_count": values.no_data_count,
        "areas": {area.area.ubigeo: _area(publication, area, measure.unit) for area in values.areas},
    }


def format_value(value: Decimal | None, unit: str) -> str:
    """A measure's value with its unit."""
    if value is None:
        return formatting.no_data()
    if unit == "projects":
        return formatting.number(value)
    if unit == "percent":
        return formatting.percent(value, 1)
    return formatting.soles(value)


def _area(publication: Publication, area: AreaValue, unit: str) -> dict[str, Any]:
    return {
        "name": area.area.name,
        "value": None if area.value is None else float(area.value),
        "value_text": format_value(area.value, unit),
        "class": area.class_index,
        "detail": [list(line) for line in _area_detail(publication, area)],
        "href": here(area_href(area.area)),
    }


def _source(publication: Publication, origin: str) -> str:
    if origin == "budget":
        return _("MEF, gasto %(year)s de las municipalidades en proyectos", year=BUDGET_YEAR)
    if origin == "municipal":
        return _("MEF, gasto de las municipalidades")
    documents = sum(source.kind == "document" for source in publication.sources.values())
    return _("%(n)s documentos públicos, edición %(edition)s", n=documents, edition=publication.edition.id)


def _area_detail(publication: Publication, area: AreaValue) -> Iterator[tuple[str, str]]:
    row, facts = area.row, publication.area_facts[area.area.ubigeo]
    yield _("Proyectos solo aquí"), formatting.number(row.projects)
    yield _("Compartidos con otras áreas"), formatting.number(row.shared_projects)
    yield _("Costo, solo aquí"), formatting.soles(row.cost)
    if row.shared_projects:
        yield _("Su parte de los compartidos"), formatting.soles(row.shared_cost)
    if facts.population:
        year = area.area.population_year
        label = _("Población %(year)s", year=year) if year else _("Población")
        yield label, formatting.number(facts.population)
