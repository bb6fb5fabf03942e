"""The map to work with: measures, years, classes, layers of the catalogue, shapes, search, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO
from geoapp.i18n import gettext as _
from geoapp.i18n import language
from geoapp.services.classes import METHODS
from geoapp.services.history import history, select_at
from geoapp.services.mapdata import budget_years
from geoapp.services.measures import MEASURES
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.explore_choice import ADDRESS, COLORS, COMPARE_ADDRESS, ExploreChoice
from geoapp.web.pages.explore_table import ValueTable, value_table
from geoapp.web.pages.filters import FilterForm, Option, filter_form, options
from geoapp.web.pages.maps import (
    CARD,
    DATASETS,
    LEVEL_OF,
    LEVELS,
    LIMITS,
    PAGE_FILTERS,
    PLACE,
    POINTS,
    VALUES,
    MapView,
    base_map,
    bounds_of,
    view_of,
)
from layers import BaseMap, Catalog, Choropleth, Clusters, Draw, Legend, palette

EVERY_PROJECT, NO_LAYER = "proyectos", "ninguna"
EXPLORER, LEGEND_PIXELS = "explora", 300


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


def _explorer(
    publication: Publication, settings: MapSettings, catalog: Catalog, choice: ExploreChoice, shown: Sequence[str]
) -> MapView:
    base = base_map(
        settings,
        EXPLORER,
        _("Mapa de la inversión pública en Cajamarca"),
        bounds_of([publication.area(REGION_UBIGEO)]),
        filters=PAGE_FILTERS,
        keep_view=True,
        year=choice.at,
        controls=BaseMap.CONTROLS,
        pad_right=LEGEND_PIXELS,
    )
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
