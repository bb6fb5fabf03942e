"""The list of projects, the page of one, and its places and areas for its map."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from geoapp.db.repositories import ProjectDetail
from geoapp.services.details import project_detail
from geoapp.services.publication import Publication
from geoapp.web.caching import edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters, read_filter, tag_of
from geoapp.web.languages import here
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.project import project_page
from geoapp.web.pages.project_places import areas_named, outlines_geojson, places_geojson
from geoapp.web.pages.projects import OWN_PARAMETERS, projects_page
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)

GEOJSON = "application/geo+json"


@router.get("/proyectos")
def projects(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Projects of a filter, sorted, in pages."""
    given = parameters(request, *OWN_PARAMETERS)
    filter_ = read_filter(request, *OWN_PARAMETERS, *TRACKING)
    publication.select(filter_)  # unknown areas are refused before any kept answer
    return answer_page(
        request, cache, publication, "pages/projects.html", lambda: projects_page(publication, filter_, given)
    )


@router.get("/proyectos/{project_id}")
def project(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """One project; an identifier it was formerly known by leads to its page."""
    known_names(request.query_params, TRACKING)
    detail = _detail(publication, project_id)
    if detail.current.project_id != project_id:
        return RedirectResponse(here(f"/proyectos/{detail.current.project_id}"), status_code=308)
    settings = request.app.state.settings.map
    return answer_page(
        request, cache, publication, "pages/project.html", lambda: project_page(publication, settings, detail)
    )


@router.get("/proyectos/{project_id}/lugares.geojson")
def places(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Places of a project as points, WGS 84."""
    known_names(request.query_params, ())
    detail = _detail(publication, project_id)
    return edition_response(
        request, cache, tag_of(request, publication), GEOJSON, lambda: places_geojson(publication, detail)
    )


@router.get("/proyectos/{project_id}/areas.geojson")
def outlines(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Light outlines of the areas that a project names, WGS 84."""
    known_names(request.query_params, ())
    named = areas_named(publication, _detail(publication, project_id).locations)
    return edition_response(
        request, cache, tag_of(request, publication), GEOJSON, lambda: outlines_geojson(publication, named)
    )


def _detail(publication: Publication, project_id: str) -> ProjectDetail:
    return project_detail(publication, project_id[:200])
