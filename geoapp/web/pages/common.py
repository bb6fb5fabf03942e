"""Small records that several pages show, and how they are read from the edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoapp.domain.records import SourceRecord
from geoapp.services.mapdata import area_href
from geoapp.services.publication import Publication
from geoapp.web.texts import source_title


@dataclass(frozen=True, slots=True)
class EditionNote:
    """What every page says of the edition it shows."""

    number: int
    cut_off: str
    documents: int
    projects: int


@dataclass(frozen=True, slots=True)
class Link:
    """A text with the address it leads to, blank where it leads nowhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source as a page cites it; `url` is None unless it is an address of the web."""

    title: str
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A commitment of the plan as areas and projects list it."""

    commitment_id: str
    title: str
    theme: str
    relation: str
    reason: str
    projects: int


def edition_note(publication: Publication) -> EditionNote:
    """The edition's number, cut-off and size."""
    documents = sum(source.kind == "document" for source in publication.sources.values())
    return EditionNote(publication.edition.id, publication.edition.cut_off, documents, publication.portfolio.size)


def area_link(publication: Publication, ubigeo: str) -> Link:
    """Name and page of an area."""
    area = publication.areas[ubigeo]
    return Link(area.name, area_href(area))


def area_links(publication: Publication, codes: str | None) -> tuple[Link, ...]:
    """Names and pages of codes joined with semicolons."""
    return tuple(area_link(publication, code) for code in (codes or "").split(";") if code in publication.areas)


def source_note(
    sources: Mapping[str, SourceRecord], source_id: str | None, date: str | None = None
) -> SourceNote | None:
    """How to cite a source; `date` stands in where the source is not dated."""
    source = sources.get(source_id or "")
    if source is None:
        return None
    url = source.url if (source.url or "").startswith(("https://", "http://")) else None
    return SourceNote(source_title(source), url, source.date or date)
