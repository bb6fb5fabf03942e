"""Layers that are not projects: localities of a view, mining liabilities. An empty source says so on the map."""

from __future__ import annotations

from typing import Any

from geoapp.db.repositories import EnvironmentRepository, LocalityRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.records import LocalityRecord, MiningLiabilityRecord
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.clusters import Box
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.languages import here
from geoapp.web.texts import LOCALITY_KINDS

MAX_LOCALITIES = 400
EVERYTHING = ProjectFilter()
LIABILITY_KINDS = (
    N_("Bocamina"), N_("Campamentos, oficinas, talleres"), N_("Chimenea"), N_("Desmonte de mina"),
    N_("Infraestructura"), N_("Labor minera"), N_("Material de desbroce"), N_("Plantas de procesamiento"),
    N_("Relaves"), N_("Residuo minero"), N_("Tajeo comunicado"), N_("Tajo"),
)  # fmt: skip
"""Kinds that the shipped sample names, as messages; another one stays as its source writes it."""


def localities_answer(
    publication: Publication, box: Box, filter_: ProjectFilter = EVERYTHING, limit: int | None = MAX_LOCALITIES
) -> dict[str, Any]:
    """Localities of a view as GeoJSON; where more than `limit` stand in it, none, and the map says to come closer.

    The areas of the filter narrow them; its other parts are about projects, and the map says that they do not.
    """
    with publication.database.reading() as session:
        every = LocalityRepository(session, publication.edition.id).in_box(box)
    found = tuple(one for one in every if in_areas(one.ubigeo, filter_))
    text = _untouched(filter_)
    if not found:
        text = (
            _("No hay centros poblados de las áreas elegidas en esta vista")
            if every
            else _("No hay centros poblados registrados en esta vista")
        )
    elif limit is not None and len(found) > limit:
        text = _(
            "Hay %(n)s centros poblados en esta vista: acerque el mapa para verlos", n=formatting.number(len(found))
        )
        found = ()
    features = [_feature(one.lon, one.lat, _locality(publication, one)) for one in found]
    return {"type": "FeatureCollection", "features": features, "on_map_text": text}


def liabilities_answer(publication: Publication, filter_: ProjectFilter = EVERYTHING) -> dict[str, Any]:
    """Mining liabilities as GeoJSON, narrowed by the areas of the filter; its other parts are about projects."""
    with publication.database.reading() as session:
        every = EnvironmentRepository(session, publication.edition.id).mining_liabilities()
    found = [one for one in every if in_areas(one.ubigeo, filter_)]
    text = _untouched(filter_)
    if not every:
        text = _("Esta edición no trae pasivos mineros")
    elif not found:
        text = _("La muestra no trae pasivos mineros en las áreas elegidas")
    features = [_feature(one.lon, one.lat, _liability(publication, one)) for one in found]
    return {"type": "FeatureCollection", "features": features, "on_map_text": text}


def in_areas(ubigeo: str | None, filter_: ProjectFilter) -> bool:
    """Whether a district's ubigeo lies in the provinces and the districts of a filter."""
    code = ubigeo or ""
    return (not filter_.province or code[:4] in filter_.province) and (not filter_.district or code in filter_.district)


def _untouched(filter_: ProjectFilter) -> str | None:
    """Says that the filter has parts that this layer does not follow; None where it has none."""
    others = [name for name, _value in filter_.pairs() if name not in {"province", "district"}]
    if not others:
        return None
    return _("De los filtros, aquí solo cuentan provincia y distrito: los demás son de proyectos")


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": properties["id"],
        "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        "properties": properties,
    }


def _place(publication: Publication, ubigeo: str | None) -> str:
    area = publication.areas.get(ubigeo or "")
    if area is None:
        return formatting.no_data()
    parent = publication.areas.get(area.parent or "")
    return area.name if parent is None else f"{area.name}, {parent.name}"


def _locality(publication: Publication, one: LocalityRecord) -> dict[str, Any]:
    district = _place(publication, one.ubigeo)
    return {
        "id": one.locality_code,
        "name": one.name,
        "label": f"{one.name} · {district}",
        "rows": [
            [_("Tipo"), _(LOCALITY_KINDS.get(one.kind, one.kind))],
            [_("Distrito"), district],
            [_("Código"), one.locality_code],
        ],
        "href": here(f"/distritos/{one.ubigeo}") if one.ubigeo in publication.areas else None,
    }


def _liability(publication: Publication, one: MiningLiabilityRecord) -> dict[str, Any]:
    told = one.subkind or one.kind
    name = _(told) if told else _("Pasivo minero")
    unknown = _("antigua unidad sin dato")
    return {
        "id": one.liability_id,
        "name": name,
        "label": f"{name} · {one.former_unit or unknown}",
        "rows": [
            [_("Tipo"), _(one.kind) if one.kind else formatting.no_data()],
            [_("Antigua unidad minera"), one.former_unit or formatting.no_data()],
            [_("Distrito"), _place(publication, one.ubigeo)],
            [_("Qué es"), _("Muestra publicada, no el inventario oficial completo")],
        ],
    }
