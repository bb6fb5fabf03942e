"""Answers sent while they are made: the work runs in a thread and stops as soon as the client goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

import anyio
import anyio.to_thread
from fastapi import Response
from starlette.types import Receive, Scope, Send

from geoapp.web.head import HEAD_KEY


class ClientGoneError(Exception):
    """The client went away: nobody waits for the rest of the work."""


class Stop:
    """Tells the work of one answer to stop."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Stop at the next check."""
        self._event.set()

    def check(self, _: int = 0) -> None:
        """Go on, or raise.

        Raises
        ------
        ClientGoneError
            When the client is gone.
        """
        if self._event.is_set():
            raise ClientGoneError


class PieceResponse(Response):
    """An answer in pieces.

    The first piece is made before the headers are sent, so that an error in making it is answered as any other. When
    the client goes away the work is told to stop and its pieces are closed, which removes what it had written.

    Parameters
    ----------
    make
        Gives the pieces; called in a thread with the `Stop` that its work has to check.
    """

    def __init__(
        self, make: Callable[[Stop], Iterator[bytes]], media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status_code=200, headers=headers, media_type=media_type)
        self._make = make
        self._stop = Stop()
        self.raw_headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        if scope.get("state", {}).get(HEAD_KEY):
            await send(start)
            await send({"type": "http.response.body", "body": b""})
            return
        failure: Exception | None = None
        async with anyio.create_task_group() as group:

            async def watch() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                self._stop.set()
                group.cancel_scope.cancel()

            group.start_soon(watch)
            try:
                await self._send_pieces(start, send)
            except ClientGoneError:
                pass
            except Exception as error:  # noqa: BLE001 - raised below, outside the group, as it was
                failure = error
            group.cancel_scope.cancel()
        if failure is not None and not self._stopped:
            raise failure

    @property
    def _stopped(self) -> bool:
        try:
            self._stop.check()
        except ClientGoneError:
            return True
        return False

    async def _send_pieces(self, start: dict[str, object], send: Send) -> None:
        pieces = await anyio.to_thread.run_sync(self._make, self._stop)
        try:
            piece = await anyio.to_thread.run_sync(next, pieces, None)
            await send(start)
            while piece is not None:
                if piece:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await anyio.to_thread.run_sync(next, pieces, None)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(close)
