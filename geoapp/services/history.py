"""The projects as they stood at the end of a year, told from dated observations only.

A project is known at a year when some source dated up to then says anything of it. Its state is that of the latest
observation with a state dated up to then; known projects without one have the state «sin dato», never today's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoapp.db.repositories.history import HistoryRepository
from geoapp.domain.dates import ReducedDate
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.vocabulary import Status
from geoapp.services.portfolio import BoolArray, IntArray, codes_of
from geoapp.services.publication import Publication


@dataclass(frozen=True)
class History:
    """Dated states of all projects in order of time within each project, and the first year each is known."""

    project: IntArray
    year: IntArray
    status: IntArray
    known_from: IntArray

    @property
    def years(self) -> range:
        """Years from the first dated fact to the last."""
        known = self.known_from[self.known_from != _NEVER]
        if not len(known):
            return range(0)
        last = max(int(known.max()), int(self.year.max()) if len(self.year) else 0)
        return range(int(known.min()), last + 1)


_NEVER = np.iinfo(np.int64).max


def history(publication: Publication) -> History:
    """The history of the published edition, read once."""
    held: History | None = publication.portfolio.cache.get("history")
    if held is None:
        held = _read(publication)
        publication.portfolio.cache["history"] = held
    return held


def status_at(publication: Publication, year: int) -> IntArray:
    """Code of each project's state at the end of a year (`codes_of("status")`), that of «sin dato» where none is."""
    past = history(publication)
    column = np.full(publication.portfolio.size, codes_of("status")[Status.UNKNOWN], dtype=np.int64)
    told = past.year <= year
    # Assigned in order of time: the latest stays.
    column[past.project[told]] = past.status[told]
    return column


def select_at(publication: Publication, filter_: ProjectFilter, year: int | None) -> BoolArray:
    """Mask of a filter; with a year, of the projects known by then, the filter's states being those of then."""
    if year is None:
        return publication.select(filter_)
    key = ("select_at", filter_, year)
    cache = publication.portfolio.cache
    held: BoolArray | None = cache.get(key)
    if held is None:
        held = publication.select(replace(filter_, status=())) & (history(publication).known_from <= year)
        if filter_.status:
            codes = codes_of("status")
            held &= np.isin(status_at(publication, year), [codes[status] for status in filter_.status])
        held.flags.writeable = False
        kept = cache.setdefault("selected_at", [])
        kept.append(key)
        cache[key] = held
        while len(kept) > _MAX_KEPT:
            cache.pop(kept.pop(0), None)
    return held


_MAX_KEPT = 24


def _read(publication: Publication) -> History:
    portfolio = publication.portfolio
    with publication.database.reading() as session:
        told = HistoryRepository(session, publication.edition.id).dated_statuses()
    codes = codes_of("status")
    rows = sorted(
        (
            portfolio.index_of[one.project_id],
            (date := ReducedDate(one.date)).first.isoformat(),
            len(date.text),
            Status(one.status).stage,
            date.year,
            codes[one.status],
        )
        for one in told
        if one.project_id in portfolio.index_of
    )
    known = portfolio.years.table(lambda years: min(years, default=_NEVER), np.int64)
    return History(
        project=np.array([row[0] for row in rows], dtype=np.int64),
        year=np.array([row[4] for row in rows], dtype=np.int64),
        status=np.array([row[5] for row in rows], dtype=np.int64),
        known_from=known,
    )
