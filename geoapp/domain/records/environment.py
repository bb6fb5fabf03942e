"""Facilities and mining liabilities."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacilityRecord:
    """A health facility of the national register."""

    facility_code: str
    name: str
    ubigeo: str | None
    address: str | None
    category: str | None
    beds: int | None
    lon: float | None
    lat: float | None
    source: str | None


@dataclass(frozen=True, slots=True)
class MiningLiabilityRecord:
    """A mining environmental liability (a sample of the inventory, not the inventory)."""

    liability_id: str
    kind: str | None
    subkind: str | None
    former_unit: str | None
    ubigeo: str | None
    lon: float
    lat: float
