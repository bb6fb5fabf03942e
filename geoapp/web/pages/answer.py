"""Answering with a rendered page: kept by edition and day, with the hashes of its inline scripts beside it.

A kept page needs its hashes in the policy of every answer, also of «not modified»: browsers take the policy from it.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from geoapp.services.publication import Publication
from geoapp.web.caching import BodyCache, edition_response
from geoapp.web.deps import tag_of
from geoapp.web.parameters import TRACKING
from geoapp.web.security import SCRIPTS_KEY
from geoapp.web.templating import render_text

__all__ = ["HTML", "SCRIPTS", "TRACKING", "answer_page"]

SCRIPTS = "scripts"
"""Under this name, beside its encodings, the cache holds the script hashes of a body."""
HTML = "text/html"


def answer_page(
    request: Request,
    cache: BodyCache,
    publication: Publication,
    template: str,
    build: Callable[[], object],
    *,
    version: str = "",
) -> Response:
    """Answer with a page of the edition, rendered at most once a day for each address.

    Parameters
    ----------
    template
        Name of the template.
    build
        Gives the page's context; called only when no rendered page is kept.
    version
        Of what the page shows besides the edition.
    """
    tag = tag_of(request, publication, daily=True, version=version)
    hashes = cache.get(tag, SCRIPTS)
    rendered: bytes | None = None
    if hashes is None:
        rendered = render_text(request, template, build()).encode()
        hashes = " ".join(getattr(request.state, SCRIPTS_KEY)).encode()
        cache.put(tag, SCRIPTS, hashes)
    setattr(request.state, SCRIPTS_KEY, tuple(hashes.decode().split()))
    return edition_response(
        request, cache, tag, HTML, lambda: rendered or render_text(request, template, build()).encode()
    )
