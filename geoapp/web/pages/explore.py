"""The map to work with: measures, years, classes, layers of the catalogue, shapes, search, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.i18n import N_, language
from geoapp.i18n import gettext as _
from geoapp.services.classes import DEFAULT_METHOD, METHODS
from geoapp.services.history import history, select_at
from geoapp.services.mapdata import AreaValue, budget_years, values_by_area
from geoapp.services.measures import DEFAULT_MEASURE, MEASURES
from geoapp.services.publication import Publication
from geoapp.services.summary import SPECIAL_LABELS, GroupBy, SummaryRow, summarise
from geoapp.settings import MapSettings
from geoapp.web.answers.values import format_value, values_answer
from geoapp.web.languages import localise_script
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.filters import FilterForm, Option, filter_form
from geoapp.web.pages.maps import CARD, LIMITS, PAGE_FILTERS, PLACE, POINTS, VALUES, MapView
from geoapp.web.static import PREFIX
from layers import (
    PALETTES,
    BaseMap,
    Catalog,
    Choropleth,
    Clusters,
    Draw,
    Legend,
    TileSource,
    palette,
    render_parts,
)

ADDRESS, COMPARE_ADDRESS = "/mapa", "/mapa/comparar"
DATASETS: Mapping[str, str] = {
    "projects": POINTS,
    "plan": "/mapas/datos/plan",
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
EVERY_PROJECT, NO_LAYER = "proyectos", "ninguna"
LEVELS = {"province": N_("Provincias"), "district": N_("Distritos")}
EXPLORER, LEGEND_PIXELS = "explora", 300
DEFAULT_COLORS = "YlGnBu"
COLORS = {
    "YlGnBu": N_("Amarillo a azul"),
    "Blues": N_("Azules"),
    "BuPu": N_("Azul a morado"),
    "Greens": N_("Verdes"),
    "YlOrBr": N_("Amarillo a marrón"),
    "Oranges": N_("Naranjas"),
    "PuOr": N_("Naranja a morado (desde el medio)"),
}


@dataclass(frozen=True, slots=True)
class ExploreChoice:
    """What an address of the explorer chooses beside the filter; `layers` None means the usual ones."""

    measure: str = DEFAULT_MEASURE
    level: str = "province"
    classes: str = DEFAULT_METHOD
    colors: str = DEFAULT_COLORS
    at: int | None = None
    layers: tuple[str, ...] | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters that differ from the usual."""
        usual = ExploreChoice()
        pairs = [
            (name, str(getattr(self, name)))
            for name in ("measure", "level", "classes", "colors", "at")
            if getattr(self, name) != getattr(usual, name)
        ]
        return pairs + [("layer", name) for name in self.layers or ()]


@dataclass(frozen=True, slots=True)
class LayerOption:
    """A layer that can be switched on; `theme` where it draws projects, and so takes the place of all of them."""

    name: str
    title: str
    description: str
    shown: bool
    theme: bool


@dataclass(frozen=True, slots=True)
class ColorOption:
    """A palette with its colours from low to high."""

    value: str
    label: str
    chosen: bool
    colors: str


@dataclass(frozen=True, slots=True)
class TableLine:
    """An area with what the map says of it; `rank` is its class from 1, None without data."""

    name: str
    href: str
    value: str
    rank: int | None
    row: SummaryRow


@dataclass(frozen=True, slots=True)
class SpecialLine:
    """A row that belongs to no single area."""

    label: str
    row: SummaryRow


@dataclass(frozen=True, slots=True)
class ValueTable:
    """The map as a table: values of the measure, classes, and the rows that add up to the total."""

    title: str
    unit: str
    note: str
    source: str
    date: str
    level: str
    lines: tuple[TableLine, ...]
    specials: tuple[SpecialLine, ...]
    total: SummaryRow
    classes: tuple[tuple[str, int], ...]
    no_data: int


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """Context of ``pages/explore.html``."""

    edition: EditionNote
    form: FilterForm
    map: MapView
    total: SummaryRow
    everything: int
    measures: tuple[Option, ...]
    levels: tuple[Option, ...]
    classes: tuple[Option, ...]
    colors: tuple[ColorOption, ...]
    layers: tuple[LayerOption, ...]
    years: tuple[int, ...]
    budget_years: tuple[int, ...]
    at: int | None
    table: ValueTable
    compare_href: str


def explore_page(
    publication: Publication, settings: MapSettings, catalog: Catalog, filter_: ProjectFilter, choice: ExploreChoice
) -> ExplorePage:
    """The map of a filter with everything that can be chosen, and the table that says the same."""
    mask = select_at(publication, filter_, choice.at)
    total = summarise(publication.portfolio, mask).total
    shown = usual_layers(catalog) if choice.layers is None else choice.layers
    offered = [
        LayerOption(
            EVERY_PROJECT, _("Todos los proyectos"), _("Los que cumplen los filtros."), EVERY_PROJECT in shown, False
        )
    ]
    offered += [
        LayerOption(
            layer.name,
            layer.in_language(language()).title,
            layer.in_language(language()).description,
            layer.name in shown,
            layer.kind == "clusters",
        )
        for layer in catalog.values()
    ]
    query = urlencode([*filter_.pairs(), *choice.pairs()])
    return ExplorePage(
        edition=edition_note(publication),
        form=filter_form(publication, filter_, ADDRESS, choice.pairs()),
        map=_explorer(publication, settings, catalog, choice, shown),
        total=total,
        everything=publication.portfolio.size,
        measures=options({name: known.title for name, known in MEASURES.items()}, choice.measure),
        levels=options(LEVELS, choice.level),
        classes=options(METHODS, choice.classes),
        colors=tuple(
            ColorOption(name, label, name == choice.colors, " ".join(palette(name))) for name, label in COLORS.items()
        ),
        layers=tuple(offered),
        years=tuple(history(publication).years),
        budget_years=budget_years(publication),
        at=choice.at,
        table=value_table(publication, filter_, choice),
        compare_href=f"{COMPARE_ADDRESS}?{query}" if query else COMPARE_ADDRESS,
    )


