"""Tables, one small module per subject. Importing this package completes the metadata.

Every content table is versioned by edition (see `base.Versioned`): a row belongs to all editions from `edition_from`
up to, not including, `edition_to`. A later edition closes the rows it replaces and adds its own; what does not change
is never copied, and withdrawing the last edition is a deletion and a reopening.
"""

from geoapp.db.models.areas import AreaRow
from geoapp.db.models.base import OPEN, Base, Versioned
from geoapp.db.models.budgets import (
    AreaBudgetRow,
    AreaBudgetTotalRow,
    BudgetFunctionRow,
    DatasetLabelRow,
    EntityTotalRow,
    StalledCountRow,
)
from geoapp.db.models.editions import EditionRow
from geoapp.db.models.environment import FacilityRow, MiningLiabilityRow
from geoapp.db.models.imports import ImportRunRow, RejectedRowRow
from geoapp.db.models.localities import LocalityRow
from geoapp.db.models.plan import CommitmentAreaRow, CommitmentLinkRow, CommitmentRow
from geoapp.db.models.progress import ObservationRow, ProjectCurrentRow
from geoapp.db.models.projects import (
    AmountRow,
    BudgetLineRow,
    LocationRow,
    ProjectAliasRow,
    UnmatchedLocalityRow,
)
from geoapp.db.models.reports import ErrorReportRow
from geoapp.db.models.reviews import PlacementReviewRow
from geoapp.db.models.sources import SourceRow

__all__ = [
    "OPEN",
    "AmountRow",
    "AreaBudgetRow",
    "AreaBudgetTotalRow",
    "AreaRow",
    "Base",
    "BudgetFunctionRow",
    "BudgetLineRow",
    "CommitmentAreaRow",
    "CommitmentLinkRow",
    "CommitmentRow",
    "DatasetLabelRow",
    "EditionRow",
    "EntityTotalRow",
    "ErrorReportRow",
    "FacilityRow",
    "ImportRunRow",
    "LocalityRow",
    "LocationRow",
    "MiningLiabilityRow",
    "ObservationRow",
    "PlacementReviewRow",
    "ProjectAliasRow",
    "ProjectCurrentRow",
    "RejectedRowRow",
    "SourceRow",
    "StalledCountRow",
    "UnmatchedLocalityRow",
    "Versioned",
]
