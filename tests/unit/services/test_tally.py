"""Sums by group are exact, whatever the size of the amounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.columns import MISSING
from geoapp.services.portfolio import Portfolio
from geoapp.services.tally import COST_KINDS, tally
from tests.unit.services.synthetic import portfolios


@given(portfolios, st.data())
def test_tally_adds_what_a_loop_adds(portfolio: Portfolio, data: st.DataObject) -> None:
    # From céntimos to amounts whose sum no double holds.
    factor = data.draw(st.sampled_from([1, 10**5]))
    cost = np.where(portfolio.cost_centimos == MISSING, MISSING, (portfolio.cost_centimos % 10**12) * factor + 1)
    portfolio = replace(portfolio, cost_centimos=cost, cache={})
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=portfolio.size, max_size=portfolio.size)), dtype=bool)
    groups = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=portfolio.size, max_size=portfolio.size)), dtype=np.int64
    )
    counted = tally(portfolio, mask, groups, 3)
    for group in range(3):
        chosen = [index for index in range(portfolio.size) if mask[index] and groups[index] == group]
        priced = [index for index in chosen if portfolio.with_cost[index]]
        assert counted.projects[group] == len(chosen)
        assert counted.with_cost[group] == len(priced)
        apart = [i for i in chosen if cost[i] != MISSING and not portfolio.summed[i]]
        assert counted.unsummed[group] == len(apart)
        assert counted.cost[group] == sum(int(cost[index]) for index in priced)
        assert counted.located[group] == sum(bool(portfolio.on_map[index]) for index in chosen)
        off = [index for index in priced if not portfolio.on_map[index]]
        assert counted.off_map_cost[group] == sum(int(cost[index]) for index in off)
        for code, kind in enumerate(COST_KINDS):
            of_kind = [index for index in priced if portfolio.text["cost_kind"][index] == kind]
            assert counted.cost_by_kind[group, code] == sum(int(cost[index]) for index in of_kind)
            assert counted.with_kind[group, code] == len(of_kind)
    assert counted.total().cost[0] == sum(counted.cost.tolist())
