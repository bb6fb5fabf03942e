"""The method in plain words."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.web.deps import BodyCacheDep, PublicationDep
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.method import method_page
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)


@router.get("/metodologia")
def method(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Glossary, rules, and what the map can and cannot tell."""
    known_names(request.query_params, TRACKING)
    return answer_page(request, cache, publication, "pages/method.html", lambda: method_page(publication))
