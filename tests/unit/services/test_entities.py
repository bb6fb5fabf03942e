"""Executing entities of a selection, and the dates of its progress: together they are the selection."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.columns import MISSING
from geoapp.domain.dates import ReducedDate
from geoapp.services.entities import executors
from geoapp.services.grouping import standing_only_in
from geoapp.services.portfolio import Portfolio
from geoapp.services.progress import progress_dates
from geoapp.services.summary import area_row, summarise
from tests.unit.services.synthetic import DISTRICTS, PROVINCES, portfolios

NAMES = (None, "", "MTC", "Gobierno Regional de Cajamarca", "GOBIERNO  REGIONAL CAJAMARCA", "Provías (MTC)", "—")


@given(portfolios, st.data())
def test_rows_by_entity_are_the_selection(portfolio: Portfolio, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=portfolio.size, max_size=portfolio.size))
    portfolio = replace(portfolio, text={**portfolio.text, "executing_entity": names}, cache={})
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=portfolio.size, max_size=portfolio.size)), dtype=bool)
    found = executors(portfolio, mask, data.draw(st.integers(0, 4)))
    rows = [row for row in (*found.rows, found.others, found.unnamed) if row is not None]
    total = summarise(portfolio, mask).total
    assert sum(row.projects for row in rows) == total.projects
    assert sum((row.cost or Decimal(0) for row in rows), Decimal(0)) == (total.cost or 0)
    assert sum(row.unsummed for row in rows) == total.unsummed
    assert any(row.cost is not None for row in rows) == (total.cost is not None)
    counts = [row.projects for row in found.rows]
    assert counts == sorted(counts, reverse=True)
    told = {name for name, chosen in zip(names, mask, strict=True) if chosen and name and name != "—"}
    regional = {name for name in told if "egional" in name or "REGIONAL" in name}
    assert found.entities == len(told - regional) + bool(regional)
    blank = [name for name, chosen in zip(names, mask, strict=True) if chosen and name in {None, "", "—"}]
    assert (found.unnamed.projects if found.unnamed else 0) == len(blank)


@given(portfolios)
def test_dates_of_progress_are_of_what_the_mean_is_of(portfolio: Portfolio) -> None:
    everything = np.ones(portfolio.size, dtype=bool)
    for ubigeo in (*PROVINCES, *DISTRICTS):
        only = standing_only_in(portfolio, ubigeo)
        row = area_row(portfolio, everything, ubigeo)
        assert int(only.sum()) == row.projects
        told = [index for index in np.flatnonzero(only) if portfolio.physical_bp[index] != MISSING]
        assert len(told) == row.with_physical
        found = progress_dates(portfolio, only)
        texts = [portfolio.text["physical_date"][index] for index in told]
        dates = [date for text in texts if (date := ReducedDate.parse(text)) is not None]
        assert found.undated == len(texts) - len(dates)
        assert found.unspecified == 0  # the made-up sources all say that it is physical
        assert (found.oldest is None) == (found.latest is None) == (not dates)
        for date in dates:
            assert ReducedDate(str(found.oldest)).first <= date.first
            assert date.last <= ReducedDate(str(found.latest)).last
