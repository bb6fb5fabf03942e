"""The published edition, read once and shared by all requests until another edition is published."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from geoapp.db.engine import Database
from geoapp.db.repositories import (
    AreaRepository,
    BudgetRepository,
    Edition,
    EditionRepository,
    ProjectRepository,
    SourceRepository,
)
from geoapp.db.repositories.projects import ROW
from geoapp.domain.columns import integers
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level
from geoapp.domain.records import Area, SourceRecord
from geoapp.errors import FilterProblem, InvalidFilterError, NotFoundError
from geoapp.i18n import gettext as _
from geoapp.services.arrange import PORTFOLIO_COLUMNS, PORTFOLIO_PLACES, build_portfolio
from geoapp.services.measures import AreaFacts
from geoapp.services.municipal import BUDGET_YEAR, municipal_spending
from geoapp.services.portfolio import BoolArray, Portfolio
from geoapp.services.properties import ProjectColumns
from geoapp.services.wording import Wording

__all__ = ["BUDGET_YEAR", "Publication", "PublicationCache", "read_publication"]

MAX_KEPT_MASKS = 48


@dataclass(frozen=True)
class Publication:
    """Everything that pages of one edition share: columns, areas, names, sources, the finding of words."""

    database: Database
    edition: Edition
    portfolio: Portfolio
    areas: Mapping[str, Area]
    sources: Mapping[str, SourceRecord]
    area_facts: Mapping[str, AreaFacts]
    columns: ProjectColumns
    wording: Wording
    _masks: OrderedDict[ProjectFilter, BoolArray] = field(default_factory=OrderedDict, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Names the content for caches: the edition's number and the digest of its files."""
        return f"{self.edition.id}-{self.edition.digest}"

    @cached_property
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
        mask = self.portfolio.select(filter_, self.wording.matching(filter_.q) if filter_.q else None)
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
        columns = projects.current_columns((*PORTFOLIO_COLUMNS, ROW))
        places = projects.places_columns(PORTFOLIO_PLACES)
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
    properties = ProjectColumns(portfolio, names, addresses)
    wording = Wording(database, edition.id, integers(columns[ROW]))
    return Publication(database, edition, portfolio, areas, sources, facts, properties, wording)
