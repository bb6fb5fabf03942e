"""Two maps of one view side by side, each with its own measure, year or sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO
from geoapp.domain.vocabulary import SECTORS
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.history import history
from geoapp.services.mapdata import NOW, budget_years
from geoapp.services.measures import MEASURES
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.explore_choice import ADDRESS, COMPARE_ADDRESS
from geoapp.web.pages.filters import Chip, Option, filter_chips, options
from geoapp.web.pages.maps import (
    CARD,
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
from layers import BaseMap, Choropleth, Clusters, Legend


@dataclass(frozen=True, slots=True)
class Side:
    """One of two maps: its own measure, year and sector; `suffix` tells its parameters from the other's.

    `query` is of the filter with its own sector.
    """

    suffix: str
    title: str
    query: str
    map_id: str
    legend_id: str
    map: MapView
    measures: tuple[Option, ...]
    years: tuple[Option, ...]
    sectors: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SideChoice:
    """What an address chooses for one of two maps."""

    measure: str
    at: int | None
    sector: str


@dataclass(frozen=True, slots=True)
class SideBySidePage:
    """Context of ``pages/side_by_side.html``; `chips` tell the filter of both maps."""

    edition: EditionNote
    query: str
    chips: tuple[Chip, ...]
    carried: tuple[tuple[str, str], ...]
    levels: tuple[Option, ...]
    sides: tuple[Side, ...]
    explore_href: str


def side_by_side_page(
    publication: Publication, settings: MapSettings, filter_: ProjectFilter, level: str, choices: Sequence[SideChoice]
) -> SideBySidePage:
    """Two maps of one view, each with its own measure, year or sector."""
    whole = filter_.query()
    if len(filter_.sector) == 1:  # as if each map had chosen it: it can be changed on one of them
        choices = [replace(one, sector=one.sector or filter_.sector[0]) for one in choices]
        filter_ = replace(filter_, sector=())
    query = filter_.query()
    titles = (_("Mapa de la izquierda"), _("Mapa de la derecha"))
    return SideBySidePage(
        edition=edition_note(publication),
        query=query,
        chips=filter_chips(publication, filter_, COMPARE_ADDRESS, ()),
        carried=tuple(filter_.pairs()),
        levels=options(LEVELS, level),
        sides=tuple(
            _side(publication, settings, filter_, level, choice, suffix, title, _shared_year(choice, other))
            for choice, other, suffix, title in zip(choices, reversed(choices), ("", "2"), titles, strict=True)
        ),
        explore_href=f"{ADDRESS}?{whole}" if whole else ADDRESS,
    )


def _shared_year(choice: SideChoice, other: SideChoice) -> str | None:
    """Year whose values also shape the classes, so that one colour means the same on both maps; None where not."""
    if choice.measure != other.measure or choice.sector != other.sector:
        return None
    return str(other.at) if other.at else NOW


def _side(
    publication: Publication,
    settings: MapSettings,
    filter_: ProjectFilter,
    level: str,
    choice: SideChoice,
    suffix: str,
    title: str,
    other: str | None,
) -> Side:
    name = f"lado{suffix or 1}"
    legend_id = f"leyenda_{name}"
    base = base_map(
        settings,
        name,
        title,
        bounds_of([publication.area(REGION_UBIGEO)]),
        filters=PAGE_FILTERS,
        keep_view=not suffix,
        year=choice.at,
        controls=BaseMap.CONTROLS,
    )
    base.add_child(
        Choropleth(
            LIMITS,
            VALUES,
            {known: _(measure.title) for known, measure in MEASURES.items()},
            measure=choice.measure,
            level=level,
            also=other,
        )
    )
    base.add_child(Clusters(POINTS, CARD, PLACE))
    base.add_child(Legend(target=legend_id))
    years = sorted({*history(publication).years, *budget_years(publication)}, reverse=True)
    return Side(
        suffix=suffix,
        title=title,
        query=(replace(filter_, sector=(choice.sector,)) if choice.sector else filter_).query(),
        map_id=f"map_{name}",
        legend_id=legend_id,
        map=view_of(base),
        measures=options({known: measure.title for known, measure in MEASURES.items()}, choice.measure),
        years=(
            Option("", N_("Hoy, o el último"), choice.at is None),
            *options({str(y): str(y) for y in years}, str(choice.at)),
        ),
        sectors=(
            Option("", N_("Los del filtro") if filter_.sector else N_("Todos"), not choice.sector),
            *options(SECTORS, choice.sector),
        ),
    )
