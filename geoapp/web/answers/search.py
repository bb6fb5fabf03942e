"""Where to fly: projects, areas and localities by the beginnings of words, accents and capitals ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from geoapp.db.repositories import LocalityRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.domain.text import fold, words
from geoapp.i18n import N_, ngettext
from geoapp.i18n import gettext as _
from geoapp.services.mapdata import area_href
from geoapp.services.publication import Publication
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
    """Answer of `/mapas/datos/buscar`: areas first, then projects, then localities."""
    wanted = words(q)
    results = [*_areas(publication, wanted), *_projects(publication, q), *_localities(publication, q)]
    count = len(results)
    text = ngettext("%(n)s resultado", "%(n)s resultados", count) if count else _("Ningún resultado")
    return {"text": text, "results": results}


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
        yield {
            "kind": "project",
            "name": portfolio.text["name"][index],
            "text": f"{place_text(publication, index)} · {quick.amount_text(publication, index)}"
            + ("" if placed else " · " + _("sin punto en el mapa")),
            "lon": round(float(portfolio.lon[index]), 6) if placed else None,
            "lat": round(float(portfolio.lat[index]), 6) if placed else None,
            "zoom": PROJECT_ZOOM,
            "href": here(f"/proyectos/{portfolio.text['project_id'][index]}"),
        }


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
