"""Health facilities and mining liabilities."""

from __future__ import annotations

from geoapp.db.models import FacilityRow, MiningLiabilityRow
from geoapp.db.repositories.base import EditionReader
from geoapp.domain.records import FacilityRecord, MiningLiabilityRecord


class EnvironmentRepository(EditionReader):
    """Reads facilities and liabilities."""

    def mining_liabilities(self) -> tuple[MiningLiabilityRecord, ...]:
        """Give the mining liabilities (a sample of the inventory), by identifier."""
        return self._records(MiningLiabilityRow, MiningLiabilityRecord, order=(MiningLiabilityRow.liability_id,))

    def facilities(self) -> tuple[FacilityRecord, ...]:
        """Give the health facilities, by code."""
        return self._records(FacilityRow, FacilityRecord, order=(FacilityRow.facility_code,))
