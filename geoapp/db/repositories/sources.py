"""Sources: data sets and documents."""

from __future__ import annotations

from collections.abc import Collection

from geoapp.db.models import SourceRow
from geoapp.db.repositories.base import EditionReader
from geoapp.domain.records import SourceRecord

_AT_ONCE = 500


class SourceRepository(EditionReader):
    """Reads sources."""

    def datasets(self) -> tuple[SourceRecord, ...]:
        """Give the data sets, by identifier."""
        return self._records(SourceRow, SourceRecord, SourceRow.kind == "dataset", order=(SourceRow.source_id,))

    def documents(self, ids: Collection[str] | None = None) -> tuple[SourceRecord, ...]:
        """Give the documents with these identifiers, or all of them, by identifier."""
        if ids is None:
            return self._records(SourceRow, SourceRecord, SourceRow.kind == "document", order=(SourceRow.source_id,))
        return tuple(s for s in self.by_id(ids).values() if s.kind == "document")

    def by_id(self, ids: Collection[str]) -> dict[str, SourceRecord]:
        """Give the sources of either kind with these identifiers, by identifier."""
        wanted = sorted(set(ids))
        found: dict[str, SourceRecord] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            rows = self._records(SourceRow, SourceRecord, SourceRow.source_id.in_(part), order=(SourceRow.source_id,))
            found.update({source.source_id: source for source in rows})
        return found
