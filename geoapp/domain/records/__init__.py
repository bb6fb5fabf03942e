"""What files say and the database keeps: plain frozen records, one class per table.

Money is whole céntimos, percentages are hundredths of a percent (basis points, ``_bp``), dates are ISO texts that
may be reduced to the year or the month, coordinates are WGS 84 degrees. None means that the source does not say.
"""

from __future__ import annotations

from geoapp.domain.records.budgets import (
    AreaBudgetRecord,
    AreaBudgetTotalRecord,
    BudgetFunctionRecord,
    DatasetLabelRecord,
    EntityTotalRecord,
    StalledCountRecord,
)
from geoapp.domain.records.environment import FacilityRecord, MiningLiabilityRecord
from geoapp.domain.records.facts import Facts, RejectedRow
from geoapp.domain.records.places import Area, AreaRecord, LocalityRecord
from geoapp.domain.records.plan import CommitmentAreaRecord, CommitmentLinkRecord, CommitmentRecord
from geoapp.domain.records.projects import (
    AliasRecord,
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    PlacementReviewRecord,
    ProjectRecord,
    UnmatchedLocalityRecord,
)
from geoapp.domain.records.sources import SourceRecord

__all__ = [
    "AliasRecord",
    "AmountRecord",
    "Area",
    "AreaBudgetRecord",
    "AreaBudgetTotalRecord",
    "AreaRecord",
    "BudgetFunctionRecord",
    "BudgetLineRecord",
    "CommitmentAreaRecord",
    "CommitmentLinkRecord",
    "CommitmentRecord",
    "DatasetLabelRecord",
    "EntityTotalRecord",
    "FacilityRecord",
    "Facts",
    "LocalityRecord",
    "LocationRecord",
    "MiningLiabilityRecord",
    "ObservationRecord",
    "PlacementReviewRecord",
    "ProjectRecord",
    "RejectedRow",
    "SourceRecord",
    "StalledCountRecord",
    "UnmatchedLocalityRecord",
]
