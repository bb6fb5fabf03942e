"""Response headers that keep pages safe: a strict content security policy and its companions.

Inline scripts run only when their hash is in the policy: the hash of a script that geoapp wrote does not change from
one request to the next, so pages can be cached and still refuse every script that is not geoapp's.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPTS_KEY = "geoapp_inline_scripts"
EMBEDDABLE_KEY = "geoapp_embeddable"


def script_hash(script: str) -> str:
    """Source expression of an inline script for the policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer.

    Parameters
    ----------
    app
        Next application.
    tile_address
        Address pattern of the base map's tiles, whose host images may then come from; None for no base map.
    """

    def __init__(self, app: ASGIApp, tile_address: str | None = None) -> None:
        self._app = app
        self._images = "'self' data:" + (f" {_origin(tile_address)}" if tile_address else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                embeddable = bool(state.get(EMBEDDABLE_KEY))
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self._policy(state.get(SCRIPTS_KEY, ()), embeddable=embeddable)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                if not embeddable:
                    headers["X-Frame-Options"] = "DENY"
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _policy(self, scripts: Sequence[str], *, embeddable: bool) -> str:
        return "; ".join(
            (
                "default-src 'none'",
                " ".join(("script-src 'self'", *scripts)),
                "style-src 'self'",
                f"img-src {self._images}",
                "connect-src 'self'",
                "font-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors *" if embeddable else "frame-ancestors 'none'",
            )
        )


def _origin(address: str) -> str:
    parts = urlsplit(address.replace("{s}.", "*."))
    return f"{parts.scheme}://{parts.netloc}"