def usual_layers(catalog: Catalog) -> tuple[str, ...]:
    """Layers that are drawn where the address does not say which."""
    return (EVERY_PROJECT, *(layer.name for layer in catalog.values() if layer.visible))


def known_layers(catalog: Catalog) -> tuple[str, ...]:
    """Names that the address may give as ``layer``."""
    return (EVERY_PROJECT, *catalog, NO_LAYER)


def value_table(publication: Publication, filter_: ProjectFilter, choice: ExploreChoice) -> ValueTable:
    """Values of the measure by area as the map shows them, from the same computation."""
    mask = select_at(publication, filter_, choice.at)
    level = Level(choice.level)
    values = values_by_area(publication, mask, choice.measure, level, method=choice.classes, year=choice.at)
    words = values_answer(publication, values, choice.at)
    summary = summarise(publication.portfolio, mask, GroupBy(choice.level))
    ordered = sorted(values.areas, key=_by_value)
    rows = {row.key: row for row in summary.rows}
    return ValueTable(
        title=words["title"],
        unit=values.measure.unit,
        note=words["note"],
        source=words["source"],
        date=words["source_date_text"],
        level=_(LEVELS[choice.level]),
        lines=tuple(
            TableLine(
                area.area.name,
                words["areas"][area.area.ubigeo]["href"],
                format_value(area.value, values.measure.unit),
                None if area.class_index is None else area.class_index + 1,
                rows[area.area.ubigeo],
            )
            for area in ordered
        ),
        specials=tuple(
            SpecialLine(SPECIAL_LABELS[row.key], row)
            for row in summary.rows
            if row.key in SPECIAL_LABELS and row.projects
        ),
        total=summary.total,
        classes=tuple((class_["label"], class_["count"]) for class_ in words["classes"]),
        no_data=words["no_data_count"],
    )


def _by_value(area: AreaValue) -> tuple[bool, float, str]:
    return (area.value is None, 0.0 if area.value is None else -float(area.value), area.area.name)


def _explorer(
    publication: Publication, settings: MapSettings, catalog: Catalog, choice: ExploreChoice, shown: Sequence[str]
) -> MapView:
    base = new_map(publication, settings, EXPLORER, _("Mapa de la inversión pública en Cajamarca"), year=choice.at)
    base.add_child(
        Choropleth(
            LIMITS,
            VALUES,
            {name: _(measure.title) for name, measure in MEASURES.items()},
            measure=choice.measure,
            level=choice.level,
            colors=choice.colors,
            classes=choice.classes,
        )
    )
    for layer in catalog.values():
        spoken = layer.in_language(language())
        base.add_child(spoken.build({**DATASETS, "values": VALUES}, visible=layer.name in shown, levels=LEVEL_OF))
    base.add_child(Clusters(POINTS, CARD, PLACE, name=EVERY_PROJECT, hidden=EVERY_PROJECT not in shown))
    base.add_child(Draw(near_km=10))
    base.add_child(Legend(position="topright"))
    return view_of(base)


def new_map(
    publication: Publication,
    settings: MapSettings,
    name: str,
    label: str,
    *,
    year: int | None = None,
    keep: bool = True,
) -> BaseMap:
    """A map of the region without layers, with the operator's base map if there is one."""
    region = publication.area(REGION_UBIGEO)
    tiles = (
        TileSource(settings.tile_address, settings.tile_attribution or "", settings.max_zoom)
        if settings.tile_address
        else None
    )
    return BaseMap(
        name,
        label=label,
        bounds=(region.west, region.south, region.east, region.north),
        tiles=tiles,
        keep_view=keep,
        filters=PAGE_FILTERS,
        year=year,
        max_zoom=settings.max_zoom,
        controls=BaseMap.CONTROLS,
        pad_right=LEGEND_PIXELS if name == EXPLORER else 0,
        static_prefix=PREFIX,
        language=language(),
    )


def view_of(base: BaseMap) -> MapView:
    """The parts of a map for a template."""
    parts = render_parts(base)
    # geoapp wrote these: links of its own files, a container whose label is escaped, calls with codes.
    return MapView(Markup(parts.head), Markup(parts.html), localise_script(parts.script))  # noqa: S704


def options(labels: Mapping[str, str], chosen: str | None) -> tuple[Option, ...]:
    """Values of a list to choose from."""
    return tuple(Option(name, label, name == chosen) for name, label in labels.items())


assert set(COLORS) <= set(PALETTES)  # noqa: S101 - a typing mistake here would fail each page
