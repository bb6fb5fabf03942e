"""Where each project stands: every named place at its best precision, checked on the full limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import shapely
from pyproj import Geod

from scripts.build_data.boundaries import PROVINCES, REGION, Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.observations import Observed
from scripts.build_data.places import (
    DistrictNames,
    Gazetteer,
    Match,
    NoMatch,
    match_by_name,
    place_names,
    read_matches,
)
from scripts.build_data.tables import Row, read_curated, unique_by, write_rows
from scripts.build_data.text import split_list

COLUMNS: Final = (
    "project_id",
    "seq",
    "precision",
    "ubigeo",
    "locality_code",
    "place_name",
    "lon",
    "lat",
    "method",
    "share",
    "source_id",
)
UNMATCHED_COLUMNS: Final = ("project_id", "place_name", "reason")
DISAGREEMENT_COLUMNS: Final = (
    "project_id",
    "place_name",
    "declared_ubigeo",
    "found_ubigeo",
    "distance_m",
    "treatment",
)
_LEVEL: Final = {2: "region", 4: "province", 6: "district"}
_GEOD: Final = Geod(ellps="WGS84")


@dataclass
class Placed:
    """All places of all projects, the names left without one, and the disagreements found."""

    rows: list[Row] = field(default_factory=list)
    unmatched: list[Row] = field(default_factory=list)
    disagreements: list[Row] = field(default_factory=list)


@dataclass
class _Named:
    """What the sources of one project name, each with the source that named it first."""

    provinces: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


class Placer:
    """Places projects one by one with the gazetteer, the facilities and the curated tables."""

    def __init__(
        self, source: Path, areas: Areas, localities: list[Row], facilities: list[Row], keys: set[str]
    ) -> None:
        self._areas = areas
        self._names = {REGION: "Región Cajamarca", **areas.names()}
        self._districts = DistrictNames(areas)
        self._gazetteer = Gazetteer(localities, areas)
        self._matches = read_matches(source, self._gazetteer, keys)
        self._facilities = {row["facility_code"]: row for row in facilities}
        self._facility_places = _by_project("facility_places.csv", "facility_code", keys)
        self._by_hand = _by_project("areas_by_hand.csv", "ubigeo", keys)
        self._unlocated = _by_project("unlocated.csv", "reason", keys)
        self._refused = {
            (row["project_id"], row["place_name"]): row["reason"]
            for rows in _by_project("refused_places.csv", "place_name", keys).values()
            for row in rows
        }
        self._used: set[tuple[str, str]] = set()
        self._geometry = dict(zip(areas.districts["UBIGEO"], areas.districts.geometry, strict=True))
        self._out = Placed()

    def place(self, project_id: str, items: list[Observed]) -> None:
        """Add the rows of one project."""
        named = self._collect(items)
        first = items[0].source_id
        rows: list[Row] = []
        if project_id in self._unlocated:
            rows.append(_row("unlocated", "", "", "none", first))
            self._leave(project_id, named, "la fuente no permite ubicarlo")
        elif project_id in self._by_hand:
            rows += [
                _row(_LEVEL[len(row["ubigeo"])], row["ubigeo"], self._names[row["ubigeo"]], row["method"], first)
                for row in self._by_hand[project_id]
            ]
            self._leave(project_id, named, self._by_hand[project_id][0]["reason"])
        else:
            rows += self._facility_rows(project_id, named, first)
            rows += self._locality_rows(project_id, named)
            rows += self._area_rows(named, rows)
        if not rows:
            raise BuildError(f"{project_id} queda sin lugar: júzguelo en areas_by_hand.csv o unlocated.csv.")
        for seq, row in enumerate(rows, start=1):
            self._out.rows.append({**row, "project_id": project_id, "seq": str(seq)})

    def finish(self) -> Placed:
        """Return everything placed, in the order of the tables' keys.

        Raises
        ------
        BuildError
            When a refusal made by hand names a place that no source names.
        """
        if idle := sorted(set(self._refused) - self._used):
            raise BuildError(f"refused_places.csv: nadie nombra {idle[0][1]!r} en {idle[0][0]}.")
        self._out.unmatched.sort(key=lambda row: (row["project_id"], row["place_name"]))
        self._out.disagreements.sort(key=lambda row: (row["project_id"], row["place_name"]))
        return self._out

    def _collect(self, items: list[Observed]) -> _Named:
        named = _Named()
        for item in items:
            for code in split_list(item.raw["province_ubigeo"]):
                named.provinces.setdefault(code, item.source_id)
        for item in items:
            for written in split_list(item.raw["district_name"]):
                code = self._districts.resolve(written, list(named.provinces))
                named.districts.setdefault(code, item.source_id)
            for name in place_names(item.raw["locality"]):
                named.places.setdefault(name, item.source_id)
        return named

    def _leave(self, project_id: str, named: _Named, reason: str) -> None:
        self._out.unmatched += [
            {"project_id": project_id, "place_name": name, "reason": reason} for name in named.places
        ]

    def _facility_rows(self, project_id: str, named: _Named, first: str) -> list[Row]:
        rows: list[Row] = []
        for judged in self._facility_places.get(project_id, []):
            facility = self._facilities[judged["facility_code"]]
            if named.provinces and facility["ubigeo"][:4] not in named.provinces:
                raise BuildError(f"{project_id}: el establecimiento está en otra provincia.")
            row = _row(judged["precision"], facility["ubigeo"], facility["name"], "matched_facility", first)
            rows.append({**row, "lon": facility["lon"], "lat": facility["lat"]})
        return rows

    def _locality_rows(self, project_id: str, named: _Named) -> list[Row]:
        rows: list[Row] = []
        seen: set[str] = set()
        within = list(named.districts) or list(named.provinces)
        for name, source_id in named.places.items():
            result = self._matches.get((project_id, name))
            if result is None:
                result = match_by_name(name, self._gazetteer, within)
            if (project_id, name) in self._refused:
                self._used.add((project_id, name))
                result = NoMatch(name, self._refused[project_id, name])
            if isinstance(result, NoMatch):
                self._out.unmatched.append({"project_id": project_id, "place_name": name, "reason": result.reason})
                continue
            self._check(project_id, result, named)
            if result.locality_code in seen:
                continue
            seen.add(result.locality_code)
            row = _row("locality", result.ubigeo, name, "matched_locality", source_id)
            rows.append({**row, "locality_code": result.locality_code, "lon": result.lon, "lat": result.lat})
        return rows

    def _check(self, project_id: str, match: Match, named: _Named) -> None:
        """Record where a place's point and its declared areas disagree; nothing is moved."""
        here = [code for code in named.districts if code[:4] == match.ubigeo[:4]]
        wrong_province = bool(named.provinces) and match.ubigeo[:4] not in named.provinces
        if match.declared != match.ubigeo:
            self._disagree(project_id, match, match.declared, "el registro declara otro distrito; vale el punto")
        elif wrong_province:
            self._disagree(
                project_id, match, next(iter(named.provinces)), "la fuente nombra otra provincia; vale el punto"
            )
        elif here and match.ubigeo not in here:
            self._disagree(project_id, match, here[0], "la fuente nombra otro distrito; vale el punto")

    def _disagree(self, project_id: str, match: Match, declared: str, treatment: str) -> None:
        distance = ""
        if declared in self._geometry:
            point = shapely.Point(float(match.lon), float(match.lat))
            near = shapely.shortest_line(point, self._geometry[declared])
            distance = f"{_GEOD.geometry_length(near):.0f}"
        self._out.disagreements.append(
            {
                "project_id": project_id,
                "place_name": match.place_name,
                "declared_ubigeo": declared,
                "found_ubigeo": match.ubigeo,
                "distance_m": distance,
                "treatment": treatment,
            }
        )

    def _area_rows(self, named: _Named, finer: list[Row]) -> list[Row]:
        covered = {row["ubigeo"] for row in finer}
        rows = [
            _row("district", code, self._names[code], "declared_area", source_id)
            for code, source_id in named.districts.items()
            if code not in covered
        ]
        covered |= set(named.districts)
        if len(named.provinces) == PROVINCES and not covered:
            return [_row("region", REGION, self._names[REGION], "declared_area", next(iter(named.provinces.values())))]
        rows += [
            _row("province", code, self._names[code], "declared_area", source_id)
            for code, source_id in named.provinces.items()
            if not any(done.startswith(code) for done in covered)
        ]
        return rows


