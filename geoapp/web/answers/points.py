"""Points of a view, cards and places: what a marker says before and after it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from geoapp.domain.columns import MISSING
from geoapp.domain.filters import ProjectFilter, parse_filter
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import PLACING_METHODS, PRECISIONS, STATUSES
from geoapp.i18n import gettext as _
from geoapp.i18n import ngettext
from geoapp.services.clusters import Box, Cluster, points_in_view
from geoapp.services.history import status_at
from geoapp.services.mapdata import size_class
from geoapp.services.portfolio import BoolArray, IntArray, codes_of
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise
from geoapp.web import formatting
from geoapp.web.answers import quick
from geoapp.web.languages import here
from geoapp.web.texts import amount_text, place_text, progress_text, source_title

MAX_PLACE_PROJECTS = 200


def points_answer(
    publication: Publication,
    mask: BoolArray,
    box: Box,
    zoom: int,
    at: int | None = None,
    filter_: ProjectFilter | None = None,
) -> dict[str, Any]:
    """Answer of `/mapas/datos/puntos`.

    Parameters
    ----------
    at
        Year at whose end the projects are shown: their state is told as of then.
    filter_
        The filter of the page, for the address of a list that is too long for the map; None where no page is served.
    """
    found = points_in_view(publication.portfolio, mask, box, zoom)
    total = summarise(publication.portfolio, mask).total
    then = None if at is None else status_at(publication, at)
    answer: dict[str, Any] = {
        "edition": publication.edition.id,
        "total": total.projects,
        "located": total.located,
        "on_map_text": located_text(total, at),
        "clusters": [_cluster(cluster) for cluster in found.clusters if not cluster.same_point],
        "points": [_point(publication, int(index), then, at) for index in found.singles],
        "places": [_place(publication, cluster, filter_) for cluster in found.clusters if cluster.same_point],
    }
    if then is not None:
        answer["statuses"] = _statuses(mask, then)
    return answer


def located_text(total: SummaryRow, at: int | None = None) -> str:
    """«X de Y proyectos ubicados» with what stays off the map."""
    told = {"n": formatting.number(total.located), "all": formatting.number(total.projects)}
    if at is None:
        text = _("%(n)s de %(all)s proyectos ubicados", **told)
    else:
        text = _("%(n)s de %(all)s proyectos conocidos a fines de %(year)s ubicados", **told, year=at)
    if total.located == total.projects:
        return text
    return _("%(located)s; fuera del mapa: %(cost)s", located=text, cost=formatting.soles(total.off_map_cost))


def card_answer(publication: Publication, index: int) -> dict[str, Any]:
    """Answer of `/mapas/datos/tarjeta/`: name, amount, progress, state, place, source."""
    text = publication.portfolio.text
    source = publication.sources.get(str(text["source_id"][index]))
    method = str(text["method"][index])
    status = _(STATUSES[str(text["status"][index])])
    return {
        "id": text["project_id"][index],
        "name": text["name"][index],
        "href": here(f"/proyectos/{text['project_id'][index]}"),
        "rows": [
            [_("Monto"), amount_text(publication, index)],
            [_("Avance"), progress_text(publication, index)],
            [_("Estado"), f"{status} ({formatting.date(text['status_date'][index])})"],
            [_("Lugar"), f"{place_text(publication, index)} — {_(PLACING_METHODS.get(method, method))}"],
        ],
        "source": None
        if source is None
        else {
            "text": source_title(source),
            "url": source.url,
            "date_text": formatting.date(text["source_date"][index]),
        },
    }


_MIDDLES = {Precision.DISTRICT.value, Precision.PROVINCE.value}
"""Precisions of projects that are drawn in the middle of an area."""


def place_answer(publication: Publication, indices: Sequence[int]) -> dict[str, Any]:
    """Answer of `/mapas/datos/lugar`: projects that stand on one point."""
    count = len(indices)
    title = ngettext("%(n)s proyecto en este lugar", "%(n)s proyectos en este lugar", count)
    if {str(publication.portfolio.text["precision"][index]) for index in indices} <= _MIDDLES:
        title = ngettext(
            "%(n)s proyecto sin sitio exacto: el punto es el centro de su área",
            "%(n)s proyectos sin sitio exacto: el punto es el centro de su área",
            count,
        )
    return {
        "title": title,
        "projects": [listed(publication, index) for index in indices],
    }


def listed(publication: Publication, index: int) -> dict[str, Any]:
    """A project as lists of the map name it."""
    text = publication.portfolio.text
    return {
        "id": text["project_id"][index],
        "name": text["name"][index],
        "href": here(f"/proyectos/{text['project_id'][index]}"),
        "text": f"{_(STATUSES[str(text['status'][index])])} · {quick.amount_text(publication, index)}",
    }


def _statuses(mask: BoolArray, then: IntArray) -> list[dict[str, Any]]:
    codes = codes_of("status")
    counts = np.bincount(then[mask], minlength=len(codes))
    return [
        {"status": str(code), "label": _(STATUSES[code]), "count": int(counts[index])}
        for code, index in codes.items()
        if counts[index]
    ]


def _cluster(cluster: Cluster) -> dict[str, Any]:
    count = len(cluster.projects)
    return {
        "lon": cluster.lon,
        "lat": cluster.lat,
        "count": count,
        "bounds": [round(bound, 6) for bound in cluster.bounds],
        "text": ngettext("%(n)s proyecto", "%(n)s proyectos", count, n=f"{count:,}"),
    }


_STATUS_NAMES = tuple(STATUSES.values())


def _point(publication: Publication, index: int, then: IntArray | None, at: int | None) -> dict[str, Any]:
    portfolio, text = publication.portfolio, publication.portfolio.text
    cost = int(portfolio.cost_centimos[index])
    parts = [
        str(text["name"][index]),
        quick.amount_text(publication, index),
        quick.progress_text(publication, index),
    ]
    if then is not None:
        parts.append(_("a fines de %(year)s: %(state)s", year=at, state=_(_STATUS_NAMES[int(then[index])]).lower()))
    return {
        "id": text["project_id"][index],
        "lon": round(float(portfolio.lon[index]), 6),
        "lat": round(float(portfolio.lat[index]), 6),
        "name": text["name"][index],
        "sector": text["sector"][index],
        "status": text["status"][index],
        "precision": text["precision"][index],
        "size": size_class(None if cost == MISSING else cost),
        "label": " · ".join(parts),
    }


def _place(publication: Publication, cluster: Cluster, filter_: ProjectFilter | None) -> dict[str, Any]:
    text = publication.portfolio.text
    first = int(cluster.projects[0])
    precision = str(text["precision"][first])
    name = place_text(publication, first)
    count = len(cluster.projects)
    return {
        "lon": round(cluster.bounds[0], 6),
        "lat": round(cluster.bounds[1], 6),
        "count": count,
        "precision": precision,
        "name": name,
        "ids": [text["project_id"][int(index)] for index in cluster.projects[:MAX_PLACE_PROJECTS]],
        **({"more": _more(cluster, filter_)} if count > MAX_PLACE_PROJECTS else {}),
        "text": ngettext(
            "%(n)s proyecto: %(place)s (%(precision)s)",
            "%(n)s proyectos: %(place)s (%(precision)s)",
            count,
            n=f"{count:,}",
            place=name,
            precision=_(PRECISIONS[precision]).lower(),
        ),
    }


def _more(cluster: Cluster, filter_: ProjectFilter | None) -> dict[str, str | None]:
    """What a place's list leaves out, and the page that has all of it."""
    rest = len(cluster.projects) - MAX_PLACE_PROJECTS
    west, south = cluster.bounds[:2]
    href = None
    if filter_ is not None and filter_.bbox is None:
        box = ",".join(f"{edge:.6f}" for edge in (west - _NEAR, south - _NEAR, west + _NEAR, south + _NEAR))
        href = here(f"/proyectos?{parse_filter([*filter_.pairs(), ('bbox', box)]).query()}")
    told = ngettext(
        "y %(n)s proyecto más en este lugar", "y %(n)s proyectos más en este lugar", rest, n=formatting.number(rest)
    )
    return {"text": told, "href": href, "label": _("Ver la lista completa")}


_NEAR = 2e-6
"""Degrees, 20 cm: what stands this near is at the same place of the map."""
