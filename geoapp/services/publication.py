"""The published edition, read once and shared by all requests until another edition is published."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from geoapp.db.engine import Database
from geoapp.db.repositories import (
    AreaRepository,
    BudgetRepository,
    Edition,
    EditionRepository,
    ProjectRepository,
    SourceRepository,
)
from geoapp.domain.allocation import Allocation, Place, allocate
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level, Precision
from geoapp.domain.records import Area, SourceRecord
from geoapp.errors import FilterProblem, InvalidFilterError, NotFoundError
from geoapp.i18n import gettext as _
from geoapp.services.measures import AreaFacts
from geoapp.services.municipal import BUDGET_YEAR, municipal_spending
from geoapp.services.portfolio import (
    MISSING,
    UNKNOWN,
    AreaPortions,
    BoolArray,
    Portfolio,
    alert_bits,
    codes_of,
    encode,
    floats,
    integers,
)
from geoapp.services.properties import ProjectColumns

__all__ = ["BUDGET_YEAR", "Publication", "PublicationCache", "build_portfolio", "read_publication"]

MAX_KEPT_MASKS = 48


@dataclass(frozen=True)
class Publication:
    """Everything that pages of one edition share: columns, areas, names, sources."""

    database: Database
    edition: Edition
    portfolio: Portfolio
    areas: Mapping[str, Area]
    sources: Mapping[str, SourceRecord]
    area_facts: Mapping[str, AreaFacts]
    columns: ProjectColumns
    _masks: OrderedDict[ProjectFilter, BoolArray] = field(default_factory=OrderedDict, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Names the content for caches: the edition's number and the digest of its files."""
        return f"{self.edition.id}-{self.edition.digest}"

    @property
    def names(self) -> dict[str, str]:
        """Name of each area by ubigeo."""
        return {ubigeo: area.name for ubigeo, area in self.areas.items()}

    def area(self, ubigeo: str, level: Level | None = None) -> Area:
        """An area by code.

        Raises
        ------
        NotFoundError
            When the edition has no such area, or it is of another level.
        """
        area = self.areas.get(ubigeo)
        if area is None or (level is not None and area.level != level.value):
            raise NotFoundError(
                _(
                    "No hay un área con el ubigeo «%(code)s» en la edición %(edition)s.",
                    code=ubigeo,
                    edition=self.edition.id,
                )
            )
        return area

    def children(self, ubigeo: str) -> list[Area]:
        """Areas directly inside an area, by code."""
        return [area for area in self.areas.values() if area.parent == ubigeo]

    def select(self, filter_: ProjectFilter) -> BoolArray:
        """Mask of the projects of a filter, with its words looked up in the search index; read-only and shared.

        Raises
        ------
        InvalidFilterError
            When the filter names an area that the edition does not have.
        """
        problems = [
            FilterProblem(name, ubigeo, _("no es un ubigeo de la región."), tuple(sorted(self._codes(level))))
            for name, level in (("province", Level.PROVINCE), ("district", Level.DISTRICT))
            for ubigeo in getattr(filter_, name)
            if ubigeo not in self._codes(level)
        ]
        if problems:
            raise InvalidFilterError(problems)
        kept = self._masks
        mask = kept.get(filter_)
        if mask is not None:
            return mask
        matches: frozenset[str] | None = None
        if filter_.q:
            with self.database.reading() as session:
                matches = frozenset(ProjectRepository(session, self.edition.id).search(filter_.q))
        mask = self.portfolio.select(filter_, matches)
        mask.flags.writeable = False  # shared by requests, and what was computed from it is kept
        kept[filter_] = mask
        while len(kept) > MAX_KEPT_MASKS:
            with suppress(KeyError):  # another thread may have made room first
                kept.popitem(last=False)
        return mask

    def _codes(self, level: Level) -> set[str]:
        return {ubigeo for ubigeo, area in self.areas.items() if area.level == level.value}


