"""The plan's commitments and the projects that answer them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.web.deps import BodyCacheDep, PublicationDep
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.plan import plan_page
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)


@router.get("/plan")
def plan(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """All commitments by dimension."""
    known_names(request.query_params, TRACKING)
    return answer_page(request, cache, publication, "pages/plan.html", lambda: plan_page(publication))
