"""Commitments of the regional plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """A commitment of the regional plan: what, where, how much, until when."""

    commitment_id: str
    dimension: str
    theme: str
    title: str
    detail: str | None
    amount_centimos: int | None
    amount_bound: str | None
    target_value: Decimal | None
    target_unit: str | None
    target_year: int | None
    baseline_value: Decimal | None
    kind: str
    scope: str


@dataclass(frozen=True, slots=True)
class CommitmentAreaRecord:
    """An area that a commitment names, with the name the plan gives it."""

    commitment_id: str
    ubigeo: str
    name_in_plan: str


@dataclass(frozen=True, slots=True)
class CommitmentLinkRecord:
    """A project that answers a commitment, and why."""

    commitment_id: str
    project_id: str
    relation: str
    reason: str
