"""``budget/``: public spending by area and entity, and what each figure is and is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoapp.domain.records import (
    AreaBudgetRecord,
    AreaBudgetTotalRecord,
    BudgetFunctionRecord,
    DatasetLabelRecord,
    EntityTotalRecord,
    StalledCountRecord,
)
from geoapp.ingest.references import Refusals, records
from geoapp.ingest.shipped.sources import read_toml
from geoapp.ingest.tables import Column, centimos, date, hundredths, one_of, read_table, ubigeo, whole, year

FUNCTIONS = "budget/functions.csv"
BY_FUNCTION = "budget/area_budget_2024.csv"
YEARLY = "budget/area_budget_yearly.csv"
ENTITIES = "budget/entity_totals.csv"
STALLED = "budget/stalled_counts.csv"
LABELS = "budget/labels.toml"

_LEVEL = one_of("district", "province", "region")
_BY_FUNCTION = (
    Column("level", _LEVEL),
    Column("ubigeo", ubigeo),
    Column("year", year),
    Column("government", one_of("national", "regional", "local")),
    Column("spending", one_of("projects", "activities")),
    Column("function_code"),
    Column("pim_pen", centimos),
    Column("devengado_pen", centimos),
    Column("girado_pen", centimos),
)
_YEARLY = (
    Column("ubigeo", ubigeo),
    Column("year", year),
    Column("government", one_of("national", "regional", "local")),
    Column("pia_pen", centimos, blank=True),
    Column("pim_pen", centimos, blank=True),
    Column("devengado_pen", centimos, blank=True),
    Column("girado_pen", centimos, blank=True),
)
_ENTITY = (
    Column("entity"),
    Column("level"),
    Column("ubigeo", ubigeo),
    Column("year", year),
    Column("pia_pen", centimos, blank=True),
    Column("pim_pen", centimos, blank=True),
    Column("devengado_pen", centimos, blank=True),
    Column("execution_pct", hundredths, blank=True),
    Column("cut_off_date", date, blank=True),
    Column("url", blank=True),
)
_STALLED = (
    Column("ubigeo", ubigeo),
    Column("cut_off_date", date),
    Column("works", whole, blank=True),
    Column("updated_cost_pen", centimos, blank=True),
    Column("balance_pen", centimos, blank=True),
    Column("national", whole, blank=True),
    Column("regional", whole, blank=True),
    Column("local", whole, blank=True),
    Column("url", blank=True),
)
_MONEY = {
    f"{stage}_centimos": f"{stage}_pen" for stage in ("pia", "pim", "devengado", "girado", "updated_cost", "balance")
}


@dataclass(frozen=True)
class Budget:
    """Spending as read."""

    functions: tuple[BudgetFunctionRecord, ...]
    by_function: tuple[AreaBudgetRecord, ...]
    yearly: tuple[AreaBudgetTotalRecord, ...]
    entities: tuple[EntityTotalRecord, ...]
    stalled: tuple[StalledCountRecord, ...]
    labels: tuple[DatasetLabelRecord, ...]


def read_budget(folder: Path, refusals: Refusals, *, ubigeos: Collection[str]) -> Budget:
    """Read spending; rows that name unknown areas or functions, or repeat a key, are refused."""

    def rows(file: str, columns: tuple[Column, ...], *key: str) -> Any:
        found = refusals.unique(file, read_table(folder / file, columns), *key)
        return refusals.known(file, found, "ubigeo", ubigeos, "un área de la región")

    functions = records(
        refusals.unique(
            FUNCTIONS, read_table(folder / FUNCTIONS, (Column("function_code"), Column("name"))), "function_code"
        ),
        BudgetFunctionRecord,
    )
    by_function = refusals.known(
        BY_FUNCTION,
        rows(BY_FUNCTION, _BY_FUNCTION, "ubigeo", "year", "government", "spending", "function_code"),
        "function_code",
        {function.function_code for function in functions},
        "una función presupuestal",
    )
    return Budget(
        functions=functions,
        by_function=records(by_function, AreaBudgetRecord, **_MONEY),
        yearly=records(rows(YEARLY, _YEARLY, "ubigeo", "year", "government"), AreaBudgetTotalRecord, **_MONEY),
        entities=records(
            rows(ENTITIES, _ENTITY, "entity", "year", "cut_off_date", "url"),
            EntityTotalRecord,
            execution_bp="execution_pct",
            **_MONEY,
        ),
        stalled=records(rows(STALLED, _STALLED, "ubigeo", "cut_off_date"), StalledCountRecord, **_MONEY),
        labels=tuple(_labels(read_toml(folder / LABELS))),
    )


def _labels(document: dict[str, Any]) -> Iterator[DatasetLabelRecord]:
    for file, topics in document.items():
        for topic, text in topics.items() if isinstance(topics, dict) else ():
            yield DatasetLabelRecord(str(file), str(topic), str(text).strip())
