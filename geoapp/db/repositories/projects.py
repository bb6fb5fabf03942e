"""Projects: columns for the portfolio in memory, the detail of one, search by words and by box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, or_, select

from geoapp.db.columns import read_columns
from geoapp.db.models import (
    AmountRow,
    BudgetLineRow,
    CommitmentLinkRow,
    CommitmentRow,
    LocationRow,
    ObservationRow,
    ProjectAliasRow,
    ProjectCurrentRow,
    UnmatchedLocalityRow,
)
from geoapp.db.repositories.base import EditionReader, columns_of
from geoapp.db.repositories.sources import SourceRepository
from geoapp.db.search import rows_matching
from geoapp.db.search_words import word_counts
from geoapp.db.versions import visible
from geoapp.domain.current import CurrentProject
from geoapp.domain.records import (
    AliasRecord,
    AmountRecord,
    BudgetLineRecord,
    CommitmentRecord,
    LocationRecord,
    ObservationRecord,
    SourceRecord,
    UnmatchedLocalityRecord,
)
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _

_OWN_TEXT = frozenset({"project_id", "cui", "snip", "name"})
"""Columns whose text is another in nearly every row, so that sharing it saves nothing."""
CURRENT_COLUMNS = tuple(field.name for field in fields(CurrentProject))
ROW = "id"
"""Column of the numbers by which `ProjectRepository.search` names projects."""

PLACE_COLUMNS = (
    "project_id",
    "seq",
    "precision",
    "method",
    "ubigeo",
    "locality_code",
    "place_name",
    "lon",
    "lat",
    "share_millionths",
)


@dataclass(frozen=True, slots=True)
class AnsweredCommitment:
    """A commitment of the plan that a project answers, how, and why."""

    commitment: CommitmentRecord
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """Everything known of one project.

    `sources` holds every source that any of the facts names, by identifier. `package` is the package it belongs to,
    `parts` the projects that belong to it.
    """

    current: CurrentProject
    locations: tuple[LocationRecord, ...]
    amounts: tuple[AmountRecord, ...]
    observations: tuple[ObservationRecord, ...]
    budget_lines: tuple[BudgetLineRecord, ...]
    aliases: tuple[AliasRecord, ...]
    unmatched_localities: tuple[UnmatchedLocalityRecord, ...]
    commitments: tuple[AnsweredCommitment, ...]
    package: CurrentProject | None
    parts: tuple[CurrentProject, ...]
    sources: Mapping[str, SourceRecord]


class ProjectRepository(EditionReader):
    """Reads projects."""

    def current_columns(self, names: Sequence[str] = CURRENT_COLUMNS) -> dict[str, Sequence[Any]]:
        """Give all projects as columns: fields of `CurrentProject` and `ROW`, in the order of `project_id`.

        Codes, names and years of one project are tuples. See `geoapp.domain.columns` for what the columns are.
        """
        return read_columns(
            self.session, ProjectCurrentRow, self.edition, names, [ProjectCurrentRow.project_id], own=_OWN_TEXT
        )

    def places_columns(self, names: Sequence[str] = PLACE_COLUMNS) -> dict[str, Sequence[Any]]:
        """Give all places of all projects as columns (`PLACE_COLUMNS` or some of them), by project and order.

        `lon`, `lat` is where the place is drawn: for areas the point inside them; None when region-wide or unlocated.
        """
        order = [LocationRow.project_id, LocationRow.seq]
        return read_columns(self.session, LocationRow, self.edition, names, order, own={"project_id"})

    def current(self, project_id: str) -> CurrentProject:
        """Give a project as it stands, by its identifier or one it was known by.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        found = self._currents(ProjectCurrentRow.project_id == project_id)
        if not found:
            alias = select(ProjectAliasRow.project_id).where(
                visible(ProjectAliasRow, self.edition), ProjectAliasRow.alias == project_id
            )
            found = self._currents(ProjectCurrentRow.project_id.in_(alias))
        if not found:
            raise NotFoundError(
                _(
                    "No hay un proyecto «%(code)s» en esta edición. Búsquelo por nombre o código en /proyectos.",
                    code=project_id,
                )
            )
        return found[0]

    def detail(self, project_id: str) -> ProjectDetail:
        """Give all that is known of a project, by its identifier or one it was known by.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        current = self.current(project_id)
        key = current.project_id

        def of_project(model: Any, record: type[Any], *order: Any) -> tuple[Any, ...]:
            return self._records(model, record, model.project_id == key, order=order)

        locations = of_project(LocationRow, LocationRecord, LocationRow.seq)
        amounts = of_project(AmountRow, AmountRecord, AmountRow.seq)
        observations = of_project(ObservationRow, ObservationRecord, ObservationRow.seq, ObservationRow.observation_id)
        lines = of_project(BudgetLineRow, BudgetLineRecord, BudgetLineRow.year)
        named = {fact.source_id for facts in (locations, amounts, observations, lines) for fact in facts}
        named |= {
            current.source_id,
            current.cost_source_id,
            current.status_source_id,
            current.physical_source_id,
        }
        package = self._currents(ProjectCurrentRow.project_id == current.package_id) if current.package_id else ()
        return ProjectDetail(
            current=current,
            locations=locations,
            amounts=amounts,
            observations=observations,
            budget_lines=lines,
            aliases=of_project(ProjectAliasRow, AliasRecord, ProjectAliasRow.alias),
            unmatched_localities=of_project(
                UnmatchedLocalityRow, UnmatchedLocalityRecord, UnmatchedLocalityRow.place_name
            ),
            commitments=self._commitments(key),
            package=package[0] if package else None,
            parts=self._currents(ProjectCurrentRow.package_id == key),
            sources=SourceRepository(self.session, self.edition).by_id([s for s in named if s]),
        )

    def unmatched_localities(self, *, limit: int | None = None) -> tuple[UnmatchedLocalityRecord, ...]:
        """Give the localities, or the first, that sources name and the gazetteer does not settle, by project."""
        query = self._select(UnmatchedLocalityRow, UnmatchedLocalityRecord).order_by(
            UnmatchedLocalityRow.project_id, UnmatchedLocalityRow.place_name
        )
        return tuple(UnmatchedLocalityRecord(*row) for row in self.session.execute(query.limit(limit)))

    def unmatched_count(self) -> int:
        """Give the number of those localities."""
        query = (
            select(func.count()).select_from(UnmatchedLocalityRow).where(visible(UnmatchedLocalityRow, self.edition))
        )
        return self.session.scalar(query) or 0

    def unmatched_projects(self) -> tuple[str, ...]:
        """Give the projects that have such localities."""
        query = select(UnmatchedLocalityRow.project_id).where(visible(UnmatchedLocalityRow, self.edition)).distinct()
        return tuple(self.session.scalars(query))

    def progress_observations(self, *, differing_bp: int) -> tuple[ObservationRecord, ...]:
        """Give what several sources tell of the physical progress of projects, by project.

        Parameters
        ----------
        differing_bp
            Only of projects of which the least and the most told differ by more hundredths of a percent.
        """
        row = ObservationRow
        told = row.physical_bp.is_not(None)
        differing = (
            select(row.project_id)
            .where(visible(row, self.edition), told)
            .group_by(row.project_id)
            .having(func.max(row.physical_bp) - func.min(row.physical_bp) > differing_bp)
            .having(func.count(row.source_id.distinct()) > 1)
            .correlate(None)
        )
        order = (row.project_id, row.seq, row.observation_id)
        return self._records(row, ObservationRecord, told, row.project_id.in_(differing), order=order)

    def search(self, q: str) -> npt.NDArray[np.int64]:
        """Find projects by the beginnings of words of code, name, entity or places.

        Accents and capitals do not count; every word of the query has to be found.

        Returns
        -------
        numpy.ndarray
            Row numbers in no order, of which those of this edition stand in the column `ROW` of `current_columns`;
            there may be others, of other editions.
        """
        return rows_matching(self.session, ProjectCurrentRow, q)

    def word_counts(self) -> tuple[tuple[str, int], ...]:
        """Give the words by which projects are found, and how many have each; see `geoapp.db.search_words`."""
        return word_counts(self.session, ProjectCurrentRow, self.edition)

    def _currents(self, *conditions: Any) -> tuple[CurrentProject, ...]:
        return self._records(ProjectCurrentRow, CurrentProject, or_(*conditions), order=(ProjectCurrentRow.project_id,))

    def _commitments(self, project_id: str) -> tuple[AnsweredCommitment, ...]:
        query = (
            select(
                *columns_of(CommitmentRow, CommitmentRecord),
                CommitmentLinkRow.relation,
                CommitmentLinkRow.reason,
            )
            .join(CommitmentLinkRow, CommitmentLinkRow.commitment_id == CommitmentRow.commitment_id)
            .where(
                visible(CommitmentRow, self.edition),
                visible(CommitmentLinkRow, self.edition),
                CommitmentLinkRow.project_id == project_id,
            )
            .order_by(CommitmentRow.commitment_id)
        )
        return tuple(
            AnsweredCommitment(CommitmentRecord(*row[:-2]), row[-2], row[-1]) for row in self.session.execute(query)
        )