class PublicationCache:
    """Keeps the published edition in memory and notices when another one is published.

    Parameters
    ----------
    prepare
        Called with each edition that is read, before any reader gets it.
    """

    def __init__(self, database: Database, prepare: Callable[[Publication], Publication] = lambda read: read) -> None:
        self._database = database
        self._prepare = prepare
        self._lock = threading.Lock()
        self._current: Publication | None = None

    def current(self) -> Publication:
        """The published edition.

        Raises
        ------
        NoEditionError
            When none is published.
        """
        with self._database.reading() as session:
            edition = EditionRepository(session).published()
        held = self._current
        if held is not None and held.edition == edition:
            return held
        with self._lock:
            held = self._current
            if held is None or held.edition != edition:
                held = self._prepare(read_publication(self._database))
                self._current = held
            return held


def read_publication(database: Database) -> Publication:
    """Read the published edition from the database in one snapshot."""
    # Millions of objects are made and none is garbage: looking for some takes longer than all the rest, now and,
    # unless they are set aside, again and again while requests wait.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read_publication(database)
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def _read_publication(database: Database) -> Publication:
    with database.reading() as session:
        edition = EditionRepository(session).published()
        projects = ProjectRepository(session, edition.id)
        areas = {area.ubigeo: area for area in AreaRepository(session, edition.id).all()}
        columns = projects.current_columns()
        places = projects.places_columns()
        reader = SourceRepository(session, edition.id)
        sources = {source.source_id: source for source in (*reader.datasets(), *reader.documents())}
        spent, years = municipal_spending(BudgetRepository(session, edition.id))
    portfolio = build_portfolio(edition, columns, places, sorted(areas))
    facts = {
        ubigeo: AreaFacts(
            population=area.population,
            budget_pim=to_soles(spent[ubigeo][0]) if ubigeo in spent else None,
            budget_accrued=to_soles(spent[ubigeo][1]) if ubigeo in spent else None,
            years=years.get(ubigeo, {}),
        )
        for ubigeo, area in areas.items()
    }
    names = {ubigeo: area.name for ubigeo, area in areas.items()}
    addresses = {identifier: source.url or "" for identifier, source in sources.items()}
    return Publication(database, edition, portfolio, areas, sources, facts, ProjectColumns(portfolio, names, addresses))


_TEXT_COLUMNS = (
    "project_id",
    "cui",
    "snip",
    "name",
    "sector",
    "kind",
    "role",
    "package_id",
    "executing_entity",
    "beneficiary_unit",
    "start_date",
    "end_date",
    "status",
    "status_date",
    "precision",
    "scope",
    "sharing_rule",
    "method",
    "cost_kind",
    "cost_bound",
    "cost_date",
    "cost_source_id",
    "physical_date",
    "physical_source_id",
    "progress_kind",
    "financial_date",
    "last_date",
    "source_id",
    "source_date",
)
_LIST_COLUMNS = ("province_codes", "district_codes", "locality_names")
_UNIQUE_COLUMNS = frozenset({"project_id", "name"})


def _pooled(values: Sequence[str | None]) -> list[str | None]:
    """The same texts, each held once however many projects have it."""
    pool: dict[str | None, str | None] = {}
    return [pool.setdefault(value, value) for value in values]


