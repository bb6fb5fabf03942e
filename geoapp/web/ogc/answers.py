"""Answers of the OGC API: JSON or HTML by the client's wish, links with full addresses, kept by edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response

from geoapp.services.publication import Publication
from geoapp.web.caching import BodyCache, edition_response, edition_tag, http_date
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
        accepted = self.request.headers.get("accept", "")
        first_html = accepted.find(HTML)
        first_json = accepted.find("json")
        return "html" if first_html >= 0 and (first_json < 0 or first_html < first_json) else "json"

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
        tag = edition_tag(self.request, f"{self.publication.key}\n{self.base}\n{wanted}")
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
