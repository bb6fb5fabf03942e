"""Data and sources."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.web.deps import BodyCacheDep, PublicationDep
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.data import data_page
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)


@router.get("/datos")
def data(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Sources, downloads and what was set aside."""
    known_names(request.query_params, TRACKING)
    return answer_page(request, cache, publication, "pages/data.html", lambda: data_page(publication))
