"""``localities/localities.csv``: the gazetteer of populated places."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.records import LocalityRecord
from geoapp.ingest.references import Refusals, records
from geoapp.ingest.tables import Column, flag, latitude, longitude, one_of, read_table, ubigeo

FILE = "localities/localities.csv"
_COLUMNS = (
    Column("locality_code"),
    Column("name"),
    Column("ubigeo", ubigeo),
    Column("kind", one_of("urbano", "rural")),
    Column("lon", longitude),
    Column("lat", latitude),
    Column("in_district", flag),
    Column("in_region", flag),
)


def read_localities(folder: Path, refusals: Refusals) -> tuple[LocalityRecord, ...]:
    """Read the populated places."""
    rows = refusals.unique(FILE, read_table(folder / FILE, _COLUMNS), "locality_code")
    return records(rows, LocalityRecord)
