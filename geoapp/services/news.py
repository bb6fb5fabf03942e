"""What changed since the edition before the published one, area by area: computed once for an edition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geoapp.db.repositories import Edition, EditionRepository
from geoapp.services.changes import Change, ChangeKind, Changes, Held, changes_between
from geoapp.services.portfolio import BoolArray, Portfolio
from geoapp.services.publication import Publication

MAX_KEPT = 4
"""Comparisons kept for an edition."""


@dataclass(frozen=True, slots=True)
class AreaNews:
    """What changed in an area between two editions.

    Attributes
    ----------
    changes
        Changes of projects that name the area now or named it before, the most telling first.
    projects
        Projects that name the area in the later edition: `changed` of them have a change, of `confirmed`
        a file of between told the same as before, and of `without_news` no file of between told anything.
    """

    since: Edition
    until: Edition
    changes: tuple[Change, ...]
    counts: Mapping[ChangeKind, int]
    projects: int
    changed: int
    confirmed: int
    without_news: int


@dataclass(frozen=True)
class LatestNews:
    """Changes between the two last published editions, arranged to be asked by area.

    Attributes
    ----------
    changed, told
        Of each project of the published edition, whether something of it changed, and whether a file of between told
        of it.
    """

    since: Edition
    until: Edition
    by_area: Mapping[str, Sequence[Change]]
    changed: BoolArray
    told: BoolArray


def latest_news(publication: Publication) -> LatestNews | None:
    """Changes since the edition before the published one; None where there is none before it."""
    cache = publication.portfolio.cache
    if "latest_news" not in cache:
        cache["latest_news"] = _read(publication)
    held: LatestNews | None = cache["latest_news"]
    return held


def area_news(publication: Publication, ubigeo: str, mask: BoolArray) -> AreaNews | None:
    """What changed in a province or a district; None where there is no edition to compare with.

    Parameters
    ----------
    mask
        Projects of the published edition that name the area.
    """
    news = latest_news(publication)
    if news is None:
        return None
    changes = tuple(news.by_area.get(ubigeo, ()))
    counts = Counter(change.kind for change in changes)
    changed = mask & news.changed
    same = mask & ~news.changed
    confirmed = int((same & news.told).sum())
    return AreaNews(
        since=news.since,
        until=news.until,
        changes=changes,
        counts={kind: counts[kind] for kind in ChangeKind},
        projects=int(mask.sum()),
        changed=int(changed.sum()),
        confirmed=confirmed,
        without_news=int(same.sum()) - confirmed,
    )


def changes_of(publication: Publication, since: int | None, until: int | None) -> Changes:
    """Changes between two editions, the last that were asked for kept: comparing large editions takes seconds.

    Raises
    ------
    InvalidFilterError
        As `changes_between`.
    """
    cache = publication.portfolio.cache
    key = (since, until)
    held: dict[tuple[int | None, int | None], Changes] = cache.get("changes", {})
    if key not in held:
        there = Held(publication.edition.id, publication.portfolio.text["project_id"])
        found = changes_between(publication.database, since, until, held=there)
        # Another dictionary each time: readers in other threads hold the one before.
        held = {**dict(list(held.items())[-MAX_KEPT + 1 :]), key: found}
        cache["changes"] = held
    return held[key]


def _read(publication: Publication) -> LatestNews | None:
    number = publication.edition.id
    with publication.database.reading() as session:
        editions = EditionRepository(session).list()
    if not any(edition.state == "published" and edition.id < number for edition in editions):
        return None
    found = changes_of(publication, None, None)
    by_area: dict[str, list[Change]] = defaultdict(list)
    for change in found.changes:
        for code in f"{change.province_codes};{change.district_codes}".split(";"):
            if code:
                by_area[code].append(change)
    portfolio = publication.portfolio
    return LatestNews(
        since=found.since,
        until=found.until,
        by_area=by_area,
        changed=_marked(portfolio, (change.project_id for change in found.changes)),
        told=_marked(portfolio, found.told),
    )


def _marked(portfolio: Portfolio, identifiers: Iterable[str]) -> BoolArray:
    marked = np.zeros(portfolio.size, dtype=bool)
    index_of = portfolio.index_of
    marked[[index_of[identifier] for identifier in identifiers if identifier in index_of]] = True
    return marked
