"""The regional plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from geoapp.db.models import CommitmentAreaRow, CommitmentLinkRow, CommitmentRow
from geoapp.db.repositories.base import EditionReader
from geoapp.domain.records import CommitmentAreaRecord, CommitmentLinkRecord, CommitmentRecord


@dataclass(frozen=True, slots=True)
class PlanCommitment:
    """A commitment with the areas it names and the projects that answer it."""

    commitment: CommitmentRecord
    areas: tuple[CommitmentAreaRecord, ...]
    links: tuple[CommitmentLinkRecord, ...]


class PlanRepository(EditionReader):
    """Reads the plan."""

    def commitments(self) -> tuple[PlanCommitment, ...]:
        """Give all commitments in the order of their identifiers."""
        areas: defaultdict[str, list[CommitmentAreaRecord]] = defaultdict(list)
        for area in self._records(CommitmentAreaRow, CommitmentAreaRecord, order=(CommitmentAreaRow.ubigeo,)):
            areas[area.commitment_id].append(area)
        links: defaultdict[str, list[CommitmentLinkRecord]] = defaultdict(list)
        for link in self._records(CommitmentLinkRow, CommitmentLinkRecord, order=(CommitmentLinkRow.project_id,)):
            links[link.commitment_id].append(link)
        return tuple(
            PlanCommitment(commitment, tuple(areas[commitment.commitment_id]), tuple(links[commitment.commitment_id]))
            for commitment in self._records(CommitmentRow, CommitmentRecord, order=(CommitmentRow.commitment_id,))
        )
