"""Amounts in soles, each with its kind, its date, its bound and its source."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scripts.build_data.errors import BuildError
from scripts.build_data.observations import Observed, check_keys
from scripts.build_data.tables import Row, read_curated, unique_by, write_rows
from scripts.build_data.text import money, parse_reduced_date

COLUMNS: Final = (
    "project_id",
    "observation_id",
    "kind",
    "amount_pen",
    "date",
    "bound",
    "source_id",
)
KINDS: Final = frozenset(
    {
        "costo_total",
        "costo_actualizado",
        "costo_viable",
        "expediente",
        "contrato",
        "estimado",
        "transferencia",
        "estudio",
        "presupuesto_anual",
    }
)
BOUNDS: Final = frozenset({"exact", "at_least", "about", "at_most"})


def build_amounts(observed: list[Observed]) -> list[Row]:
    """Return every amount: one per observation that has one, and those told only in a remark."""
    bounds = _judged("amount_bounds.csv", "bound", observed)
    kinds = _judged("amount_kinds.csv", "kind", observed)
    with_amount = {item.observation_id for item in observed if item.raw["amount_pen"]}
    if strangers := sorted((set(bounds) | set(kinds)) - with_amount):
        raise BuildError(f"Tablas de montos: observaciones sin monto: {', '.join(strangers)}.")
    rows = [
        {
            "project_id": item.project_id,
            "observation_id": item.observation_id,
            "kind": kinds.get(item.observation_id, item.raw["amount_kind"]),
            "amount_pen": money(item.raw["amount_pen"]),
            "date": item.raw["amount_date"],
            "bound": bounds.get(item.observation_id, "exact"),
            "source_id": item.source_id,
        }
        for item in observed
        if item.raw["amount_pen"]
    ]
    rows += _extra(observed)
    for row in rows:
        if row["kind"] not in KINDS or row["bound"] not in BOUNDS:
            raise BuildError(f"{row['observation_id']}: clase o cota de monto desconocida.")
    return sorted(rows, key=lambda row: (row["project_id"], row["observation_id"], row["kind"]))


def _judged(name: str, column: str, observed: list[Observed]) -> dict[str, str]:
    rows = read_curated(name, ("observation_id", "key", column, "reason"))
    check_keys(name, rows, observed)
    return {key: row[column] for key, row in unique_by(rows, "observation_id", name).items()}


def _extra(observed: list[Observed]) -> list[Row]:
    rows = read_curated("extra_amounts.csv", ("observation_id", "key", "kind", "amount_pen", "date", "bound"))
    check_keys("extra_amounts.csv", rows, observed)
    index = {item.observation_id: item for item in observed}
    extra: list[Row] = []
    for row in rows:
        if row["date"]:
            parse_reduced_date(row["date"])
        item = index[row["observation_id"]]
        extra.append(
            {
                "project_id": item.project_id,
                "observation_id": item.observation_id,
                "kind": row["kind"],
                "amount_pen": money(row["amount_pen"]),
                "date": row["date"],
                "bound": row["bound"],
                "source_id": item.source_id,
            }
        )
    return extra


def write_amounts(rows: list[Row], out: Path) -> None:
    """Write ``projects/amounts.csv``."""
    write_rows(out / "projects/amounts.csv", COLUMNS, rows)
