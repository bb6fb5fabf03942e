"""What is invested near a point, and the circle that its map draws."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from geoapp.domain.filters import Near
from geoapp.i18n import gettext as _
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, tag_of
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.near import DEFAULT_KM, MAX_KM, circle_geojson, near_page
from geoapp.web.pages.near_places import MAX_NAME
from geoapp.web.parameters import known_names, refuse, whole_number

router = APIRouter(include_in_schema=False)

OWN_PARAMETERS = ("lon", "lat", "radio_km", "q")


@router.get("/cerca")
def near(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The form, places of a name, or projects around a point."""
    known_names(request.query_params, (*OWN_PARAMETERS, *TRACKING))
    given = parameters(request, *OWN_PARAMETERS)
    radius = whole_number(given, "radio_km", 1, MAX_KM, DEFAULT_KM)
    point = _point(given, radius)
    q = given.get("q", "").strip()
    if len(q) > MAX_NAME or not q.isprintable():
        raise refuse("q", q, _("debe ser un nombre de hasta %(n)s letras.", n=MAX_NAME))
    settings = request.app.state.settings.map
    return answer_page(
        request,
        cache,
        publication,
        "pages/near.html",
        lambda: near_page(publication, settings, point, q=q, radius_km=radius),
    )


@router.get("/cerca/circulo.geojson")
def ring(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The circle around a point, WGS 84."""
    known_names(request.query_params, OWN_PARAMETERS[:3])
    given = parameters(request, *OWN_PARAMETERS[:3])
    point = _point(given, whole_number(given, "radio_km", 1, MAX_KM, DEFAULT_KM))
    if point is None:
        raise refuse("lon", "", _("hace falta un punto: lon y lat, en grados decimales WGS 84."))
    tag = tag_of(request, publication)
    return edition_response(request, cache, tag, "application/geo+json", lambda: circle_geojson(point))


def _point(given: Mapping[str, str], radius: int) -> Near | None:
    """The point of the request, rounded to about ten metres; None where it gives none."""
    if "lon" not in given and "lat" not in given:
        return None
    lon, lat = _degrees(given, "lon", 180), _degrees(given, "lat", 90)
    return Near(round(lon, 4), round(lat, 4), float(radius))


def _degrees(given: Mapping[str, str], name: str, bound: int) -> float:
    text = given.get(name, "")
    try:
        # People also write the comma of decimals.
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not -bound <= value <= bound:
        example = "-78.5" if name == "lon" else "-7.16"
        raise refuse(
            name,
            text,
            _("debe ser un número de grados de -%(n)s a %(n)s, por ejemplo %(example)s.", n=bound, example=example),
        )
    return value
