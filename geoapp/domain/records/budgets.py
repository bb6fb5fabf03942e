"""Budgets of areas and entities, which never add to the cost of projects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BudgetFunctionRecord:
    """A function of the state's functional classifier."""

    function_code: str
    name: str


@dataclass(frozen=True, slots=True)
class AreaBudgetRecord:
    """Spending of the executing units of an area in one year, by function. Never added to project costs."""

    level: str
    ubigeo: str
    year: int
    government: str
    spending: str
    function_code: str
    pim_centimos: int
    devengado_centimos: int
    girado_centimos: int


@dataclass(frozen=True, slots=True)
class AreaBudgetTotalRecord:
    """Yearly spending in an area by level of government."""

    ubigeo: str
    year: int
    government: str
    pia_centimos: int | None
    pim_centimos: int | None
    devengado_centimos: int | None
    girado_centimos: int | None


@dataclass(frozen=True, slots=True)
class EntityTotalRecord:
    """Yearly total of a public entity as published."""

    entity: str
    level: str
    ubigeo: str
    year: int
    pia_centimos: int | None
    pim_centimos: int | None
    devengado_centimos: int | None
    execution_bp: int | None
    cut_off_date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class StalledCountRecord:
    """Stalled works of an area as the Contraloría counts them at a cut-off."""

    ubigeo: str
    cut_off_date: str
    works: int | None
    updated_cost_centimos: int | None
    balance_centimos: int | None
    national: int | None
    regional: int | None
    local: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class DatasetLabelRecord:
    """What a shipped file is and is not, for people who read its figures.

    `topic` is the key under which the labels file keeps the text.
    """

    file: str
    topic: str
    text: str
