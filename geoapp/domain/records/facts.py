"""All that one import brings, and what it set aside."""

from __future__ import annotations

from dataclasses import dataclass, fields

from geoapp.domain.records.budgets import (
    AreaBudgetRecord,
    AreaBudgetTotalRecord,
    BudgetFunctionRecord,
    DatasetLabelRecord,
    EntityTotalRecord,
    StalledCountRecord,
)
from geoapp.domain.records.environment import FacilityRecord, MiningLiabilityRecord
from geoapp.domain.records.places import AreaRecord, LocalityRecord
from geoapp.domain.records.plan import CommitmentAreaRecord, CommitmentLinkRecord, CommitmentRecord
from geoapp.domain.records.projects import (
    AliasRecord,
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
    UnmatchedLocalityRecord,
)
from geoapp.domain.records.sources import SourceRecord


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row or cell that was not taken as it came: where, what, why, and what was done.

    `action` is ``refused`` (the row is left out), ``set_aside`` (the value is left out, the row kept) or
    ``repaired``.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    action: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one import brings, checked and ready to be written.

    `cut_off` is the latest dated fact; `digest` identifies the content of the files.
    """

    cut_off: str
    digest: str
    sources: tuple[SourceRecord, ...] = ()
    areas: tuple[AreaRecord, ...] = ()
    localities: tuple[LocalityRecord, ...] = ()
    projects: tuple[ProjectRecord, ...] = ()
    aliases: tuple[AliasRecord, ...] = ()
    locations: tuple[LocationRecord, ...] = ()
    unmatched_localities: tuple[UnmatchedLocalityRecord, ...] = ()
    amounts: tuple[AmountRecord, ...] = ()
    budget_lines: tuple[BudgetLineRecord, ...] = ()
    observations: tuple[ObservationRecord, ...] = ()
    budget_functions: tuple[BudgetFunctionRecord, ...] = ()
    area_budgets: tuple[AreaBudgetRecord, ...] = ()
    area_budget_totals: tuple[AreaBudgetTotalRecord, ...] = ()
    entity_totals: tuple[EntityTotalRecord, ...] = ()
    stalled_counts: tuple[StalledCountRecord, ...] = ()
    labels: tuple[DatasetLabelRecord, ...] = ()
    commitments: tuple[CommitmentRecord, ...] = ()
    commitment_areas: tuple[CommitmentAreaRecord, ...] = ()
    commitment_links: tuple[CommitmentLinkRecord, ...] = ()
    facilities: tuple[FacilityRecord, ...] = ()
    mining_liabilities: tuple[MiningLiabilityRecord, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()

    def counts(self) -> dict[str, int]:
        """Number of records of each kind, by the bundle's field name."""
        return {
            field.name: len(getattr(self, field.name))
            for field in fields(self)
            if isinstance(getattr(self, field.name), tuple)
        }
