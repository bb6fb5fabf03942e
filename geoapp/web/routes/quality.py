"""The quality of the data (`/calidad`) and the same as JSON."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from geoapp.i18n import N_
from geoapp.services.quality import quality_report
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, tag_of
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.quality import quality_page
from geoapp.web.parameters import known_names

router = APIRouter()


@router.get("/calidad", include_in_schema=False)
def quality(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """What is unplaced, undecided, repaired, old, missing, in conflict or perhaps double."""
    known_names(request.query_params, TRACKING)
    return answer_page(request, cache, publication, "pages/quality.html", lambda: quality_page(publication))


@router.get("/api/v1/quality", tags=["api"], summary=N_("Calidad de los datos de la edición"))
def quality_json(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The report that the page shows, with every project behind each finding."""
    known_names(request.query_params, ())
    return edition_response(
        request,
        cache,
        tag_of(request, publication),
        "application/json",
        lambda: orjson.dumps(quality_report(publication).as_json(), default=float),
        {"Access-Control-Allow-Origin": "*"},
    )
