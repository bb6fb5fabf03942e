"""The filter form: the same fields on every page that filters, values kept in the address, no script needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from geoapp.domain import vocabulary
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.domain.text import fold
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.web import formatting

_LISTS: Mapping[str, Mapping[str, str]] = {
    "sector": vocabulary.SECTORS,
    "status": vocabulary.STATUSES,
    "alert": vocabulary.ALERTS,
    "precision": vocabulary.PRECISIONS,
}


MAX_PROVINCES_WITH_DISTRICTS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One value that can be chosen."""

    value: str
    label: str
    chosen: bool


def options(labels: Mapping[str, str], chosen: str | None) -> tuple[Option, ...]:
    """Values of a list to choose from."""
    return tuple(Option(name, label, name == chosen) for name, label in labels.items())


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: its field, its value in words, and the address without it."""

    field: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """Fields of the form as they stand.

    Attributes
    ----------
    action
        Page that the form asks for.
    query
        The filter as a query string, for links to the same view elsewhere.
    carried
        Names and values of filters that have no field (`bbox`, `near`, `within`) and stay in the address.
    """

    action: str
    query: str
    provinces: tuple[Option, ...]
    districts: tuple[Option, ...]
    sectors: tuple[Option, ...]
    statuses: tuple[Option, ...]
    alerts: tuple[Option, ...]
    precisions: tuple[Option, ...]
    years: tuple[Option, ...]
    min_amount: str
    max_amount: str
    q: str
    carried: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]


def filter_form(
    publication: Publication, filter_: ProjectFilter, action: str, kept: Iterable[tuple[str, str]] = ()
) -> FilterForm:
    """Arrange the form of a filter.

    Parameters
    ----------
    action
        Address of the page.
    kept
        The page's own parameters, which removing a filter must not change.
    """
    areas = publication.areas
    provinces = {u: a.name for u, a in areas.items() if a.level == Level.PROVINCE.value}
    # Districts are offered for a few chosen provinces only: all 127 would make the page heavy.
    near = {*filter_.province, *(code[:4] for code in filter_.district)}
    offered = near if len(near) <= MAX_PROVINCES_WITH_DISTRICTS else frozenset[str]()
    districts = {
        u: a.name
        for u, a in areas.items()
        if a.level == Level.DISTRICT.value and (u[:4] in offered or u in filter_.district)
    }
    lists = {name: _options(labels, getattr(filter_, name)) for name, labels in _LISTS.items()}
    years = {str(year): str(year) for year in _years(publication)}
    return FilterForm(
        action=action,
        query=filter_.query(),
        provinces=_by_label(_options(provinces, filter_.province)),
        districts=_by_label(_options(districts, filter_.district)),
        sectors=lists["sector"],
        statuses=lists["status"],
        alerts=lists["alert"],
        precisions=lists["precision"],
        years=_options(years, (str(filter_.year),)),
        min_amount=_plain(filter_.min_amount),
        max_amount=_plain(filter_.max_amount),
        q=filter_.q,
        carried=tuple(pair for pair in filter_.pairs() if pair[0] in {"bbox", "near", "within"}),
        chips=filter_chips(publication, filter_, action, tuple(kept)),
    )


def without(filter_: ProjectFilter, name: str, value: str = "") -> ProjectFilter:
    """The filter without a field, or without one of the values of a repeated field."""
    held = getattr(filter_, name)
    rest: Any = getattr(ProjectFilter(), name)
    if value and isinstance(held, tuple):
        rest = tuple(item for item in held if item != value)
    return replace(filter_, **{name: rest})


def _options(labels: Mapping[str, str], chosen: Iterable[str]) -> tuple[Option, ...]:
    held = set(chosen)
    return tuple(Option(str(value), label, value in held) for value, label in labels.items())


def _by_label(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(sorted(options, key=lambda option: fold(option.label)))


def _plain(centimos: int | None) -> str:
    return "" if centimos is None else f"{to_soles(centimos):f}".removesuffix(".00")


def _years(publication: Publication) -> list[int]:
    cache = publication.portfolio.cache
    years: list[int] | None = cache.get("form_years")
    if years is None:
        years = sorted({year for held in publication.portfolio.years.values for year in held}, reverse=True)
        cache["form_years"] = years
    return years


def filter_chips(
    publication: Publication,
    filter_: ProjectFilter,
    action: str,
    kept: Sequence[tuple[str, str]],
    anchor: str = "",
) -> tuple[Chip, ...]:
    """Every filter in force with the address without it; `anchor` is the part of the page to come back to."""
    chips: list[Chip] = []
    for name, value in _in_force(filter_):
        pairs = [*without(filter_, name, value).pairs(), *kept]
        href = f"{action}?{urlencode(pairs)}" if pairs else action
        chips.append(Chip(name, _in_words(publication, filter_, name, value), href + anchor))
    return tuple(chips)


def _in_force(filter_: ProjectFilter) -> Iterator[tuple[str, str]]:
    """Name and value of each filter, a repeated one once for each value."""
    for name in ("q", "province", "district", *_LISTS):
        held = getattr(filter_, name)
        for value in held if isinstance(held, tuple) else (held,):
            if value:
                yield name, value
    for name in ("min_amount", "max_amount", "year", "bbox", "near", "within"):
        if getattr(filter_, name) not in (None, ""):
            yield name, ""


def _in_words(publication: Publication, filter_: ProjectFilter, name: str, value: str) -> str:
    if name in _LISTS:
        return _(_LISTS[name][value])
    if name in {"province", "district"}:
        return publication.names[value]
    if name in {"min_amount", "max_amount"}:
        return formatting.centimos(getattr(filter_, name))
    if filter_.near is not None and name == "near":
        km, lon, lat = (f"{figure:g}" for figure in (filter_.near.radius_km, filter_.near.lon, filter_.near.lat))
        return _("%(km)s km alrededor de lon %(lon)s, lat %(lat)s", km=km, lon=lon, lat=lat)
    if filter_.bbox is not None and name == "bbox":
        return ", ".join(f"{bound:g}°" for bound in filter_.bbox)
    return {"q": _("«%(text)s»", text=value), "year": str(filter_.year)}.get(name, _("forma del mapa"))
