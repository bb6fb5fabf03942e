"""Populated places of the gazetteer."""

from __future__ import annotations

from sqlalchemy import case, func, select

from geoapp.db.models import LocalityRow
from geoapp.db.repositories.base import EditionReader
from geoapp.db.search import folded, matches
from geoapp.db.search_words import word_counts
from geoapp.db.spatial import Box, localities_in_box
from geoapp.db.versions import visible
from geoapp.domain.records import LocalityRecord


class LocalityRepository(EditionReader):
    """Reads localities."""

    def search(self, q: str, limit: int = 20) -> tuple[LocalityRecord, ...]:
        """Find localities by the beginnings of words of their name, or by code.

        Accents and capitals do not count. Places named exactly so come first, then urban ones, then by name and code.
        """
        wanted = folded(q)
        first = case((LocalityRow.folded.startswith(f"{wanted} ", autoescape=True), 0), else_=1)
        urban = case((LocalityRow.kind == "urbano", 0), else_=1)
        query = (
            self._select(LocalityRow, LocalityRecord, matches(self.session, LocalityRow, q))
            .order_by(first, urban, LocalityRow.folded.collate(self._binary()), LocalityRow.locality_code)
            .limit(limit)
        )
        return tuple(LocalityRecord(*row) for row in self.session.execute(query))

    def word_counts(self) -> tuple[tuple[str, int], ...]:
        """Give the words by which localities are found, and how many have each; see `geoapp.db.search_words`."""
        return word_counts(self.session, LocalityRow, self.edition)

    def in_district(self, ubigeo: str) -> tuple[LocalityRecord, ...]:
        """Give the localities that declare a district, by code."""
        return self._records(
            LocalityRow, LocalityRecord, LocalityRow.ubigeo == ubigeo, order=(LocalityRow.locality_code,)
        )

    def page_of(self, prefix: str, limit: int, offset: int = 0) -> tuple[LocalityRecord, ...]:
        """Give localities that declare a district of an area: urban ones first, then by name and code.

        Parameters
        ----------
        prefix
            Ubigeo of a province or a district.
        """
        urban = case((LocalityRow.kind == "urbano", 0), else_=1)
        query = (
            self._select(LocalityRow, LocalityRecord, LocalityRow.ubigeo.between(prefix, f"{prefix}99"))
            .order_by(urban, LocalityRow.folded.collate(self._binary()), LocalityRow.locality_code)
            .limit(limit)
            .offset(offset)
        )
        return tuple(LocalityRecord(*row) for row in self.session.execute(query))

    def counts(self) -> dict[tuple[str, str], int]:
        """Give the number of localities of each declared district and kind; pairs without any are absent."""
        query = (
            select(LocalityRow.ubigeo, LocalityRow.kind, func.count())
            .where(visible(LocalityRow, self.edition))
            .group_by(LocalityRow.ubigeo, LocalityRow.kind)
            .order_by(LocalityRow.ubigeo, LocalityRow.kind)
        )
        return {(ubigeo, kind): number for ubigeo, kind, number in self.session.execute(query)}

    def in_box(self, box: Box) -> tuple[LocalityRecord, ...]:
        """Give the localities in a box (west, south, east, north), by code."""
        return self._records(
            LocalityRow,
            LocalityRecord,
            localities_in_box(self.session, box),
            order=(LocalityRow.locality_code,),
        )

    def _binary(self) -> str:
        # Names in the same order whatever the server's language.
        return "C" if self.session.get_bind().dialect.name == "postgresql" else "BINARY"