def _pooled_years(values: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    pool: dict[tuple[int, ...], frozenset[int]] = {}
    return [pool.setdefault(tuple(years), frozenset(years)) for years in values]


def build_portfolio(
    edition: Edition,
    columns: Mapping[str, Sequence[object]],
    places: Mapping[str, Sequence[object]],
    areas: Sequence[str],
) -> Portfolio:
    """Arrange the columns of the database as a `Portfolio`."""
    table: dict[str, list] = {name: list(values) for name, values in columns.items()}  # type: ignore[type-arg]
    ids: list[str] = table["project_id"]
    index_of = {identifier: index for index, identifier in enumerate(ids)}
    area_index = {ubigeo: index for index, ubigeo in enumerate(areas)}
    text = {name: table[name] if name in _UNIQUE_COLUMNS else _pooled(table[name]) for name in _TEXT_COLUMNS}
    text |= {name: _pooled([";".join(values) for values in table[name]]) for name in _LIST_COLUMNS}
    cost, summed = integers(table["cost_centimos"]), np.array(table["counts_in_sums"], dtype=bool)
    allocations, place_rows = _allocations(places, index_of, area_index, len(ids))
    amounts = np.where((cost != MISSING) & summed, cost, 0)
    return Portfolio(
        edition=edition.id,
        cut_off=edition.cut_off,
        size=len(ids),
        text=text,
        index_of=index_of,
        sector=encode(table["sector"], codes_of("sector")),
        status=encode(table["status"], codes_of("status")),
        precision=encode(table["precision"], codes_of("precision")),
        scope=encode(table["scope"], codes_of("scope")),
        alerts=alert_bits(table["alerts"]),
        cost_centimos=cost,
        summed=summed,
        package=np.fromiter((role == "package" for role in table["role"]), bool, len(ids)),
        pim_centimos=integers(table["pim_centimos"]),
        accrued_centimos=integers(table["accrued_centimos"]),
        physical_bp=integers(table["physical_bp"]),
        financial_bp=integers(table["financial_bp"]),
        hectares=table["hectares"],
        beneficiaries=integers(table["beneficiaries"]),
        lon=floats(table["lon"]),
        lat=floats(table["lat"]),
        areas=areas,
        area_index=area_index,
        provinces=_portions(allocations, amounts.tolist(), area_index, Level.PROVINCE),
        districts=_portions(allocations, amounts.tolist(), area_index, Level.DISTRICT),
        place_project=np.array([row[0] for row in place_rows], dtype=np.int64),
        place_lon=floats([row[1] for row in place_rows]),
        place_lat=floats([row[2] for row in place_rows]),
        place_area=np.array([row[3] for row in place_rows], dtype=np.int64),
        years=_pooled_years(table["years"]),
    )


def _allocations(
    places: Mapping[str, Sequence[object]], index_of: Mapping[str, int], area_index: Mapping[str, int], size: int
) -> tuple[list[Allocation], list[tuple[int, float, float, int]]]:
    named: list[list[Place]] = [[] for _ in range(size)]
    points: list[tuple[int, float, float, int]] = []
    rows = zip(
        places["project_id"],
        places["precision"],
        places["ubigeo"],
        places["share_millionths"],
        places["lon"],
        places["lat"],
        strict=True,
    )
    known: dict[tuple[object, object, int | None], Place] = {}
    for identifier, precision, ubigeo, share, lon, lat in rows:
        index = index_of[str(identifier)]
        place = known.get((precision, ubigeo, share))
        if place is None:
            place = Place(Precision(str(precision)), str(ubigeo or ""), share)
            known[precision, ubigeo, share] = place
        named[index].append(place)
        if isinstance(lon, float) and isinstance(lat, float):
            points.append((index, lon, lat, area_index.get(str(ubigeo or ""), UNKNOWN)))
    # Most projects name one place, and few distinct ones: such an allocation is decided once and shared.
    decided: dict[tuple[Place, ...], Allocation] = {}
    allocations = []
    for group in named:
        key = tuple(group)
        allocation = decided.get(key)
        if allocation is None:
            allocation = decided[key] = allocate(group)
        allocations.append(allocation)
    return allocations, points


def _portions(
    allocations: Sequence[Allocation], amounts: Sequence[int], area_index: Mapping[str, int], level: Level
) -> AreaPortions:
    projects: list[int] = []
    areas: list[int] = []
    parts: list[int] = []
    for project, (allocation, amount) in enumerate(zip(allocations, amounts, strict=True)):
        only = _only_area(allocation, level)
        if only is not None:
            projects.append(project)
            areas.append(area_index[only])
            parts.append(amount)
            continue
        shares = allocation.province_amounts(amount) if level is Level.PROVINCE else allocation.district_amounts(amount)
        projects.extend([project] * len(shares))
        areas.extend(area_index[ubigeo] for ubigeo in shares)
        parts.extend(shares.values())
    return AreaPortions(*(np.array(column, dtype=np.int64) for column in (projects, areas, parts)))


def _only_area(allocation: Allocation, level: Level) -> str | None:
    """The one area that takes the whole amount, as of most projects; None where it is shared or has none."""
    if len(allocation.provinces) != 1:
        return None
    if level is Level.PROVINCE:
        return allocation.provinces[0].ubigeo
    ((_, districts),) = allocation.districts
    return districts[0].ubigeo if len(districts) == 1 else None
