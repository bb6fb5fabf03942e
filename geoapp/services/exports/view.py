"""What is exported: a selection of an edition, and what every file says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.records import SourceRecord
from geoapp.i18n import N_
from geoapp.services.portfolio import BoolArray, IntArray
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise

Progress = Callable[[int], None]
"""Called with the number of projects written since the last call."""

LICENCE = N_("Hechos y cifras públicos con su fuente en cada registro; límites del INEI (GPL-3). Detalle en /datos.")
NO_DATA = N_("sin dato")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def no_progress(_: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class ExportView:
    """The projects of a filter in one edition; `mask` is what `Publication.select` gave for the filter."""

    publication: Publication
    filter: ProjectFilter
    mask: BoolArray

    @classmethod
    def of(cls, publication: Publication, filter_: ProjectFilter) -> ExportView:
        """Select the projects of a filter."""
        return cls(publication, filter_, publication.select(filter_))

    @cached_property
    def indices(self) -> IntArray:
        """Positions of the projects, in the edition's stable order."""
        return np.flatnonzero(self.mask)

    @cached_property
    def total(self) -> SummaryRow:
        """The same total that pages show."""
        return summarise(self.publication.portfolio, self.mask).total

    @cached_property
    def all_on_map(self) -> bool:
        """Whether every project of the view has a point."""
        return bool(self.publication.portfolio.on_map[self.mask].all())

    @property
    def bbox(self) -> list[float] | None:
        """West, south, east, north of the points, degrees WGS 84; None without points."""
        portfolio = self.publication.portfolio
        on_map = self.mask & portfolio.on_map
        if not on_map.any():
            return None
        lon, lat = portfolio.lon[on_map], portfolio.lat[on_map]
        return [round(float(bound), 7) for bound in (lon.min(), lat.min(), lon.max(), lat.max())]

    @property
    def published(self) -> dt.datetime:
        """When the edition was published (UTC): the date of everything written from it, so that files repeat."""
        edition = self.publication.edition
        return dt.datetime.fromisoformat(edition.published_at or edition.created_at).astimezone(dt.UTC)

    @property
    def datasets(self) -> list[SourceRecord]:
        """Data sets of the edition."""
        return [source for source in self.publication.sources.values() if source.kind == "dataset"]

    @property
    def documents(self) -> list[SourceRecord]:
        """Documents that the selected projects cite in their `source` column, by identifier."""
        return [
            self.publication.sources[key] for key in self._cited() if self.publication.sources[key].kind != "dataset"
        ]

    def _cited(self) -> list[str]:
        ids = self.publication.portfolio.text["source_id"]
        cited = {ids[index] for index in self.indices.tolist()}
        return sorted(key for key in cited if key and key in self.publication.sources)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What a file says of itself: edition, cut-off, filter, totals equal to the page's, sources, licence."""
        edition, total = self.publication.edition, self.total
        return {
            "title": N_("Inversión pública en Cajamarca"),
            "edition": edition.id,
            "edition_title": edition.title,
            "cut_off": edition.cut_off,
            "published_at": edition.published_at,
            "filter": self.filter.pairs(),
            "projects": total.projects,
            "located": total.located,
            "cost_pen": None if total.cost is None else float(total.cost),
            "cost_by_kind": {kind: float(amount) for kind, amount in total.cost_by_kind.items()},
            "currency": "PEN",
            "crs": CRS84,
            "sources": [source_summary(source) for source in self.datasets],
            "sources_note": "Cada proyecto lleva en «source» y «source_date» el documento de su último hecho fechado.",
            "licence": LICENCE,
        }

    @property
    def filter_text(self) -> str:
        """The filter as an address query, or words that say there is none."""
        return self.filter.query() or N_("sin filtro")


def source_summary(source: SourceRecord) -> Mapping[str, str | None]:
    """A source in a few words."""
    return {
        "id": source.source_id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "date": source.date,
        "licence": source.licence,
    }


PER_RECORD = N_("fuente por registro")
_PROJECTS, _LOCATED, _COST = N_("proyectos"), N_("ubicados en el mapa"), N_("costo de referencia, soles")
FIGURES = frozenset({_PROJECTS, _LOCATED, _COST})
"""Names of the statements that are figures."""


def statements(view: ExportView) -> list[tuple[str, str]]:
    """The metadata as rows of name and text, for formats that keep tables rather than JSON.

    In Spanish; the names, and the texts that are geoapp's own, are messages.
    """
    data = view.metadata
    rows = [
        (N_("título"), data["title"]),
        (N_("edición"), f"{data['edition']} ({data['edition_title']})"),
        (N_("fecha de corte"), data["cut_off"]),
        (N_("publicada"), data["published_at"] or ""),
        (N_("filtro"), view.filter_text),
        (_PROJECTS, str(data["projects"])),
        (_LOCATED, str(data["located"])),
        (_COST, NO_DATA if view.total.cost is None else f"{view.total.cost:.2f}"),
        (N_("sistema de referencia"), N_("WGS 84, longitud y latitud")),
        (N_("licencia"), data["licence"]),
        (PER_RECORD, data["sources_note"]),
    ]
    return [*rows, *((N_("fuente"), " · ".join(v for v in source.values() if v)) for source in data["sources"])]
