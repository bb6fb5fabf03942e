"""Answers in pieces: errors before the first piece, HEAD, and stopping when the client goes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from geoapp.errors import NotFoundError
from geoapp.web.head import HEAD_KEY
from geoapp.web.streaming import ClientGoneError, PieceResponse, Stop


def run(response: PieceResponse, *, leaves_after: int | None = None, head: bool = False) -> list[dict[str, Any]]:
    """Send a response to a client that stays, or leaves after some messages."""
    sent: list[dict[str, Any]] = []

    async def serve() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(dict(message))
            if leaves_after is not None and len(sent) >= leaves_after:
                gone.set()
                await asyncio.sleep(0.01)

        await response({"type": "http", "state": {HEAD_KEY: True} if head else {}}, receive, send)

    asyncio.run(serve())
    return sent


def test_pieces_arrive_in_order() -> None:
    sent = run(PieceResponse(lambda _: iter([b"a", b"", b"b"]), "text/plain"))
    assert [message.get("body") for message in sent[1:]] == [b"a", b"b", b""]
    assert b"content-length" not in dict(sent[0]["headers"])


def test_an_error_before_the_first_piece_is_answered_as_any_other() -> None:
    def make(_: Stop) -> Iterator[bytes]:
        raise NotFoundError("no hay")
        yield b""

    with pytest.raises(NotFoundError):
        run(PieceResponse(make, "text/plain"))


def test_head_makes_nothing() -> None:
    made: list[bool] = []
    sent = run(PieceResponse(lambda _: made.append(True) or iter([b"a"]), "text/plain"), head=True)
    assert not made
    assert [message.get("body") for message in sent[1:]] == [b""]


def test_the_work_stops_and_cleans_up_when_the_client_goes() -> None:
    made: list[int] = []
    closed: list[bool] = []

    def make(stop: Stop) -> Iterator[bytes]:
        try:
            for number in range(1_000):
                stop.check()
                made.append(number)
                yield b"x"
        finally:
            closed.append(True)

    run(PieceResponse(make, "text/plain"), leaves_after=3)
    assert closed == [True]
    assert len(made) < 10


def test_a_stop_raises_where_it_is_checked() -> None:
    stop = Stop()
    stop.check(5)
    stop.set()
    with pytest.raises(ClientGoneError):
        stop.check()
