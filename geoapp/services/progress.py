"""Of what dates the physical progress of a selection is: what a mean of it has to say beside the figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoapp.domain.columns import MISSING, Coded
from geoapp.domain.dates import ReducedDate
from geoapp.services.portfolio import BoolArray, Portfolio


@dataclass(frozen=True, slots=True)
class ProgressDates:
    """The oldest and the latest date of published progress, each as far as it is known; None where none is dated.

    `undated` counts figures without a date, `unspecified` those whose source does not say that they are physical.
    """

    oldest: str | None
    latest: str | None
    undated: int
    unspecified: int


def progress_dates(portfolio: Portfolio, mask: BoolArray) -> ProgressDates:
    """Dates of the physical progress that the selected projects have."""
    told = np.flatnonzero(mask & (portfolio.physical_bp != MISSING))
    dates, kinds = (Coded.of(portfolio.text[name]) for name in ("physical_date", "progress_kind"))
    used = [dates.values[code] for code in np.unique(dates.codes[told]).tolist()]
    known = [date for text in used if (date := ReducedDate.parse(text)) is not None]
    dated = dates.table(bool, np.bool_)[told]
    return ProgressDates(
        oldest=min(known, key=lambda date: (date.first, date.last)).text if known else None,
        latest=max(known, key=lambda date: (date.last, date.first)).text if known else None,
        undated=int((~dated).sum()),
        unspecified=int(kinds.table(lambda kind: kind == "unspecified", np.bool_)[told].sum()),
    )
