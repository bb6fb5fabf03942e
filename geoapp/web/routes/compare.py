"""Areas side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from geoapp.domain.places import REGION_UBIGEO
from geoapp.domain.records import Area
from geoapp.domain.text import fold
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.web.deps import BodyCacheDep, PublicationDep, parameters
from geoapp.web.pages.answer import TRACKING, answer_page
from geoapp.web.pages.compare import NAMES, compare_page
from geoapp.web.parameters import known_names, refuse

router = APIRouter(include_in_schema=False)


@router.get("/comparar")
def compare(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Two to four provinces or districts, given by ubigeo or by a name that only one area has."""
    known_names(request.query_params, (*NAMES, *TRACKING))
    given = parameters(request, *NAMES)
    chosen = {name: _area(publication, name, given[name].strip()) for name in NAMES if name in given}
    return answer_page(request, cache, publication, "pages/compare.html", lambda: compare_page(publication, chosen))


def _area(publication: Publication, name: str, text: str) -> Area:
    area = publication.areas.get(text)
    if area is None:
        # A province and its capital district share names: the province is meant, as people say it.
        named = [a for a in publication.areas.values() if fold(a.name) == fold(text) and a.ubigeo != REGION_UBIGEO]
        shortest = min((len(a.ubigeo) for a in named), default=0)
        named = [a for a in named if len(a.ubigeo) == shortest]
        area = named[0] if len(named) == 1 else None
    if area is None or area.ubigeo == REGION_UBIGEO:
        raise refuse(
            name,
            text,
            _("debe ser el ubigeo INEI de una provincia (4 cifras, por ejemplo 0608) o de un distrito (6 cifras)."),
        )
    return area
