"""Where to fly: projects, areas and localities by the beginnings of words, accents and capitals ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from geoapp.db.repositories import LocalityRepository
from geoapp.domain.filters import MAX_QUERY_CHARACTERS, ProjectFilter
from geoapp.domain.places import Level, Precision
from geoapp.domain.text import fold, words
from geoapp.i18n import N_, ngettext
from geoapp.i18n import gettext as _
from geoapp.services.mapdata import area_href
from geoapp.services.publication import Publication
from geoapp.services.suggestion import map_words, mended
from geoapp.web.answers import quick
from geoapp.web.languages import here
from geoapp.web.texts import LOCALITY_KINDS, place_text

MAX_EACH = 8
_LEVELS = {
    Level.REGION.value: N_("Región"),
    Level.PROVINCE.value: N_("Provincia"),
    Level.DISTRICT.value: N_("Distrito"),
}
LOCALITY_ZOOM, PROJECT_ZOOM = 14, 14


def search_answer(publication: Publication, q: str) -> dict[str, Any]:
    """Answer of `/mapas/datos/buscar`: areas first, then projects, then localities; `meant` where there are none."""
    results = list(_found(publication, q))
    count = len(results)
    text = ngettext("%(n)s resultado", "%(n)s resultados", count) if count else _("Ningún resultado")
    meant = None if results else _meant(publication, q)
    if meant is not None:
        text = f"{text}. {meant['text']}"
    return {"text": text, "results": results, "meant": meant}


def _found(publication: Publication, q: str) -> Iterator[dict[str, Any]]:
    yield from _areas(publication, words(q))
    yield from _projects(publication, q)
    yield from _localities(publication, q)


def _meant(publication: Publication, q: str) -> dict[str, str] | None:
    """The search with its slips mended, as it is asked for and as it is offered."""

    def finds(other: str) -> bool:
        return len(other) <= MAX_QUERY_CHARACTERS and next(_found(publication, other), None) is not None

    other = mended(q, map_words(publication), finds)
    return None if other is None else {"q": other, "text": _("¿Quiso decir «%(text)s»?", text=other)}


def _areas(publication: Publication, wanted: Any) -> Iterator[dict[str, Any]]:
    found = []
    for area in publication.areas.values():
        named = words(f"{area.name} {area.ubigeo}")
        if all(any(word.startswith(part) for word in named) for part in wanted):
            found.append((fold(area.name) != " ".join(wanted), len(area.ubigeo), area.name, area))
    for *_order, area in sorted(found, key=lambda item: item[:3])[:MAX_EACH]:
        parent = publication.areas.get(area.parent or "")
        yield {
            "kind": "area",
            "name": area.name,
            "text": _(_LEVELS[area.level]) + (f" · {parent.name}" if parent is not None else ""),
            "bounds": [round(bound, 5) for bound in (area.west, area.south, area.east, area.north)],
            "href": here(area_href(area)),
        }


def _projects(publication: Publication, q: str) -> Iterator[dict[str, Any]]:
    portfolio = publication.portfolio
    found = np.flatnonzero(publication.select(ProjectFilter(q=q)))
    # On the map first, then the dearest: what people look for by name is rarely the smallest.
    order = np.lexsort((-portfolio.cost_centimos[found].astype(np.float64), ~portfolio.on_map[found]))
    for index in found[order][:MAX_EACH].tolist():
        placed = bool(portfolio.on_map[index])
        around = _around(publication, index) if placed else {}
        yield {
            "kind": "project",
            "name": portfolio.text["name"][index],
            "text": f"{place_text(publication, index)} · {quick.amount_text(publication, index)}"
            + ("" if placed else " · " + _("sin punto en el mapa"))
            + (" · " + _("sin lugar exacto") if around else ""),
            "lon": round(float(portfolio.lon[index]), 6) if placed else None,
            "lat": round(float(portfolio.lat[index]), 6) if placed else None,
            "zoom": PROJECT_ZOOM,
            "href": here(f"/proyectos/{portfolio.text['project_id'][index]}"),
            **around,
        }


def _around(publication: Publication, index: int) -> dict[str, Any]:
    """Bounds and names of the areas of a project that is placed by them alone: its point is only their middle."""
    text = publication.portfolio.text
    column = {Precision.DISTRICT: "district_codes", Precision.PROVINCE: "province_codes"}.get(
        Precision(str(text["precision"][index]))
    )
    codes = str(text[column][index] or "").split(";") if column else []
    areas = [publication.areas[code] for code in codes if code in publication.areas]
    if not areas:
        return {}
    bounds = (
        min(area.west for area in areas), min(area.south for area in areas),
        max(area.east for area in areas), max(area.north for area in areas),
    )  # fmt: skip
    return {"bounds": [round(bound, 5) for bound in bounds], "area": ", ".join(area.name for area in areas)}


def _localities(publication: Publication, q: str) -> Iterator[dict[str, Any]]:
    with publication.database.reading() as session:
        found = LocalityRepository(session, publication.edition.id).search(q, MAX_EACH)
    for one in found:
        district = publication.areas.get(one.ubigeo)
        yield {
            "kind": "locality",
            "name": one.name,
            "text": " · ".join(
                [
                    _(LOCALITY_KINDS.get(one.kind, "Centro poblado")),
                    *([_("distrito de %(name)s", name=district.name)] if district else []),
                ]
            ),
            "lon": round(one.lon, 6),
            "lat": round(one.lat, 6),
            "zoom": LOCALITY_ZOOM,
            "href": here(area_href(district)) if district else None,
        }