def _by_project(name: str, column: str, keys: set[str]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in read_curated(name, ("project_id", column, "reason")):
        if row["project_id"] not in keys:
            raise BuildError(f"{name}: no hay proyecto {row['project_id']!r}.")
        grouped.setdefault(row["project_id"], []).append(row)
    return grouped


def _row(precision: str, ubigeo: str, place_name: str, method: str, source_id: str) -> Row:
    blank = dict.fromkeys(COLUMNS, "")
    return {
        **blank,
        "precision": precision,
        "ubigeo": ubigeo,
        "place_name": place_name,
        "method": method,
        "source_id": source_id,
    }


def build_locations(
    source: Path, areas: Areas, localities: list[Row], facilities: list[Row], observed: list[Observed]
) -> Placed:
    """Place every project and return rows, names left without a place, and disagreements."""
    groups: dict[str, list[Observed]] = {}
    for item in observed:
        groups.setdefault(item.project_id, []).append(item)
    placer = Placer(source, areas, localities, facilities, set(groups))
    for project_id in sorted(groups):
        placer.place(project_id, groups[project_id])
    return placer.finish()


def write_locations(placed: Placed, out: Path) -> None:
    """Write the locations, the unmatched localities and the disagreements."""
    folder = out / "projects"
    write_rows(folder / "locations.csv", COLUMNS, placed.rows)
    unique_by([{"k": f"{row['project_id']}|{row['place_name']}"} for row in placed.unmatched], "k", "unmatched")
    write_rows(folder / "unmatched_localities.csv", UNMATCHED_COLUMNS, placed.unmatched)
    write_rows(folder / "location_disagreements.csv", DISAGREEMENT_COLUMNS, placed.disagreements)
