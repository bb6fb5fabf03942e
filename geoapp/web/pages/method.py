"""How figures are made and what they cannot tell, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.services.publication import Publication
from geoapp.web.pages.common import EditionNote, edition_note


@dataclass(frozen=True, slots=True)
class MethodPage:
    """Context of ``pages/method.html``; the figures are of the published edition."""

    edition: EditionNote
    located: int


def method_page(publication: Publication) -> MethodPage:
    """The edition, and how many of its projects are on the map."""
    return MethodPage(edition_note(publication), int(publication.portfolio.on_map.sum()))
