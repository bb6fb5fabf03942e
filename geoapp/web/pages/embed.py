"""Bare maps to place in other sites' pages."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.web.pages.common import EditionNote, Link
from geoapp.web.pages.maps import MapView


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """Context of ``pages/embed.html``; `subject` names what is drawn, blank for the region."""

    edition: EditionNote
    map: MapView
    subject: str
    query: str
    page: Link
