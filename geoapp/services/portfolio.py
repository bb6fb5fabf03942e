"""The published edition as columns in memory: built once, read by every page, answer and file.

Names, codes and whole céntimos stand in parallel arrays, one entry per project. `select` turns a `ProjectFilter` into
a mask over them; `geoapp.services.summary` adds what the mask lets through. One filter and one computation: the
totals of map, table, API and files cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from geoapp.domain.allocation import Scope
from geoapp.domain.columns import MISSING, Coded
from geoapp.domain.filters import Near, ProjectFilter
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import SECTORS, STATUSES, Alert
from geoapp.geo.ground import bounds_metres, latitude_band, measured

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

UNKNOWN = -1
"""Stands for «no data» in columns of codes."""

_SECTOR_CODES = {code: index for index, code in enumerate(SECTORS)}
_STATUS_CODES = {code: index for index, code in enumerate(STATUSES)}
_PRECISION_CODES = {code.value: index for index, code in enumerate(Precision)}
_SCOPE_CODES = {code.value: index for index, code in enumerate(Scope)}
_ALERT_BITS = {code.value: 1 << index for index, code in enumerate(Alert)}


@dataclass(frozen=True)
class AreaPortions:
    """Who is where, and with how much: one entry per pair of project and area.

    `centimos` is the part of the project's reference cost that falls in the area; 0 where the cost is unknown or does
    not enter sums.
    """

    project: IntArray
    area: IntArray
    centimos: IntArray


@dataclass(frozen=True)
class Portfolio:
    """Projects of one edition as parallel columns of length `size`.

    Attributes
    ----------
    text
        Columns of text by name (`project_id`, `name`, `cost_kind`, `cost_date`, ...), None where there is no data.
    cost_centimos
        Reference cost; `MISSING` where no source gives one. Use `summed` before adding.
    lon, lat
        Representative point, WGS 84; NaN where the project is not on the map.
    areas
        Ubigeo of each area index; `provinces`, `districts` and `place_area` refer to it.
    place_project, place_lon, place_lat, place_area
        Every drawn place of every project, with the area that it names.
    """

    edition: int
    cut_off: str
    size: int
    text: Mapping[str, Sequence[str | None]]
    index_of: Mapping[str, int]
    sector: IntArray
    status: IntArray
    precision: IntArray
    scope: IntArray
    alerts: IntArray
    cost_centimos: IntArray
    summed: BoolArray
    package: BoolArray
    pim_centimos: IntArray
    accrued_centimos: IntArray
    physical_bp: IntArray
    financial_bp: IntArray
    beneficiaries: IntArray
    lon: FloatArray
    lat: FloatArray
    areas: Sequence[str]
    area_index: Mapping[str, int]
    provinces: AreaPortions
    districts: AreaPortions
    place_project: IntArray
    place_lon: FloatArray
    place_lat: FloatArray
    place_area: IntArray
    years: Coded[frozenset[int]]
    cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def on_map(self) -> BoolArray:
        """Whether each project has a point."""
        return ~np.isnan(self.lon)

    @property
    def with_cost(self) -> BoolArray:
        """Whether each project has a reference cost that enters sums."""
        known: BoolArray | None = self.cache.get("with_cost")
        if known is None:
            known = (self.cost_centimos != MISSING) & self.summed
            known.flags.writeable = False
            self.cache["with_cost"] = known
        return known

    @property
    def unsummed(self) -> BoolArray:
        """Whether each project has a reference cost that enters no sum."""
        apart: BoolArray | None = self.cache.get("unsummed")
        if apart is None:
            apart = (self.cost_centimos != MISSING) & ~self.summed
            apart.flags.writeable = False
            self.cache["unsummed"] = apart
        return apart

    def select(self, filter_: ProjectFilter, text_matches: BoolArray | None = None) -> BoolArray:
        """Mask of the projects that a filter lets through.

        Parameters
        ----------
        filter_
            The filter; see `geoapp.domain.filters`.
        text_matches
            Mask of the projects that match `filter_.q`, as the search index found them; needed when `q` is set.
        """
        mask = np.ones(self.size, dtype=bool)
        # A mark per code, looked up per project; the last one stands for UNKNOWN.
        for values, column, codes in (
            (filter_.sector, self.sector, _SECTOR_CODES),
            (filter_.status, self.status, _STATUS_CODES),
            (filter_.precision, self.precision, _PRECISION_CODES),
        ):
            if values:
                marks = np.zeros(len(codes) + 1, dtype=bool)
                marks[[codes[value] for value in values]] = True
                mask &= marks[column]
        if filter_.alert:
            mask &= (self.alerts & sum(_ALERT_BITS[value] for value in filter_.alert)) != 0
        if filter_.province:
            mask &= self._touching(self.provinces, filter_.province)
        if filter_.district:
            mask &= self._touching(self.districts, filter_.district)
        mask &= self._select_by_fact(filter_)
        if filter_.q:
            if text_matches is None:
                raise ValueError("a filter with words needs the matches of the search index")
            mask &= text_matches
        return self._select_by_place(mask, filter_)

    def _select_by_fact(self, filter_: ProjectFilter) -> BoolArray:
        mask = np.ones(self.size, dtype=bool)
        if filter_.min_amount is not None:
            mask &= self.with_cost & (self.cost_centimos >= filter_.min_amount)
        if filter_.max_amount is not None:
            mask &= self.with_cost & (self.cost_centimos <= filter_.max_amount)
        if filter_.year is not None:
            projects, years = self._year_pairs()
            dated = np.zeros(self.size, dtype=bool)
            dated[projects[years == filter_.year]] = True
            mask &= dated
        return mask

    def _year_pairs(self) -> tuple[IntArray, IntArray]:
        """Project and year of each dated fact, so that a year is found without asking every project."""
        held = self.cache.get("year_pairs")
        if held is None:
            told = [(code, year) for code, years in enumerate(self.years.values) for year in sorted(years)]
            pairs = [(np.flatnonzero(self.years.codes == code), year) for code, year in told]
            projects = np.concatenate([found for found, _ in pairs] or [np.zeros(0, dtype=np.int64)])
            held = projects, np.repeat([year for _, year in pairs], [len(found) for found, _ in pairs]).astype(np.int64)
            self.cache["year_pairs"] = held
        projects, values = held
        return projects, values

    def places_near(self, point: Near) -> BoolArray:
        """Whether each drawn place is within a circle.

        The last is kept: a page asks first which projects there are, then what of them.
        """
        held: tuple[Near, BoolArray] | None = self.cache.get("near")
        if held is None or held[0] != point:
            held = point, _within_radius(self.place_lon, self.place_lat, point.lon, point.lat, point.radius_km)
            held[1].flags.writeable = False
            self.cache["near"] = held
        return held[1]

    def _touching(self, portions: AreaPortions, ubigeos: Sequence[str]) -> BoolArray:
        mask = np.zeros(self.size, dtype=bool)
        for ubigeo in ubigeos:
            if ubigeo in self.area_index:
                mask[self.in_area(portions, ubigeo)[0]] = True
        return mask

    def in_area(self, portions: AreaPortions, ubigeo: str) -> tuple[IntArray, IntArray]:
        """Projects of an area, each once, and their parts in céntimos; portions are sorted by area once."""
        key = ("portions_by_area", id(portions))
        held: tuple[IntArray, IntArray] | None = self.cache.get(key)
        if held is None:
            order = np.argsort(portions.area, kind="stable")
            held = self.cache[key] = order, np.searchsorted(portions.area[order], np.arange(len(self.areas) + 1))
        order, starts = held
        area = self.area_index[ubigeo]
        entries = order[starts[area] : starts[area + 1]]
        return portions.project[entries], portions.centimos[entries]

    def _select_by_place(self, mask: BoolArray, filter_: ProjectFilter) -> BoolArray:
        inside = self.places_inside(filter_)
        if inside is None:
            return mask
        placed = np.zeros(self.size, dtype=bool)
        placed[self.place_project[inside]] = True
        return mask & placed

    def places_inside(self, filter_: ProjectFilter) -> BoolArray | None:
        """Whether each drawn place lies in the filter's box, circle and polygon; None where it has none of them."""
        lon, lat = self.place_lon, self.place_lat
        inside: BoolArray | None = None
        if filter_.bbox is not None:
            west, south, east, north = filter_.bbox
            inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if filter_.near is not None:
            near = self.places_near(filter_.near)
            inside = near if inside is None else inside & near
        if filter_.within:
            import shapely  # noqa: PLC0415 - a heavy library, needed for this filter only

            shape = shapely.from_wkt(filter_.within)
            shapely.prepare(shape)
            west, south, east, north = shape.bounds
            # The box first: it is a comparison, the polygon a walk along its border.
            close = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
            covered = np.zeros(len(lon), dtype=bool)
            covered[close] = shapely.intersects_xy(shape, lon[close], lat[close])
            inside = covered if inside is None else inside & covered
        return inside


def _within_radius(lon: FloatArray, lat: FloatArray, lon0: float, lat0: float, radius_km: float) -> BoolArray:
    metres = radius_km * 1000
    close = np.flatnonzero(np.abs(lat - lat0) <= latitude_band(radius_km))
    least, most = bounds_metres(lon[close], lat[close], lon0, lat0, radius_km)
    near = np.zeros(len(lon), dtype=bool)
    near[close[most <= metres]] = True
    # Measuring takes most of the time, and few places are so near to the circle's line that they have to be measured.
    doubtful = close[(least <= metres) & (most > metres)]
    near[doubtful] = measured(lon[doubtful], lat[doubtful], lon0, lat0) <= metres
    return near


def alert_bits(alerts: Sequence[str]) -> int:
    """Alerts as bits, in the order of the vocabulary."""
    return sum(_ALERT_BITS[alert] for alert in alerts)


def codes_of(column: str) -> Mapping[str, int]:
    """Codes of the columns `sector`, `status`, `precision` and `scope`."""
    return {
        "sector": _SECTOR_CODES,
        "status": _STATUS_CODES,
        "precision": _PRECISION_CODES,
        "scope": _SCOPE_CODES,
    }[column]
