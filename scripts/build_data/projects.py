"""Projects: one row per work, study, announcement or programme, and who belongs to which package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.build_data.errors import BuildError
from scripts.build_data.observations import Observed, read_aliases
from scripts.build_data.tables import Row, read_curated, read_curated_toml, write_rows

COLUMNS: Final = (
    "project_id",
    "name",
    "sector",
    "kind",
    "role",
    "package_id",
    "cui",
    "snip",
    "executing_entity",
    "beneficiaries",
    "beneficiary_unit",
    "start_date",
    "end_date",
    "hectares",
)
_THOUSAND: Final = 1000
_NUMBER: Final = re.compile(r"(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)( mil\b)?")
_UNITS: Final = (
    ("familias", r"familias"),
    (
        "personas",
        (
            r"personas|pobladores|habitantes|ciudadanos|asegurados|productores|agricultores|alumnos"
            r"|estudiantes|niños|beneficiarios|directos"
        ),
    ),
    ("viviendas", r"viviendas"),
)


@dataclass(frozen=True)
class Beneficiaries:
    """How many benefit, and of what; blanks where the source does not say."""

    number: str = ""
    unit: str = ""


def parse_beneficiaries(cell: str, remark: str = "") -> Beneficiaries:
    """Read a count of people out of a cell such as ``"90 mil"`` or ``"205 familias (8 caseríos)"``.

    A count of villages is no count of people: it gives blanks. Where the cell has no words, the
    remark that goes with it may say of what the count is.
    """
    match = _NUMBER.search(cell)
    if match is None:
        return Beneficiaries()
    number = int(re.sub(r"\D", "", match[1])) * (_THOUSAND if match[2] else 1)
    after = cell[match.end() :]
    if re.match(r"\s*(caseríos|localidades|comunidades)", after):
        return Beneficiaries()
    if re.match(r"\s*\([\d\s]+viviendas\)", after):  # people, with their dwellings in brackets
        return Beneficiaries(str(number), "personas")
    for words in (cell, remark):
        found = [(hit.start(), unit) for unit, pattern in _UNITS if (hit := re.search(pattern, words)) is not None]
        if found:
            return Beneficiaries(str(number), min(found)[1])
    return Beneficiaries(str(number))


def build_projects(observed: list[Observed]) -> list[Row]:
    """Build one row per project from its observations and the curated tables."""
    kinds = _kinds()
    parents = {row["member_id"]: row["package_id"] for row in _packages()}
    components = _components()
    groups: dict[str, list[Observed]] = {}
    for item in observed:
        groups.setdefault(item.project_id, []).append(item)
    packages = set(parents.values()) | {item.project_id for item in observed if item.observation_id.startswith("p")}
    overrides = read_curated("project_values.csv", ("project_id", "field", "value", "reason"))
    named = {*kinds, *parents, *packages, *components, *components.values(), *(row["project_id"] for row in overrides)}
    if unknown := sorted(named - set(groups)):
        raise BuildError(f"Tablas hechas a mano: proyectos que la fuente no trae: {', '.join(unknown)}.")

    def _role(project_id: str) -> str:
        return "package" if project_id in packages else "component" if project_id in components else "investment"

    rows = [
        _project(project_id, items, kinds.get(project_id, "obra"), {**parents, **components}, role=_role(project_id))
        for project_id, items in sorted(groups.items())
    ]
    index = {row["project_id"]: row for row in rows}
    for row in overrides:
        if row["field"] not in COLUMNS:
            raise BuildError(f"project_values.csv: no hay campo {row['field']!r}.")
        index[row["project_id"]][row["field"]] = row["value"]
    for row in rows:
        if not row["beneficiaries"]:
            row["beneficiary_unit"] = ""
    return rows


def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, entry in read_curated_toml("kinds.toml").items():
        for key in entry["keys"]:
            if key in kinds:
                raise BuildError(f"kinds.toml: {key!r} figura dos veces.")
            kinds[key] = kind
    return kinds


def _packages() -> list[Row]:
    return read_curated("packages.csv", ("package_id", "member_id", "reason"))


def _components() -> dict[str, str]:
    """Member and the investment whose published cost already includes its own."""
    rows = read_curated("components.csv", ("whole_id", "member_id", "reason"))
    return {row["member_id"]: row["whole_id"] for row in rows}


def _latest(items: list[Observed], column: str) -> str:
    """Return the value of the latest dated observation that has one."""
    having = [item for item in items if item.raw[column]]
    return max(having, key=lambda item: (item.sort_date, item.seq)).raw[column] if having else ""


def _project(project_id: str, items: list[Observed], kind: str, wholes: dict[str, str], *, role: str) -> Row:
    having = [item for item in items if item.raw["beneficiaries"]]
    people = Beneficiaries()
    if having:
        last = max(having, key=lambda item: (item.sort_date, item.seq))
        people = parse_beneficiaries(last.raw["beneficiaries"], last.raw["note"])
    sectors = [item.raw["sector"] for item in items if item.raw["key"] == project_id]
    return {
        "project_id": project_id,
        "name": max((item.raw["title"] for item in items), key=len),
        "sector": sectors[0],
        "kind": kind,
        "role": role,
        "package_id": wholes.get(project_id, ""),
        "cui": _latest(items, "cui"),
        "snip": _latest(items, "snip"),
        "executing_entity": _latest(items, "executing_entity"),
        "beneficiaries": people.number,
        "beneficiary_unit": people.unit,
        "start_date": _latest(items, "start_date"),
        "end_date": _latest(items, "end_date"),
        "hectares": _latest(items, "hectares"),
    }


def write_projects(rows: list[Row], out: Path) -> None:
    """Write ``projects/projects.csv`` and ``projects/aliases.csv``."""
    write_rows(out / "projects/projects.csv", COLUMNS, rows)
    aliases = sorted(read_aliases().values(), key=lambda row: row["alias_key"])
    write_rows(out / "projects/aliases.csv", ("alias_key", "project_id", "reason"), aliases)
