"""Repositories: what the rest of geoapp asks of the database and gives to it.

Each takes a session, and those that read one edition its number too; the repositories of editions, changes, imports
and readers' reports take the session alone. They answer with frozen records of the domain or of their own module, that
of imports also with polars frames; no row object leaves them.
"""

from geoapp.db.repositories.areas import AreaRepository
from geoapp.db.repositories.budgets import BudgetRepository
from geoapp.db.repositories.changes import ChangeRepository, EditionDifference
from geoapp.db.repositories.content import write_facts
from geoapp.db.repositories.editions import Edition, EditionRepository, counted
from geoapp.db.repositories.environment import EnvironmentRepository
from geoapp.db.repositories.imports import FINDINGS, IMPORTED, ImportRepository, ImportRun
from geoapp.db.repositories.localities import LocalityRepository
from geoapp.db.repositories.plan import PlanCommitment, PlanRepository
from geoapp.db.repositories.projects import AnsweredCommitment, ProjectDetail, ProjectRepository
from geoapp.db.repositories.reviews import PlacementReviewRepository
from geoapp.db.repositories.sources import SourceRepository

__all__ = [
    "FINDINGS",
    "IMPORTED",
    "AnsweredCommitment",
    "AreaRepository",
    "BudgetRepository",
    "ChangeRepository",
    "Edition",
    "EditionDifference",
    "EditionRepository",
    "EnvironmentRepository",
    "ImportRepository",
    "ImportRun",
    "LocalityRepository",
    "PlacementReviewRepository",
    "PlanCommitment",
    "PlanRepository",
    "ProjectDetail",
    "ProjectRepository",
    "SourceRepository",
    "counted",
    "write_facts",
]
