"""``facilities/`` and ``environment/``: health facilities and mining liabilities."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.records import FacilityRecord, MiningLiabilityRecord
from geoapp.ingest.references import Refusals, records
from geoapp.ingest.tables import Column, latitude, longitude, read_table, ubigeo, whole

FACILITIES = "facilities/facilities.csv"
LIABILITIES = "environment/mining_liabilities.csv"


def read_facilities(folder: Path, refusals: Refusals) -> tuple[FacilityRecord, ...]:
    """Read the health facilities."""
    columns = (
        Column("facility_code"),
        Column("name"),
        Column("ubigeo", ubigeo, blank=True),
        Column("address", blank=True),
        Column("category", blank=True),
        Column("beds", whole, blank=True),
        Column("lon", longitude, blank=True),
        Column("lat", latitude, blank=True),
        Column("source", blank=True),
    )
    rows = refusals.unique(FACILITIES, read_table(folder / FACILITIES, columns), "facility_code")
    return records(rows, FacilityRecord)


def read_mining_liabilities(folder: Path, refusals: Refusals) -> tuple[MiningLiabilityRecord, ...]:
    """Read the mining liabilities (a sample of the inventory)."""
    columns = (
        Column("liability_id"),
        Column("kind", blank=True),
        Column("subkind", blank=True),
        Column("former_unit", blank=True),
        Column("ubigeo", ubigeo, blank=True),
        Column("lon", longitude),
        Column("lat", latitude),
    )
    rows = refusals.unique(LIABILITIES, read_table(folder / LIABILITIES, columns), "liability_id")
    return records(rows, MiningLiabilityRecord)
