"""Files of the filtered view, one module per format; all take their columns from `geoapp.services.properties`.

A new format is a module that writes pieces of bytes, and a line in `EXPORTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO
from geoapp.services.exports.csv import write_csv
from geoapp.services.exports.geojson import write_geojson
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.services.summary import summarise

Writer = Callable[[Publication, BoolArray, dict[str, Any]], Iterator[bytes]]

LICENCE = "Hechos y cifras públicos con su fuente en cada registro; límites del INEI (GPL-3). Detalle en /datos."


@dataclass(frozen=True, slots=True)
class Export:
    """A format: ending of the file's name, media type, and what writes it."""

    suffix: str
    media_type: str
    write: Writer


EXPORTS: Mapping[str, Export] = {
    "geojson": Export(
        "geojson",
        "application/geo+json",
        lambda publication, mask, metadata: write_geojson(publication.portfolio, mask, publication.columns, metadata),
    ),
    "csv": Export(
        "csv",
        "text/csv; charset=utf-8; header=present",
        lambda publication, mask, _: write_csv(mask, publication.columns),
    ),
}


def export_metadata(publication: Publication, filter_: ProjectFilter, mask: BoolArray) -> dict[str, Any]:
    """What a file says of itself: edition, cut-off, filter, totals equal to the page's, licence."""
    total = summarise(publication.portfolio, mask).total
    return {
        "edition": publication.edition.id,
        "cut_off": publication.edition.cut_off,
        "filter": filter_.pairs(),
        "projects": total.projects,
        "located": total.located,
        "cost_pen": None if total.cost is None else float(total.cost),
        "cost_by_kind": {kind: float(amount) for kind, amount in total.cost_by_kind.items()},
        "licence": LICENCE,
    }


def file_name(publication: Publication, filter_: ProjectFilter, export: Export) -> str:
    """Name of a downloaded file: subject, areas, cut-off."""
    areas = "-".join(filter_.district or filter_.province or (REGION_UBIGEO,))
    rest = filter_.pairs()
    partial = "_filtro" if any(name not in {"province", "district"} for name, _ in rest) else ""
    return f"inversiones_cajamarca_{areas[:60]}{partial}_{publication.edition.cut_off}.{export.suffix}"
