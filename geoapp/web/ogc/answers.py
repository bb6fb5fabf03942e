"""Answers of the OGC API: JSON or HTML by the client's wish, links with full addresses, kept by edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from geoapp.services.publication import Publication
from geoapp.web.caching import BodyCache, edition_response, edition_tag, http_date, qualities
from geoapp.web.ogc.parameters import refuse
from geoapp.web.templating import render_text

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FORMATS = ("json", "html")
Link = dict[str, str]


@dataclass(frozen=True)
class Table:
    """Rows of an HTML page; cells are a text and the address it leads to, if any."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str | None], ...], ...]


@dataclass(frozen=True)
class OgcPage:
    """Context of ``ogc/page.html``."""

    title: str
    text: str
    tables: tuple[Table, ...]
    links: tuple[Link, ...]


def link_header(links: list[Link]) -> str:
    """Links as a header (RFC 8288), for clients that do not read bodies."""
    return ", ".join(f'<{link["href"]}>; rel="{link["rel"]}"; type="{link["type"]}"' for link in links)


def likes_html(accept: str) -> bool:
    """Whether a client likes a page more than JSON; of equals it gets the one it names first, or JSON.

    >>> likes_html("text/html,application/xml;q=0.9,*/*;q=0.8"), likes_html("text/html;q=0.1, application/geo+json")
    (True, False)
    """
    liked = qualities(accept)
    anything = liked.get("*/*", 0.0)
    page = liked.get(HTML, liked.get("text/*", anything))
    named = [name for name in liked if name.partition(";")[0].endswith("json") or name == "application/*"]
    data = max((liked[name] for name in named), default=anything)
    if page == data:
        order = list(liked)
        return HTML in order and not any(order.index(name) < order.index(HTML) for name in named)
    return page > data


@dataclass(frozen=True)
class Site:
    """Where the API stands, and how the request wants its answer."""

    request: Request
    publication: Publication
    cache: BodyCache

    @property
    def base(self) -> str:
        """Full address of ``/ogc``."""
        public: str | None = self.request.app.state.settings.server.public_url
        return (public or str(self.request.base_url)).rstrip("/") + "/ogc"

    @property
    def format(self) -> str:
        """``json`` or ``html``: the parameter `f`, else what the client accepts, else JSON.

        Raises
        ------
        InvalidFilterError
            When `f` is another format.
        """
        wanted = self.request.query_params.get("f")
        if wanted is not None:
            if wanted not in FORMATS:
                refuse("f", wanted, "no es un formato de esta API.", FORMATS)
            return wanted
        return "html" if likes_html(self.request.headers.get("accept", "")) else "json"

    def link(self, path: str, rel: str, media_type: str, title: str, **query: str) -> Link:
        """A link to an address below ``/ogc``."""
        address = self.base + path + ("?" + urlencode(query) if query else "")
        return {"href": address, "rel": rel, "type": media_type, "title": title}

    def here(self, media_type: str = JSON) -> list[Link]:
        """Links to this answer and to its other format."""
        pairs = [(name, value) for name, value in self.request.query_params.multi_items() if name != "f"]
        path = self.request.url.path.rstrip("/") if self.request.url.path != "/ogc/" else "/ogc/"
        address = self.base.removesuffix("/ogc") + path
        forms = (("json", media_type, "Este documento como JSON"), ("html", HTML, "Este documento como HTML"))
        return [
            {
                "href": f"{address}?{urlencode([*pairs, ('f', name)])}",
                "rel": "self" if name == self.format else "alternate",
                "type": type_,
                "title": title,
            }
            for name, type_, title in forms
        ]

    def answer(
        self,
        build: Callable[[], Mapping[str, Any] | bytes],
        page: Callable[[], OgcPage],
        media_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The document as JSON or as a page, kept by edition, address, host and format."""
        wanted = self.format
        # A page leads to this server's style sheet by its content.
        variant = self.request.app.state.variant if wanted == "html" else ""
        tag = edition_tag(self.request, f"{self.publication.key}\n{self.base}\n{wanted}\n{variant}")
        edition = self.publication.edition
        said = {
            "Last-Modified": http_date(edition.published_at or edition.created_at),
            "Vary": "Accept, Accept-Encoding",
            **(headers or {}),
        }

        def body() -> bytes:
            if wanted == "html":
                return render_text(self.request, "ogc/page.html", page()).encode()
            built = build()
            return built if isinstance(built, bytes) else orjson.dumps(built)

        return edition_response(self.request, self.cache, tag, HTML if wanted == "html" else media_type, body, said)
