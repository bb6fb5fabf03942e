"""Reading from any origin: data addresses may be fetched by scripts of other sites, pages may not."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geoapp.web.languages import split

PREFIXES = ("/api/", "/descargas/", "/ogc", "/catalogo.jsonld", "/openapi.json")
EXPOSED = "ETag, Last-Modified, Link, Content-Disposition, Content-Crs"


class ReadFromAnywhere:
    """ASGI middleware that lets scripts of any site read the data addresses, and answers their preflights.

    No address takes credentials, so that nothing but public data can be read this way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and open its answer to other origins."""
        if scope["type"] != "http" or not split(scope["path"])[1].startswith(PREFIXES):
            await self._app(scope, receive, send)
            return
        names = {name for name, _ in scope["headers"]}
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in names:
            headers = [
                (b"access-control-allow-origin", b"*"),
                (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
                (b"access-control-allow-headers", b"Accept, If-None-Match, If-Modified-Since"),
                (b"access-control-max-age", b"86400"),
            ]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        await self._app(scope, receive, send_open)
