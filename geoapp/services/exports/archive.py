"""Zip archives written as a stream and dated by the edition, so that the same view gives the same bytes."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator

from geoapp.services.exports.sink import Sink

LEVEL = 1
FIRST_YEAR = 1980


class ZipStream:
    """An archive whose members are given in pieces.

    Parameters
    ----------
    dated
        Date of every member.
    level
        How hard to compress, 1 to 9.
    """

    def __init__(self, dated: dt.datetime, level: int = LEVEL) -> None:
        self._sink = Sink()
        self._level = level
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        moment = dated.timetuple()[:6]
        self._date = moment if moment[0] >= FIRST_YEAR else (FIRST_YEAR, 1, 1, 0, 0, 0)

    def add(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Write a member and give the archive's bytes as they come."""
        info = zipfile.ZipInfo(name, self._date)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        # A member given as ZipInfo takes its level from itself alone, and this is its only name before Python 3.13.
        info._compresslevel = self._level  # type: ignore[attr-defined]  # noqa: SLF001
        with self._zip.open(info, "w", force_zip64=False) as member:
            for piece in pieces:
                member.write(piece)
                packed = self._sink.taken()
                if packed:
                    yield packed

    def close(self) -> bytes:
        """The end of the archive."""
        self._zip.close()
        return self._sink.taken()
