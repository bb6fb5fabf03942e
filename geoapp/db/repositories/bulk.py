"""Facts of many projects at once, for files that tell everything: one query per kind of fact and group of projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from geoapp.db.models import AmountRow, BudgetLineRow, LocationRow, ObservationRow
from geoapp.db.repositories.base import EditionReader
from geoapp.domain.records import AmountRecord, BudgetLineRecord, LocationRecord, ObservationRecord

R = TypeVar("R", LocationRecord, AmountRecord, ObservationRecord, BudgetLineRecord)

MAX_PROJECTS = 5_000
"""Projects asked for at once: both databases take that many parameters."""


@dataclass(frozen=True, slots=True)
class ProjectFactsBulk:
    """Facts by project; projects without any of a kind are absent from its mapping."""

    locations: Mapping[str, Sequence[LocationRecord]]
    amounts: Mapping[str, Sequence[AmountRecord]]
    observations: Mapping[str, Sequence[ObservationRecord]]
    budget_lines: Mapping[str, Sequence[BudgetLineRecord]]


class BulkRepository(EditionReader):
    """Reads facts of groups of projects."""

    def locations(self, ids: Sequence[str]) -> tuple[LocationRecord, ...]:
        """Give the places of projects, by project and order; see `MAX_PROJECTS`."""
        return self._of(LocationRow, LocationRecord, ids, LocationRow.seq)

    def facts(self, ids: Sequence[str]) -> ProjectFactsBulk:
        """Give places, amounts, observations and yearly budgets of projects; see `MAX_PROJECTS`."""
        return ProjectFactsBulk(
            locations=_grouped(self.locations(ids)),
            amounts=_grouped(self._of(AmountRow, AmountRecord, ids, AmountRow.seq)),
            observations=_grouped(self._of(ObservationRow, ObservationRecord, ids, ObservationRow.seq)),
            budget_lines=_grouped(self._of(BudgetLineRow, BudgetLineRecord, ids, BudgetLineRow.year)),
        )

    def _of(self, model: Any, record: type[R], ids: Sequence[str], *order: Any) -> tuple[R, ...]:
        if len(ids) > MAX_PROJECTS:
            raise ValueError(f"at most {MAX_PROJECTS} projects at once, not {len(ids)}")
        return self._records(model, record, model.project_id.in_(ids), order=(model.project_id, *order))


def _grouped(records: Sequence[R]) -> dict[str, list[R]]:
    groups: defaultdict[str, list[R]] = defaultdict(list)
    for record in records:
        groups[record.project_id].append(record)
    return dict(groups)
