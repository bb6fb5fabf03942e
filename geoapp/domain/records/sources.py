"""Documents that facts come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A data set (`kind` ``dataset``) or a document that was read for facts (``document``)."""

    source_id: str
    kind: str
    title: str | None
    publisher: str | None
    url: str | None
    date: str | None
    retrieved: str | None = None
    licence: str | None = None
    files: tuple[str, ...] = ()
    transformations: str | None = None
    caveat: str | None = None
