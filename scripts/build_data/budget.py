"""Public spending by area: never added to project costs, never one level added to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from scripts.build_data.boundaries import REGION, Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import CURATED, Row, read_curated, read_rows, unique_by, write_rows
from scripts.build_data.text import money, parse_reduced_date

_LEVELS: Final = {"dist": "district", "prov": "province", "dpto": "region"}
_GOVERNMENTS: Final = {"M": "local", "R": "regional"}
_YEARLY_GOVERNMENTS: Final = {
    "GOBIERNO NACIONAL": "national",
    "GOBIERNOS REGIONALES": "regional",
    "GOBIERNOS LOCALES": "local",
}
_SPENDING: Final = {"2": "projects", "3": "activities"}
_STAGES: Final = ("pim", "devengado", "girado")
_YEARS: Final = frozenset({"2021", "2022", "2023", "2025"})
"""2024 is missing from the source and 2026 is not complete."""
_ROUNDING: Final = Decimal(1)
"""Spent and paid come in whole soles: a total may differ by one sol from its two parts."""

AREA_COLUMNS: Final = (
    "level",
    "ubigeo",
    "year",
    "government",
    "spending",
    "function_code",
    "pim_pen",
    "devengado_pen",
    "girado_pen",
)
YEARLY_COLUMNS: Final = (
    "ubigeo",
    "year",
    "government",
    "pia_pen",
    "pim_pen",
    "devengado_pen",
    "girado_pen",
)
ENTITY_COLUMNS: Final = (
    "entity",
    "level",
    "ubigeo",
    "year",
    "pia_pen",
    "pim_pen",
    "devengado_pen",
    "execution_pct",
    "cut_off_date",
    "url",
)
STALLED_COLUMNS: Final = (
    "ubigeo",
    "cut_off_date",
    "works",
    "updated_cost_pen",
    "balance_pen",
    "national",
    "regional",
    "local",
    "url",
)


@dataclass
class Budget:
    """The five tables of the folder ``budget/``."""

    area: list[Row] = field(default_factory=list)
    yearly: list[Row] = field(default_factory=list)
    entities: list[Row] = field(default_factory=list)
    stalled: list[Row] = field(default_factory=list)
    functions: list[Row] = field(default_factory=list)


def build_budget(source: Path, areas: Areas) -> Budget:
    """Build every budget table, checking each sum on the way."""
    folder = source / "data/budget"
    functions = read_curated("functions.csv", ("function_code", "name"))
    budget = Budget(
        area=_area_rows(folder / "mef_gasto_2024_funcion_categoria_06.csv"),
        yearly=_yearly_rows(folder / "mef_gasto_distrito_2021_2026_06.csv"),
        entities=_entity_rows(folder / "budget_totals.csv"),
        stalled=_stalled_rows(folder / "paralizadas_summary_c.csv"),
        functions=functions,
    )
    known = areas.codes()
    for rows in (budget.area, budget.yearly, budget.entities, budget.stalled):
        if strange := sorted({row["ubigeo"] for row in rows} - known):
            raise BuildError(f"Presupuesto de áreas que no existen: {', '.join(strange)}.")
    if lost := {row["function_code"] for row in budget.area} - {row["function_code"] for row in functions}:
        raise BuildError(f"functions.csv no nombra las funciones {', '.join(sorted(lost))}.")
    return budget


def _area_rows(path: Path) -> list[Row]:
    """Return spending by function, projects apart from activities, after checking 1 = 2 + 3."""
    raw = [row for row in read_rows(path, ("nivel_geo", "codigo", "clasif", "tipo")) if row["clasif"] == "f"]
    check_parts(raw)
    rows = [
        {
            "level": _LEVELS[row["nivel_geo"]],
            "ubigeo": REGION if row["nivel_geo"] == "dpto" else row["codigo"],
            "year": row["anio"],
            "government": _GOVERNMENTS[row["gob"]],
            "spending": _SPENDING[row["tipo"]],
            "function_code": row["cod_clasif"],
            **{f"{stage}_pen": money(row[stage]) for stage in _STAGES},
        }
        for row in raw
        if row["tipo"] in _SPENDING
    ]
    check_levels(rows)
    return sorted(rows, key=lambda row: tuple(row[column] for column in AREA_COLUMNS[:6]))


def check_parts(raw: Iterable[Row]) -> None:
    """Refuse totals (tipo 1) that are not projects (2) plus activities (3).

    The budget must agree to the cent; spent and paid, which come rounded, to one sol.
    """
    groups: dict[tuple[str, str, str, str], dict[str, Row]] = {}
    for row in raw:
        key = (row["nivel_geo"], row["codigo"], row["gob"], row["cod_clasif"])
        groups.setdefault(key, {})[row["tipo"]] = row
    for place, parts in groups.items():
        for stage in _STAGES:
            total = Decimal(parts["1"][stage])
            summed = sum((Decimal(parts[kind][stage]) for kind in _SPENDING if kind in parts), Decimal(0))
            if abs(total - summed) > (0 if stage == "pim" else _ROUNDING):
                raise BuildError(f"{' '.join(place)}: {stage} {total} no es proyectos más actividades ({summed}).")


def check_levels(rows: Iterable[Row]) -> None:
    """Refuse provinces whose budget is not the sum of their districts'.

    The two levels hold the same money: the provincial municipality spends in its capital
    district. Adding both would count everything twice.
    """
    sums: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for row in rows:
        if row["government"] != "local":
            continue
        key = (row["ubigeo"][:4], row["spending"], row["function_code"])
        level = sums.setdefault(key, {"district": Decimal(0), "province": Decimal(0)})
        level[row["level"]] += Decimal(row["pim_pen"])
    for key, level in sums.items():
        if level["district"] != level["province"]:
            raise BuildError(
                f"{' '.join(key)}: la provincia suma {level['province']} y sus distritos {level['district']}."
            )


def _yearly_rows(path: Path) -> list[Row]:
    rows = [
        {
            "ubigeo": row["ubigeo"],
            "year": row["anio"],
            "government": _YEARLY_GOVERNMENTS[row["nivel"]],
            **{f"{stage}_pen": money(row[stage]) for stage in ("pia", *_STAGES)},
        }
        for row in read_rows(path, ("anio", "ubigeo", "nivel", "pia"))
        if row["anio"] in _YEARS
    ]
    return sorted(rows, key=lambda row: (row["ubigeo"], row["year"], row["government"]))


def _entity_rows(path: Path) -> list[Row]:
    labels = unique_by(
        read_curated("entity_totals.csv", ("entity", "name", "year", "cut_off_date", "reason")),
        "entity",
        "entity_totals.csv",
    )
    raw = read_rows(path, ("entity", "level", "province_ubigeo", "year", "source_url"))
    if idle := set(labels) - {row["entity"] for row in raw}:
        raise BuildError(f"entity_totals.csv: nadie se llama {min(idle)!r}.")
    rows: list[Row] = []
    for row in raw:
        label = labels.get(row["entity"], {"name": row["entity"], "year": "", "cut_off_date": ""})
        year = label["year"] or row["year"]
        cut_off = label["cut_off_date"] or row["cut_off_date"]
        parse_reduced_date(year)
        if cut_off:
            parse_reduced_date(cut_off)
        rows.append(
            {
                "entity": label["name"],
                "level": row["level"],
                "ubigeo": row["province_ubigeo"],
                "year": year,
                "pia_pen": money(row["pia"]),
                "pim_pen": money(row["pim"]),
                "devengado_pen": money(row["devengado"]),
                "execution_pct": row["pct"],
                "cut_off_date": cut_off,
                "url": row["source_url"],
            }
        )
    return sorted(rows, key=lambda row: (row["ubigeo"], row["year"], row["entity"], row["url"]))


def _stalled_rows(path: Path) -> list[Row]:
    rows = [
        {
            "ubigeo": row["region"],
            "cut_off_date": parse_reduced_date(row["cut_off_date"]),
            "works": row["works_paralysed"],
            "updated_cost_pen": money(row["updated_cost_pen"]),
            "balance_pen": money(row["balance_pen"]),
            "national": row["gn"],
            "regional": row["gr"],
            "local": row["gl"],
            "url": row["source_url"],
        }
        for row in read_rows(path, ("region", "cut_off_date", "works_paralysed"))
    ]
    return sorted(rows, key=lambda row: (row["ubigeo"], row["cut_off_date"]))


def write_budget(budget: Budget, out: Path) -> None:
    """Write the five tables and the labels that say what each is and is not."""
    folder = out / "budget"
    write_rows(folder / "area_budget_2024.csv", AREA_COLUMNS, budget.area)
    write_rows(folder / "area_budget_yearly.csv", YEARLY_COLUMNS, budget.yearly)
    write_rows(folder / "entity_totals.csv", ENTITY_COLUMNS, budget.entities)
    write_rows(folder / "stalled_counts.csv", STALLED_COLUMNS, budget.stalled)
    write_rows(folder / "functions.csv", ("function_code", "name"), budget.functions)
    (folder / "labels.toml").write_bytes((CURATED / "labels.toml").read_bytes())
