"""What changed in an area since the edition before, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.services.changes import CHANGE_KINDS, ChangeKind
from geoapp.services.news import AreaNews, area_news
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.web.pages.changes import ChangeLine, change_line

MAX_LISTED = 4
"""Changes of one kind that the page of an area names; the page of news and the API give all."""


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """Changes of one kind in the area: how many, and the first of them."""

    code: str
    label: str
    count: int
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class NewsBlock:
    """What changed in an area; `found` is None where there is no earlier edition to compare with."""

    found: AreaNews | None
    groups: tuple[NewsGroup, ...]
    href: str


def news_block(publication: Publication, ubigeo: str, mask: BoolArray) -> NewsBlock:
    """Arrange what changed in a province or a district.

    Parameters
    ----------
    mask
        Projects of the published edition that name the area.
    """
    found = area_news(publication, ubigeo, mask)
    if found is None:
        return NewsBlock(None, (), "/novedades")
    groups = []
    for kind in ChangeKind:
        changes = [change for change in found.changes if change.kind is kind]
        if changes:
            lines = tuple(change_line(publication, change) for change in changes[:MAX_LISTED])
            groups.append(NewsGroup(kind.value, CHANGE_KINDS[kind], len(changes), lines))
    return NewsBlock(found, tuple(groups), f"/novedades?since={found.since.id}&until={found.until.id}")
