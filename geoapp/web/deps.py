"""What routes ask for: the published edition and the filter of the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from geoapp.domain.filters import ProjectFilter, parse_filter
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication, PublicationCache
from geoapp.web.caching import BodyCache, edition_tag
from geoapp.web.parameters import refuse

REPEATABLE = frozenset({"layer"})
"""Own parameters that may be given several times: all their values count."""


def get_publication(request: Request) -> Publication:
    """The published edition."""
    cache: PublicationCache = request.app.state.publications
    return cache.current()


PublicationDep = Annotated[Publication, Depends(get_publication)]


def body_cache(request: Request) -> BodyCache:
    """Where built answers are kept."""
    cache: BodyCache = request.app.state.bodies
    return cache


BodyCacheDep = Annotated[BodyCache, Depends(body_cache)]


def parameters(request: Request, *known: str) -> dict[str, str]:
    """Value of each of the route's own parameters, blank ones left out.

    Raises
    ------
    InvalidFilterError
        When one is given more than once: none of the values is silently preferred. See `REPEATABLE`.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in known or not value.strip():
            continue
        if name in given and name not in REPEATABLE:
            raise refuse(name, value, _("se puede dar una sola vez."))
        given[name] = value
    return given


def read_filter(request: Request, *other_names: str) -> ProjectFilter:
    """Filter of the request's query; `other_names` are the route's own parameters.

    Raises
    ------
    InvalidFilterError
        On an unknown name or value.
    """
    return parse_filter(request.query_params.multi_items(), other_names=other_names)


def tag_of(request: Request, publication: Publication, *, daily: bool = False, version: str = "") -> str:
    """ETag of the request's answer in the published edition, by this server's settings and files.

    Parameters
    ----------
    version
        Of what the answer depends on besides.
    """
    return edition_tag(request, f"{publication.key} {request.app.state.variant} {version}", daily=daily)
