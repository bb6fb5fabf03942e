"""The past of the shipped projects, told from dated observations."""

from __future__ import annotations

import numpy as np

from geoapp.db import Database
from geoapp.domain.filters import ProjectFilter
from geoapp.services.history import history, select_at, status_at
from geoapp.services.publication import read_publication


def test_the_last_year_gives_the_current_state(sqlite_shipped: Database) -> None:
    publication = read_publication(sqlite_shipped)
    portfolio = publication.portfolio
    last = history(publication).years[-1]
    dated = np.array([date is not None for date in portfolio.text["status_date"]])
    assert dated.any()
    assert np.array_equal(status_at(publication, last)[dated], portfolio.status[dated])


def test_nothing_is_known_before_it_is_told(sqlite_shipped: Database) -> None:
    publication = read_publication(sqlite_shipped)
    years = history(publication).years
    known = [int(select_at(publication, ProjectFilter(), year).sum()) for year in years]
    assert known == sorted(known)
    assert 0 < known[0] < known[-1] <= publication.portfolio.size
    for year in (years[0], 2021):
        shown = np.flatnonzero(select_at(publication, ProjectFilter(), year))
        assert all(min(publication.portfolio.years[index]) <= year for index in shown)


def test_a_filter_by_state_means_the_state_of_then(sqlite_shipped: Database) -> None:
    publication = read_publication(sqlite_shipped)
    running = ProjectFilter(status=("ejecucion",))
    then, now = select_at(publication, running, 2021), select_at(publication, running, None)
    assert then.any()
    assert not np.array_equal(then, now)
