"""Pictures of pages, for where their addresses are shared: drawn once for an edition."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import Level
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.services.render.preview import Preview, draw_preview
from geoapp.web.caching import BodyCache, edition_response
from geoapp.web.deps import BodyCacheDep, PublicationDep, tag_of
from geoapp.web.pages.preview import area_preview, project_preview, region_preview
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)

PNG = "image/png"


@router.get("/vista.png")
def region(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The region."""
    return _picture(request, publication, cache, lambda: region_preview(publication))


@router.get("/provincias/{ubigeo}/vista.png")
def province(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A province."""
    area = publication.area(ubigeo[:20], Level.PROVINCE)
    return _picture(request, publication, cache, lambda: area_preview(publication, area))


@router.get("/distritos/{ubigeo}/vista.png")
def district(request: Request, ubigeo: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A district."""
    area = publication.area(ubigeo[:20], Level.DISTRICT)
    return _picture(request, publication, cache, lambda: area_preview(publication, area))


@router.get("/proyectos/{project_id}/vista.png")
def project(request: Request, project_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A project."""
    index = publication.portfolio.index_of.get(project_id)
    if index is None:
        raise NotFoundError(
            _(
                "No hay un proyecto «%(code)s» en la edición %(n)s.",
                code=project_id[:100],
                n=publication.edition.id,
            )
        )
    return _picture(request, publication, cache, lambda: project_preview(publication, index))


def _picture(request: Request, publication: Publication, cache: BodyCache, build: Callable[[], Preview]) -> Response:
    known_names(request.query_params, ())
    return edition_response(request, cache, tag_of(request, publication), PNG, lambda: draw_preview(build()))
