"""Maps of the pages: folium elements whose data the browser fetches; only codes and fixed texts enter their script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from geoapp.domain.filters import Near
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area
from geoapp.i18n import N_, language
from geoapp.i18n import gettext as _
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.neighbours import circle
from geoapp.services.planmap import COMMITMENTS, PLAN_MEASURES
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.languages import localise_script
from geoapp.web.static import PREFIX
from layers import BaseMap, Boundaries, Choropleth, Clusters, Legend, Points, TileSource, render_parts

PAGE_FILTERS = "@page"
"""The browser reads the filters from the page's own ``data-geoapp-filters``: text of users never enters a script."""
LIMITS = {level.value: f"/mapas/datos/limites/{level.value}.geojson" for level in (Level.PROVINCE, Level.DISTRICT)}
VALUES, POINTS, CARD, PLACE = (
    "/mapas/datos/valores",
    "/mapas/datos/puntos",
    "/mapas/datos/tarjeta/",
    "/mapas/datos/lugar",
)
PLAN_VALUES, PLAN_POINTS = "/mapas/datos/plan/valores", "/mapas/datos/plan"
DATASETS: Mapping[str, str] = {
    "projects": POINTS,
    "plan": PLAN_POINTS,
    "provinces": LIMITS[Level.PROVINCE.value],
    "districts": LIMITS[Level.DISTRICT.value],
    "localities": "/mapas/datos/localidades",
    "mining_liabilities": "/mapas/datos/pasivos.geojson",
    "card": CARD,
    "place": PLACE,
}
"""Which address serves each data set of the catalogue."""
LEVEL_OF = {"provinces": Level.PROVINCE.value, "districts": Level.DISTRICT.value}
"""Level of a data set of areas."""
LEVELS = {Level.PROVINCE.value: N_("Provincias"), Level.DISTRICT.value: N_("Distritos")}
"""Levels by which a reader may colour a map."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapView:
    """A map in the parts that a template places: links for the head, container, script without its element."""

    head: Markup
    html: Markup
    script: str


def region_map(
    publication: Publication,
    settings: MapSettings,
    *,
    measure: str = DEFAULT_MEASURE,
    level: str = "province",
    legend_id: str | None = None,
) -> MapView:
    """Areas of the region coloured by a measure, and the projects of the page's filter.

    Parameters
    ----------
    legend_id
        Element of the page that takes the legend; None draws it on the map.
    """
    region = publication.area(REGION_UBIGEO)
    base = base_map(
        settings,
        "region",
        _("Mapa de la inversión pública en Cajamarca"),
        bounds_of([region]),
        filters=PAGE_FILTERS,
        keep_view=True,
    )
    base.add_child(Choropleth(LIMITS, VALUES, _titles(), measure=measure, level=level))
    base.add_child(Clusters(POINTS, CARD, PLACE))
    base.add_child(Legend(target=legend_id))
    return view_of(base)


def area_map(settings: MapSettings, area: Area, *, legend_id: str | None = None) -> MapView:
    """Districts of a province, or a district among its neighbours, with the projects of the area.

    Parameters
    ----------
    legend_id
        Element of the page that takes the legend; None draws it on the map, with the choice of the measure.
    """
    province = area.ubigeo[:4]
    base = base_map(settings, "area", _("Mapa de %(name)s", name=area.name), bounds_of([area]))
    limits = {Level.DISTRICT.value: LIMITS[Level.DISTRICT.value]}
    base.add_child(Choropleth(limits, VALUES, _titles(), measure=DEFAULT_MEASURE, level="district", parent=province))
    if area.level == Level.DISTRICT.value:
        base.add_child(Boundaries(outline_address(area), name="outline", weight=3.5))
    base.add_child(Clusters(POINTS, CARD, PLACE, filters={area.level: [area.ubigeo]}))
    base.add_child(Legend(target=legend_id, switch=legend_id is None))
    return view_of(base)


def project_map(settings: MapSettings, project_id: str, areas: Sequence[Area], *, with_points: bool) -> MapView | None:
    """Places of one project on the outlines of the areas that it names; None when it names none."""
    if not areas:
        return None
    base = base_map(settings, "proyecto", _("Mapa de los lugares del proyecto"), bounds_of(areas))
    provinces = sorted({area.ubigeo[:4] for area in areas if len(area.ubigeo) >= 4})  # noqa: PLR2004
    around = f"{LIMITS['district']}?parent={provinces[0]}" if len(provinces) == 1 else LIMITS["province"]
    base.add_child(Boundaries(around, name="around", weight=1, labels=True))
    base.add_child(Boundaries(f"/proyectos/{project_id}/areas.geojson", name="areas", weight=3))
    if with_points:
        base.add_child(Points(f"/proyectos/{project_id}/lugares.geojson"))
        base.add_child(Legend())
    return view_of(base)


def plan_map(publication: Publication, settings: MapSettings, *, legend_id: str | None = None) -> MapView:
    """Areas by what the plan commits there, and the projects linked with it."""
    base = base_map(settings, "plan", _("Mapa del plan"), bounds_of([publication.area(REGION_UBIGEO)]))
    titles = {name: _(title) for name, title in PLAN_MEASURES.items()}
    base.add_child(Choropleth(LIMITS, PLAN_VALUES, titles, measure=COMMITMENTS, level="province"))
    base.add_child(Clusters(PLAN_POINTS, CARD, PLACE))
    base.add_child(Legend(target=legend_id))
    return view_of(base)


def near_map(settings: MapSettings, point: Near) -> MapView:
    """A circle around a point and the projects that have a place in it."""
    ring = circle(point.lon, point.lat, point.radius_km)
    lons, lats = zip(*ring, strict=True)
    base = base_map(settings, "cerca", _("Mapa de lo que hay cerca"), (min(lons), min(lats), max(lons), max(lats)))
    base.add_child(Boundaries(LIMITS[Level.DISTRICT.value], name="districts", weight=1, labels=True))
    around = f"lon={point.lon:g}&lat={point.lat:g}&radio_km={point.radius_km:g}"
    base.add_child(Boundaries(f"/cerca/circulo.geojson?{around}", name="circle", weight=3))
    base.add_child(
        Clusters(POINTS, CARD, PLACE, filters={"near": [f"{point.lon:g},{point.lat:g},{point.radius_km:g}"]})
    )
    base.add_child(Legend())
    return view_of(base)


def outline_address(area: Area) -> str:
    """Where the light outline of one area is served."""
    return f"/mapas/areas/{area.ubigeo}/limite.geojson"


def _titles() -> dict[str, str]:
    return {name: _(measure.title) for name, measure in MEASURES.items()}


def base_map(
    settings: MapSettings,
    name: str,
    label: str,
    bounds: Box,
    *,
    filters: str = "",
    keep_view: bool = False,
    year: int | None = None,
    controls: Sequence[str] = BaseMap.USUAL,
    pad_right: int = 0,
) -> BaseMap:
    """A map without layers, with the operator's base map if there is one; parameters as of `BaseMap`."""
    tiles = (
        TileSource(settings.tile_address, settings.tile_attribution or "", settings.max_zoom)
        if settings.tile_address
        else None
    )
    return BaseMap(
        name,
        label=label,
        bounds=bounds,
        tiles=tiles,
        keep_view=keep_view,
        filters=filters,
        year=year,
        max_zoom=settings.max_zoom,
        controls=controls,
        pad_right=pad_right,
        static_prefix=PREFIX,
        language=language(),
    )


def bounds_of(areas: Sequence[Area]) -> Box:
    """West, south, east and north of some areas together."""
    return (
        min(area.west for area in areas),
        min(area.south for area in areas),
        max(area.east for area in areas),
        max(area.north for area in areas),
    )


def view_of(base: BaseMap) -> MapView:
    """The parts of a map for a template."""
    parts = render_parts(base)
    # geoapp wrote these: links of its own files, a container whose label is escaped, calls with codes.
    return MapView(Markup(parts.head), Markup(parts.html), localise_script(parts.script))  # noqa: S704
