"""``projects/``: projects with their sources, places, amounts and observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from geoapp.domain.money import AmountKind, Bound
from geoapp.domain.places import PlacingMethod, Precision
from geoapp.domain.records import (
    AliasRecord,
    AmountRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
    SourceRecord,
    UnmatchedLocalityRecord,
)
from geoapp.domain.vocabulary import KINDS, SECTORS, Status
from geoapp.ingest.references import Refusals, records
from geoapp.ingest.tables import (
    Column,
    Row,
    centimos,
    codes,
    date,
    latitude,
    longitude,
    millionths,
    number,
    one_of,
    percentage,
    read_table,
    ubigeo,
    whole,
)

SOURCES = "projects/sources.csv"
PROJECTS = "projects/projects.csv"
ALIASES = "projects/aliases.csv"
LOCATIONS = "projects/locations.csv"
UNMATCHED = "projects/unmatched_localities.csv"
AMOUNTS = "projects/amounts.csv"
OBSERVATIONS = "projects/observations.csv"
DISAGREEMENTS = "projects/location_disagreements.csv"

_SOURCE = (Column("source_id"), Column("url"), Column("publisher"), Column("date", date, blank=True))
_PROJECT = (
    Column("project_id"),
    Column("name"),
    Column("sector", one_of(*SECTORS)),
    Column("kind", one_of(*KINDS)),
    Column("role", one_of("investment", "package", "component")),
    Column("package_id", blank=True),
    Column("cui", blank=True),
    Column("snip", blank=True),
    Column("executing_entity", blank=True),
    Column("beneficiaries", whole, blank=True),
    Column("beneficiary_unit", one_of("personas", "familias", "viviendas"), blank=True),
    Column("start_date", date, blank=True),
    Column("end_date", date, blank=True),
    Column("hectares", number, blank=True),
)
_ALIAS = (Column("alias_key"), Column("project_id"), Column("reason"))
_LOCATION = (
    Column("project_id"),
    Column("seq", whole),
    Column("precision", one_of(*Precision)),
    Column("ubigeo", ubigeo, blank=True),
    Column("locality_code", blank=True),
    Column("place_name", blank=True),
    Column("lon", longitude, blank=True),
    Column("lat", latitude, blank=True),
    Column("method", one_of(*PlacingMethod)),
    Column("share", millionths, blank=True),
    Column("source_id", blank=True),
)
_UNMATCHED = (Column("project_id"), Column("place_name"), Column("reason"))
_AMOUNT = (
    Column("project_id"),
    Column("observation_id", blank=True),
    Column("kind", one_of(*AmountKind)),
    Column("amount_pen", centimos),
    Column("date", date, blank=True),
    Column("bound", one_of(*Bound)),
    Column("source_id"),
)
_DISAGREEMENT = (
    Column("project_id"),
    Column("place_name"),
    Column("declared_ubigeo", ubigeo),
    Column("found_ubigeo", ubigeo),
    Column("distance_m", whole),
    Column("treatment"),
)
_OBSERVATION = (
    Column("observation_id"),
    Column("project_id"),
    Column("seq", whole),
    Column("title"),
    Column("physical_pct", percentage, blank=True),
    Column("progress_kind", one_of("physical", "unspecified", "financial"), blank=True),
    Column("progress_date", date, blank=True),
    Column("status", one_of(*Status), blank=True),
    Column("status_date", date, blank=True),
    Column("start_date", date, blank=True),
    Column("end_date", date, blank=True),
    Column("source_id"),
    Column("source_date", date, blank=True),
    Column("flags", codes, blank=True),
)


@dataclass(frozen=True)
class Projects:
    """Projects as read."""

    sources: tuple[SourceRecord, ...]
    projects: tuple[ProjectRecord, ...]
    aliases: tuple[AliasRecord, ...]
    locations: tuple[LocationRecord, ...]
    unmatched: tuple[UnmatchedLocalityRecord, ...]
    amounts: tuple[AmountRecord, ...]
    observations: tuple[ObservationRecord, ...]


def read_projects(folder: Path, refusals: Refusals, *, ubigeos: Collection[str]) -> Projects:
    """Read projects; rows that name unknown projects, sources or areas, or repeat a key, are refused."""
    sources = tuple(
        SourceRecord(row["source_id"], "document", None, row["publisher"], row["url"], row["date"])
        for row in refusals.unique(SOURCES, read_table(folder / SOURCES, _SOURCE), "source_id")
    )
    source_ids = {source.source_id for source in sources}
    projects = _projects(refusals, read_table(folder / PROJECTS, _PROJECT))
    ids = {project.project_id for project in projects}

    def of_projects(file: str, columns: tuple[Column, ...], *key: str) -> list[Row]:
        rows: Iterable[Row] = read_table(folder / file, columns)
        if key:
            rows = refusals.unique(file, rows, *key)
        rows = refusals.known(file, rows, "project_id", ids, "un proyecto")
        if any(column.name == "source_id" for column in columns):
            rows = refusals.known(file, rows, "source_id", source_ids, "una fuente")
        return list(rows)

    observations = tuple(map(_observation, of_projects(OBSERVATIONS, _OBSERVATION, "observation_id")))
    observation_ids = {observation.observation_id for observation in observations}
    amounts = refusals.known(
        AMOUNTS, of_projects(AMOUNTS, _AMOUNT), "observation_id", observation_ids, "una observación"
    )
    for row in read_table(folder / DISAGREEMENTS, _DISAGREEMENT):
        reason = (
            f"{row['project_id']}, {row['place_name']}: el punto cae en {row['found_ubigeo']}, a"
            f" {row['distance_m']} m del distrito declarado; {row['treatment']}"
        )
        refusals.repaired(DISAGREEMENTS, row.line, "declared_ubigeo", row["declared_ubigeo"], reason)
    return Projects(
        sources=sources,
        projects=projects,
        aliases=records(of_projects(ALIASES, _ALIAS, "alias_key"), AliasRecord, alias="alias_key"),
        locations=_locations(refusals, of_projects(LOCATIONS, _LOCATION, "project_id", "seq"), ubigeos),
        unmatched=records(of_projects(UNMATCHED, _UNMATCHED, "project_id", "place_name"), UnmatchedLocalityRecord),
        amounts=_amounts(amounts),
        observations=observations,
    )


def _projects(refusals: Refusals, rows: Iterable[Row]) -> tuple[ProjectRecord, ...]:
    rows = refusals.unique(PROJECTS, rows, "project_id")
    projects = []
    packages = {row["project_id"] for row in rows if row["role"] == "package"}
    wholes = {row["project_id"] for row in rows if row["role"] == "investment"}
    for row, project in zip(rows, records(rows, ProjectRecord), strict=True):
        kept = project
        known = wholes if project.role == "component" else packages
        if project.package_id is not None and project.package_id not in known:
            reason = "no existe un paquete con ese código; el proyecto queda sin paquete"
            refusals.set_aside(PROJECTS, row.line, "package_id", project.package_id, reason)
            kept = replace(project, package_id=None)
        projects.append(kept)
    return tuple(projects)


def _locations(refusals: Refusals, rows: Iterable[Row], ubigeos: Collection[str]) -> tuple[LocationRecord, ...]:
    kept = []
    lengths = {"site": 6, "locality": 6, "district": 6, "province": 4, "region": 2, "unlocated": 0}
    for row in refusals.known(LOCATIONS, rows, "ubigeo", ubigeos, "un área de la región"):
        precision = row["precision"]
        is_point = precision in {Precision.SITE, Precision.LOCALITY}
        if len(row["ubigeo"] or "") != lengths[precision]:
            reason = f"el ubigeo no es del nivel que dice la precisión {precision}"
            refusals.refuse(LOCATIONS, row.line, "ubigeo", row["ubigeo"], reason)
        elif is_point and (row["lon"] is None or row["lat"] is None):
            refusals.refuse(LOCATIONS, row.line, "lon, lat", "", f"la precisión {precision} necesita un punto")
        else:
            values = {name: value for name, value in row.values.items() if name != "share"}
            values |= {"ubigeo": row["ubigeo"] or "", "share_millionths": row["share"]}
            if not is_point:
                values |= {"lon": None, "lat": None}
            kept.append(LocationRecord(**values))
    return tuple(kept)


def _observation(row: Row) -> ObservationRecord:
    values = dict(row.values)
    percent = values.pop("physical_pct")
    financial = values["progress_kind"] == "financial"
    return ObservationRecord(
        **(values | {"flags": row["flags"] or ()}),
        physical_bp=None if financial else percent,
        financial_bp=percent if financial else None,
    )


def _amounts(rows: Iterable[Row]) -> tuple[AmountRecord, ...]:
    seen: Counter[str] = Counter()
    amounts = []
    for row in rows:
        seen[row["project_id"]] += 1
        values = {name: value for name, value in row.values.items() if name != "amount_pen"}
        amounts.append(AmountRecord(**values, seq=seen[row["project_id"]], centimos=row["amount_pen"]))
    return tuple(amounts)
