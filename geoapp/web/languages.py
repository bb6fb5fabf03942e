"""The language in the address: pages in Spanish as they are, other languages below their code (``/en/plan``).

The prefix is taken as where the application is mounted (ASGI's ``root_path``): routes know nothing of it, and the
whole address, which keys tags and kept answers, tells the languages apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geoapp.i18n import LANGUAGES, SOURCE, language, speaking

PREFIXES = {code: f"/{code}" for code in LANGUAGES if code != SOURCE}
PLAIN = (
    "/api/", "/descargas/", "/static/", "/health/", "/ogc", "/tiles/", "/openapi.json", "/catalogo.jsonld",
    "/robots.txt", "/sitemap",
)  # fmt: skip
"""Addresses of programs, files and standards: the same in every language, so they have no prefix."""
SPOKEN = ("/descargas/proyectos.xlsx", "/descargas/proyectos.excel.csv")
"""Files with words for readers of a spreadsheet, in the language of their address."""
_PLAIN_ENDS = (".csv",)
_LINK = re.compile(r'(?<!hreflang="..") (href|action)="(/(?!/)[^"]*)"')
_QUOTED = re.compile(r'"(/(?!/)[^"\\]*)"')
_LOCALES = {"es": "es_PE", "en": "en"}


def is_plain(path: str) -> bool:
    """Whether an address is one of those that no language changes."""
    bare = path.partition("?")[0]
    if bare in SPOKEN:
        return False
    # With two slashes it would lead to another site.
    return bare.startswith(PLAIN) or (bare.endswith(_PLAIN_ENDS) and not bare.startswith("//"))


def split(path: str) -> tuple[str, str]:
    """Language of a path, and the path without its prefix."""
    for code, prefix in PREFIXES.items():
        if path == prefix:
            return code, "/"
        if path.startswith(f"{prefix}/"):
            return code, path[len(prefix) :]
    return SOURCE, path


def here(address: str, code: str | None = None) -> str:
    """The address of a page or of its map's data in a language, that of the moment by default.

    Addresses of programs and files, of other sites, within the page (``#``, ``?``) and those that already name a
    language stay as they are.
    """
    chosen = code or language()
    if chosen == SOURCE or not address.startswith("/") or address.startswith("//") or is_plain(address):
        return address
    if split(address.partition("?")[0].partition("#")[0])[0] != SOURCE:
        return address
    prefix = PREFIXES[chosen]
    return prefix + (address[1:] if address == "/" or address.startswith(("/?", "/#")) else address)


def localise(html: str) -> str:
    """Lead the links and forms of a rendered page to pages of the language of the moment.

    Templates and pages write every address plain: this is the one place that knows of prefixes, and none is
    forgotten. Text cannot be taken for a link, for in text the template engine escapes quotation marks. A link to the
    page in another language has ``hreflang`` just before its address and stays.
    """
    if language() == SOURCE:
        return html
    return _LINK.sub(lambda found: f' {found[1]}="{here(found[2])}"', html)


def localise_script(script: str) -> str:
    """Lead the addresses in a map's script, which geoapp wrote, to the data in the language of the moment."""
    if language() == SOURCE:
        return script
    return _QUOTED.sub(lambda found: f'"{here(found[1])}"', script)


def plain_path(connection: HTTPConnection) -> str:
    """Path of a request without its language."""
    return split(connection.url.path)[1]


def alternates(path: str, query: str) -> Iterator[tuple[str, str, str]]:
    """Code, name and address of a page in every language; what no language changes has one, in Spanish.

    Parameters
    ----------
    path
        Without its language, percent-decoded as ASGI gives it.
    query
        The query string, with no question mark.
    """
    # With two slashes it would lead to another site.
    address = "/" + quote(path.lstrip("/"), safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    for code, name in LANGUAGES.items():
        if code == SOURCE or not is_plain(path):
            yield code, name, here(address, code)


def locale_name(code: str) -> str:
    """Name of a language as pages tell it to social networks."""
    return _LOCALES[code]


class Languages:
    """ASGI middleware that reads the language from the address, for everything inside of it.

    Addresses that no language changes are sent on to their plain form (308), so that a prefix written by mistake is
    mended and the same file never has two addresses.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        code, path = split(scope["path"])
        if code == SOURCE:
            await self._speak(code, scope, receive, send)
            return
        if is_plain(path):
            query = scope["query_string"].decode("latin-1")
            address = quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
            await RedirectResponse(address, HTTPStatus.PERMANENT_REDIRECT)(scope, receive, send)
            return
        prefix = PREFIXES[code]
        # The home page is `/en`, which routing would only know as `/en/`.
        inner = {**scope, "root_path": prefix, "path": prefix + path}
        await self._speak(code, inner, receive, send)

    async def _speak(self, code: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Language"] = code
            await send(message)

        with speaking(code):
            await self._app(scope, receive, send_with_language)
