"""The government plan: its commitments, the areas they name and the projects that answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.build_data.boundaries import REGION, Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_curated, unique_by, write_rows
from scripts.build_data.text import fold, money, parse_reduced_date, split_list

COLUMNS: Final = (
    "commitment_id",
    "dimension",
    "theme",
    "title",
    "detail",
    "amount_pen",
    "amount_bound",
    "target_value",
    "target_unit",
    "target_year",
    "baseline_value",
    "kind",
    "scope",
)
_DIMENSIONS: Final = frozenset({"social", "economica", "ambiental", "institucional"})
_KINDS: Final = frozenset({"obra", "equipamiento", "programa", "meta_resultado", "gestion"})
_RELATIONS: Final = frozenset({"answers", "contributes", "precedes"})


@dataclass(frozen=True)
class Plan:
    """The three tables of the folder ``plan/``."""

    commitments: list[Row]
    areas: list[Row]
    links: list[Row]


def read_plan_text(source: Path) -> str:
    """Return section II of the plan, folded and without marks, for checking the evidence.

    Raises
    ------
    BuildError
        When there is no plan, or not a single one, or it lacks section II.
    """
    files = sorted((source / "plan").glob("*.txt"))
    if len(files) != 1:
        raise BuildError(f"En plan/ hay {len(files)} documentos y debe haber uno.")
    text = files[0].read_text(encoding="utf-8")
    _, found, section = text.partition("II. RESUMEN DEL PLAN DE GOBIERNO")
    if not found:
        raise BuildError("El documento del plan no trae la sección II.")
    return fold(re.sub(r"<[^>]+>", " ", section))


def build_plan(source: Path, areas: Areas, project_ids: set[str]) -> Plan:
    """Check every commitment against the plan, its areas and the projects, and return the tables."""
    text = read_plan_text(source)
    raw = read_curated("commitments.csv", (*COLUMNS[:-1], "areas", "evidence"))
    index = unique_by(raw, "commitment_id", "commitments.csv")
    known = areas.codes()
    commitments: list[Row] = []
    named: list[Row] = []
    for row in sorted(raw, key=lambda row: row["commitment_id"]):
        _check(row, text)
        places = [part.partition("=")[::2] for part in split_list(row["areas"])]
        for ubigeo, name in places:
            if ubigeo not in known or not name:
                raise BuildError(f"{row['commitment_id']}: área {ubigeo!r} desconocida o sin nombre.")
            named.append({"commitment_id": row["commitment_id"], "ubigeo": ubigeo, "name_in_plan": name})
        regional = [ubigeo for ubigeo, _ in places] == [REGION]
        kept = {column: row[column] for column in COLUMNS[:-1]}
        kept["amount_pen"] = money(row["amount_pen"])
        commitments.append({**kept, "scope": "region" if regional else "areas"})
    links = read_curated("links.csv", ("commitment_id", "project_id", "relation", "reason"))
    for link in links:
        if link["commitment_id"] not in index or link["project_id"] not in project_ids:
            raise BuildError(f"links.csv: {link['commitment_id']} o {link['project_id']} no existen.")
        if link["relation"] not in _RELATIONS or not link["reason"].endswith("."):
            raise BuildError(f"links.csv: relación o razón mal escrita en {link['commitment_id']}.")
    unique_by([{"pair": f"{link['commitment_id']} {link['project_id']}"} for link in links], "pair", "links.csv")
    named.sort(key=lambda row: (row["commitment_id"], row["ubigeo"]))
    links.sort(key=lambda row: (row["commitment_id"], row["project_id"]))
    return Plan(commitments, named, links)


def _check(row: Row, text: str) -> None:
    """Refuse a commitment that the plan does not hold, or whose fields contradict each other."""
    name = row["commitment_id"]
    if fold(row["evidence"]) not in text:
        raise BuildError(f"{name}: el plan no dice {row['evidence']!r}.")
    if row["dimension"] not in _DIMENSIONS or row["kind"] not in _KINDS:
        raise BuildError(f"{name}: dimensión o clase desconocida.")
    if bool(row["amount_pen"]) != bool(row["amount_bound"]):
        raise BuildError(f"{name}: monto y cota van juntos.")
    if bool(row["target_value"]) != bool(row["target_unit"]):
        raise BuildError(f"{name}: meta y unidad van juntas.")
    parse_reduced_date(row["target_year"])
    if not row["areas"]:
        raise BuildError(f"{name}: falta decir dónde.")


def write_plan(plan: Plan, out: Path) -> None:
    """Write the three tables of the plan."""
    folder = out / "plan"
    write_rows(folder / "commitments.csv", COLUMNS, plan.commitments)
    write_rows(folder / "commitment_areas.csv", ("commitment_id", "ubigeo", "name_in_plan"), plan.areas)
    write_rows(folder / "links.csv", ("commitment_id", "project_id", "relation", "reason"), plan.links)
