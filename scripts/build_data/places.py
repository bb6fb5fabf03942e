"""What a source's place names stand for: districts, populated places, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shapely

from scripts.build_data.boundaries import Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_curated, read_rows
from scripts.build_data.text import fold, split_list

_NOT_A_PLACE: Final = re.compile(r"^[\d ]+ (localidades|comunidades|caseríos)", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^(caserío|c\.\s?p\.\s?m\.|c\.\s?p\.|comunidad)\s+", re.IGNORECASE)
_URBAN_OR_NATURAL: Final = re.compile(
    r"^(av|jr)\.|^(pasaje|barrio|plaza|mercado|sector|zona|complejo|quebrada|laguna|río|puente|bosque"
    r"|márgenes|villa de|comunidad campesina|túnel|huaca|cataratas|museo|valle|salinas 1)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Match:
    """A populated place that stands for a name: its code, point, and the district it falls in."""

    place_name: str
    locality_code: str
    ubigeo: str
    declared: str
    lon: str
    lat: str


@dataclass(frozen=True)
class NoMatch:
    """A name that stays without a point, and why."""

    place_name: str
    reason: str


def place_names(cell: str) -> list[str]:
    """Split a cell of localities into names, leaving out mere counts such as "23 localidades"."""
    names: list[str] = []
    for part in split_list(cell):
        pieces = re.split(r",\s*|\s+y\s+(?=[A-ZÁÉÍÓÚÑ])", part)
        names += [piece.strip() for piece in pieces if piece.strip()]
    return [name for name in names if not _NOT_A_PLACE.match(name)]


class Gazetteer:
    """The populated places by folded name, and the points' own districts."""

    def __init__(self, localities: list[Row], areas: Areas) -> None:
        self._by_code = {row["locality_code"]: row for row in localities}
        found = areas.locate([float(row["lon"]) for row in localities], [float(row["lat"]) for row in localities])
        self._found = dict(zip(self._by_code, found, strict=True))
        self._by_name: dict[str, list[str]] = {}
        self._tree = shapely.STRtree(
            shapely.points([float(row["lon"]) for row in localities], [float(row["lat"]) for row in localities])
        )
        self._codes = list(self._by_code)
        for row in localities:
            self._by_name.setdefault(fold(row["name"]), []).append(row["locality_code"])

    def match(self, place_name: str, code: str) -> Match | None:
        """Return the match that a code gives, or None when its point lies outside the region."""
        row, district = self._by_code[code], self._found[code]
        if not district:
            return None
        return Match(place_name, code, district, row["ubigeo"], row["lon"], row["lat"])

    def at(self, lon: float, lat: float, name: str) -> str:
        """Return the code of the place that stands at a point under a name."""
        for index in self._tree.query(shapely.Point(lon, lat).buffer(1e-6)):
            code = self._codes[int(index)]
            if fold(self._by_code[code]["name"]) == fold(name):
                return code
        raise BuildError(f"No hay centro poblado {name!r} en {lon}, {lat}.")

    def named(self, name: str, within: list[str]) -> list[str]:
        """Return the codes of the places with exactly that name inside the given areas."""
        codes = self._by_name.get(fold(_PREFIX.sub("", name)), [])
        return [code for code in codes if any(code.startswith(area) for area in within)]


def read_matches(source: Path, gazetteer: Gazetteer, keys: set[str]) -> dict[tuple[str, str], Match | NoMatch]:
    """Judge the published matches: exact and accepted fuzzy ones give a place, the rest a reason.

    Raises
    ------
    BuildError
        When a fuzzy match has not been judged, or a key has no project and is not listed as such.
    """
    rows = read_rows(source / "data/projects/locality_matches.csv", ("key", "locality", "match_quality"))
    fuzzy = {
        (row["project_id"], row["place_name"]): row
        for row in read_curated("fuzzy_localities.csv", ("project_id", "place_name", "accepted", "reason"))
    }
    orphans = {row["key"] for row in read_curated("matches_without_project.csv", ("key", "reason"))}
    judged: dict[tuple[str, str], Match | NoMatch] = {}
    for row in rows:
        pair = (row["key"], row["locality"])
        if (row["key"] in keys) == (row["key"] in orphans):
            raise BuildError(f"locality_matches.csv: {row['key']!r} no está o sobra entre los proyectos.")
        if row["key"] in orphans:
            continue
        quality = row["match_quality"]
        if quality == "ambiguous":
            judged[pair] = NoMatch(row["locality"], "ambigua: más de un centro poblado con ese nombre")
            continue
        if quality == "fuzzy":
            if pair not in fuzzy or fuzzy[pair]["locality"] != row["matched_name"]:
                raise BuildError(f"fuzzy_localities.csv: falta juzgar {pair}.")
            if fuzzy[pair]["accepted"] != "1":
                judged[pair] = NoMatch(row["locality"], f"coincidencia dudosa: {fuzzy[pair]['reason']}")
                continue
        code = gazetteer.at(float(row["lon"]), float(row["lat"]), row["matched_name"])
        match = gazetteer.match(row["locality"], code)
        judged[pair] = match or NoMatch(row["locality"], "el punto cae fuera de la región")
    return judged


def match_by_name(name: str, gazetteer: Gazetteer, within: list[str]) -> Match | NoMatch:
    """Match a name that exactly one populated place bears in the named areas."""
    if _URBAN_OR_NATURAL.match(name):
        return NoMatch(name, "no es un centro poblado: calle, barrio, edificio o accidente natural")
    codes = gazetteer.named(name, within)
    if not codes:
        return NoMatch(name, "sin centro poblado con ese nombre en el área nombrada")
    if len(codes) > 1:
        return NoMatch(name, "ambigua: más de un centro poblado con ese nombre")
    return gazetteer.match(name, codes[0]) or NoMatch(name, "el punto cae fuera de la región")


class DistrictNames:
    """Districts by the names that sources write, within named provinces."""

    def __init__(self, areas: Areas) -> None:
        self._names = {(code[:4], fold(name)): code for code, name in areas.names().items() if len(code) > len("0601")}
        for row in read_curated("district_aliases.csv", ("written", "province", "ubigeo", "reason")):
            self._names[row["province"], fold(row["written"])] = row["ubigeo"]

    def resolve(self, written: str, provinces: list[str]) -> str:
        """Return the ubigeo of a written district name.

        Raises
        ------
        BuildError
            When no district, or more than one, bears that name in the named provinces.
        """
        codes = {
            self._names[province, fold(written)] for province in provinces if (province, fold(written)) in self._names
        }
        if len(codes) != 1:
            raise BuildError(
                f"El distrito {written!r} no se reconoce en {', '.join(provinces)}: añádalo a district_aliases.csv."
            )
        return codes.pop()
