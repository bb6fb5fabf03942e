"""The home page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.maps import LEVELS
from geoapp.web.pages.region import region_page
from geoapp.web.parameters import choice

router = APIRouter(include_in_schema=False)

OWN_PARAMETERS = ("measure", "level")


@router.get("/")
def region(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The region: figures, filter, map and table."""
    given = parameters(request, *OWN_PARAMETERS)
    measure = choice(given, "measure", MEASURES, DEFAULT_MEASURE)
    level = choice(given, "level", LEVELS, "province")
    filter_ = read_filter(request, *OWN_PARAMETERS, *TRACKING)
    publication.select(filter_)  # unknown areas are refused before any kept answer
    settings = request.app.state.settings.map
    return answer_page(
        request,
        cache,
        publication,
        "pages/region.html",
        lambda: region_page(publication, settings, filter_, measure=measure, level=level),
    )
