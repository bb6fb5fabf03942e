"""What is known of a project, and which of several dated facts is the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import COST_PRECEDENCE, AmountKind, Bound
from geoapp.domain.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of one kind, as one source gives it.

    `source_date` stands in for `date` where the source does not date the amount itself.
    """

    kind: AmountKind
    centimos: int
    date: ReducedDate | None
    bound: Bound
    source_id: str
    source_date: ReducedDate | None = None

    @property
    def effective_date(self) -> ReducedDate | None:
        """Date of the amount, else of its source."""
        return self.date or self.source_date


@dataclass(frozen=True, slots=True)
class Observation:
    """What one source says of a project's progress and state at a date."""

    observation_id: str
    source_id: str
    source_date: ReducedDate | None
    status: Status | None = None
    status_date: ReducedDate | None = None
    physical_pct: Decimal | None = None
    financial_pct: Decimal | None = None
    progress_date: ReducedDate | None = None
    end_date: ReducedDate | None = None
    flags: frozenset[str] = frozenset()

    @property
    def date(self) -> ReducedDate | None:
        """Date of what is said: the progress, else the state, else the source."""
        return self.progress_date or self.status_date or self.source_date

    @property
    def effective_status_date(self) -> ReducedDate | None:
        """Date of the state, else of the source."""
        return self.status_date or self.source_date

    @property
    def effective_progress_date(self) -> ReducedDate | None:
        """Date of the progress, else of the source."""
        return self.progress_date or self.source_date


def _age_key(date: ReducedDate | None) -> tuple[bool, str, int]:
    # Undated facts come before every dated one; among dates, the first possible day decides, then the finer text.
    return (False, "", 0) if date is None else (True, date.first.isoformat(), len(date.text))


def current_cost(amounts: Sequence[Amount]) -> Amount | None:
    """The one amount that stands for what the project costs.

    The latest firm cost (updated, total, viable, technical file, contract); where no source gives one, the latest
    estimate. Amounts of one date: the firmer kind. Transfers, prices of studies and yearly budgets are never costs.
    """
    costs = [amount for amount in amounts if amount.kind in COST_PRECEDENCE]
    firm = [amount for amount in costs if amount.kind is not AmountKind.ESTIMATE]
    return max(
        firm or costs,
        key=lambda amount: (_age_key(amount.effective_date), -COST_PRECEDENCE.index(amount.kind)),
        default=None,
    )


def current_status(observations: Sequence[Observation]) -> Observation | None:
    """The latest dated observation that tells a state; among undated ones the furthest stage."""
    return max(
        (o for o in observations if o.status is not None and o.status is not Status.UNKNOWN),
        key=lambda o: (_age_key(o.effective_status_date), o.status.stage if o.status else -1),
        default=None,
    )


def current_physical(observations: Sequence[Observation]) -> Observation | None:
    """The latest dated observation of physical progress."""
    return max(
        (o for o in observations if o.physical_pct is not None),
        key=lambda o: (_age_key(o.effective_progress_date), o.physical_pct or Decimal(0)),
        default=None,
    )


def current_financial(observations: Sequence[Observation]) -> Observation | None:
    """The latest dated observation of financial progress."""
    return max(
        (o for o in observations if o.financial_pct is not None),
        key=lambda o: (_age_key(o.effective_progress_date), o.financial_pct or Decimal(0)),
        default=None,
    )


def last_heard(observations: Sequence[Observation], amounts: Sequence[Amount] = ()) -> tuple[ReducedDate, str] | None:
    """Latest date at which any source said anything, and that source; None where nothing is dated.

    The latest possible day decides, for a year alone may mean its last day.
    """
    told = [(o.date, o.source_id) for o in observations] + [(a.effective_date, a.source_id) for a in amounts]
    dated = [(date, source) for date, source in told if date is not None]
    return max(dated, key=lambda fact: (fact[0].last, fact[0].first), default=None)


def planned_end(observations: Sequence[Observation]) -> Observation | None:
    """The latest observation that states an end of the works."""
    return max((o for o in observations if o.end_date is not None), key=lambda o: _age_key(o.date), default=None)


CONFLICT_POINTS = Decimal(5)
CONFLICT_DAYS = 31


def disagreeing_progress(observations: Sequence[Observation]) -> list[tuple[Observation, Observation]]:
    """Pairs of sources whose physical progress differs by more than 5 points within 31 days.

    Such values are shown side by side, never averaged.
    """
    told = [o for o in observations if o.physical_pct is not None and o.effective_progress_date is not None]
    pairs = []
    for index, left in enumerate(told):
        for right in told[index + 1 :]:
            if left.source_id == right.source_id or left.physical_pct is None or right.physical_pct is None:
                continue
            a, b = left.effective_progress_date, right.effective_progress_date
            if a is None or b is None:
                continue
            gap = max((a.first - b.last).days, (b.first - a.last).days, 0)
            if gap <= CONFLICT_DAYS and abs(left.physical_pct - right.physical_pct) > CONFLICT_POINTS:
                pairs.append((left, right))
    return pairs


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A project as the rule of packages sees it.

    `package_id` is the package it belongs to or, for a component, the investment whose cost includes its own.
    """

    project_id: str
    is_package: bool
    package_id: str | None
    has_cost: bool
    is_component: bool = False


def summed_projects(parts: Sequence[PackagePart]) -> frozenset[str]:
    """Identifiers whose cost enters sums: a package never adds to its parts.

    An investment always counts; a component of an investment only when the whole has no cost of its own. A package
    (one amount over several projects) counts only when some project below it is known and none, at any depth, has a
    cost of its own; otherwise its amount is shown apart.
    """
    children: dict[str, list[PackagePart]] = {}
    for part in parts:
        if part.package_id:
            children.setdefault(part.package_id, []).append(part)

    def costed_below(project_id: str, seen: frozenset[str]) -> bool:
        return any(
            child.has_cost or costed_below(child.project_id, seen | {child.project_id})
            for child in children.get(project_id, ())
            if child.project_id not in seen
        )

    costed = {part.project_id for part in parts if part.has_cost}
    summed = set()
    for part in parts:
        if part.is_component:
            if part.package_id not in costed:
                summed.add(part.project_id)
        elif not part.is_package or (
            part.has_cost
            and children.get(part.project_id)
            and not costed_below(part.project_id, frozenset({part.project_id}))
        ):
            summed.add(part.project_id)
    return frozenset(summed)
