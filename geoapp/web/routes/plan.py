"""The plan's commitments and the projects that answer them."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level
from geoapp.services.planmap import COMMITMENTS, PLAN_MEASURES, plan_values
from geoapp.web.answers.plan import plan_answer
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, tag_of
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.maps import LEVELS
from geoapp.web.pages.plan import plan_page, plan_source
from geoapp.web.parameters import choice, known_names

router = APIRouter(include_in_schema=False)


@router.get("/plan")
def plan(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """All commitments by dimension."""
    known_names(request.query_params, TRACKING)
    settings = request.app.state.settings.map
    return answer_page(request, cache, publication, "pages/plan.html", lambda: plan_page(publication, settings))


@router.get("/mapas/datos/plan/valores")
def values(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A measure of the plan over provinces or districts, as the map of the plan asks for it."""
    own = ("level", "measure")
    known_names(request.query_params, own)
    given = parameters(request, *own)
    level = Level(choice(given, "level", LEVELS, Level.PROVINCE.value))
    measure = choice(given, "measure", PLAN_MEASURES, COMMITMENTS)

    def build() -> bytes:
        found = plan_values(publication, measure, level)
        return orjson.dumps(plan_answer(publication, found, plan_source(publication.sources)))

    return edition_response(request, cache, tag_of(request, publication), "application/json", build)
