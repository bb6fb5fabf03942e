"""What search engines read: `robots.txt` and the sitemap, in parts of at most 45,000 addresses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from geoapp.errors import NotFoundError
from geoapp.i18n import LANGUAGES
from geoapp.services.mapdata import area_href
from geoapp.services.publication import Publication
from geoapp.web.caching import edition_response, edition_tag
from geoapp.web.deps import BodyCacheDep, PublicationDep
from geoapp.web.languages import SPOKEN, here
from geoapp.web.parameters import known_names

router = APIRouter(include_in_schema=False)

MAX_ADDRESSES = 45_000
"""Fewer than the protocol's 50,000."""
XML = "application/xml"
PAGES = ("/", "/mapa", "/proyectos", "/plan", "/comparar", "/cerca", "/calidad", "/datos", "/metodologia", "/docs")
_XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HIDDEN = ("/mapas/datos/", "/proyectos?", "/cerca?", "/comparar?", "/mapa?", "/reportar", "/descargas/", "/api/")
"""In Spanish; the same below the prefix of each other language, but for what languages do not change."""


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Everything may be found but answers to forms, which are endless."""
    known_names(request.query_params, ())
    hidden = dict.fromkeys(here(path, code) for code in LANGUAGES for path in (*_HIDDEN, *SPOKEN))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), f"Sitemap: {_site(request)}/sitemap.xml", ""]
    return Response("\n".join(lines), media_type="text/plain")


@router.get("/sitemap.xml")
def index(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The parts of the sitemap."""
    known_names(request.query_params, ())
    site = _site(request)
    parts = -(-_count(publication) // MAX_ADDRESSES)

    def build() -> bytes:
        entries = "".join(
            f"<sitemap><loc>{escape(site)}/sitemap-{number}.xml</loc></sitemap>" for number in range(1, parts + 1)
        )
        return _document("sitemapindex", entries)

    return edition_response(request, cache, edition_tag(request, f"{publication.key}\n{site}"), XML, build)


@router.get("/sitemap-{number}.xml")
def part(request: Request, number: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """One part of the sitemap."""
    known_names(request.query_params, ())
    parts = -(-_count(publication) // MAX_ADDRESSES)
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= parts):  # noqa: PLR2004
        raise NotFoundError(f"El mapa del sitio tiene {parts} partes: sitemap-1.xml y siguientes.")
    site = _site(request)
    start = (int(number) - 1) * MAX_ADDRESSES

    def build() -> bytes:
        day = (publication.edition.published_at or publication.edition.created_at)[:10]
        urls = "".join(
            f"<url><loc>{escape(site + here(path, code))}</loc>{_others(site, path)}<lastmod>{day}</lastmod></url>"
            for position, (path, code) in enumerate(product(_paths(publication), LANGUAGES))
            if start <= position < start + MAX_ADDRESSES
        )
        return _document("urlset", urls)

    return edition_response(request, cache, edition_tag(request, f"{publication.key}\n{site}"), XML, build)


def _paths(publication: Publication) -> Iterator[str]:
    yield from PAGES
    yield from (area_href(area) for area in publication.areas.values() if len(area.ubigeo) > 2)  # noqa: PLR2004
    yield from (f"/proyectos/{identifier}" for identifier in publication.portfolio.text["project_id"])


def _count(publication: Publication) -> int:
    return len(LANGUAGES) * (len(PAGES) + len(publication.areas) - 1 + publication.portfolio.size)


def _others(site: str, path: str) -> str:
    """The page in every language, as each of its entries has to tell."""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(site + here(path, code))}"/>'
        for code in LANGUAGES
    )


def _document(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_XMLNS}"{_XHTML}>{content}</{root}>\n'.encode()


def _site(request: Request) -> str:
    public: str | None = request.app.state.settings.server.public_url
    return (public or str(request.base_url)).rstrip("/")
