"""Public spending by area and entity: data sets apart from project costs, never added to them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from geoapp.db.models.base import Base, Centimos, OptCentimos, OptStr, Str, Versioned


class BudgetFunctionRow(Versioned, Base):
    """A function of the functional classifier."""

    __tablename__ = "budget_function"
    __natural_key__ = ("function_code",)

    function_code: Mapped[Str]
    name: Mapped[Str]


class AreaBudgetRow(Versioned, Base):
    """Spending in an area by year, government, kind of spending and function."""

    __tablename__ = "area_budget"
    __natural_key__ = ("ubigeo", "year", "government", "spending", "function_code")

    level: Mapped[Str]
    ubigeo: Mapped[Str]
    year: Mapped[int]
    government: Mapped[Str]
    spending: Mapped[Str]
    function_code: Mapped[Str]
    pim_centimos: Mapped[Centimos]
    devengado_centimos: Mapped[Centimos]
    girado_centimos: Mapped[Centimos]


class AreaBudgetTotalRow(Versioned, Base):
    """Spending in an area by year and government."""

    __tablename__ = "area_budget_total"
    __natural_key__ = ("ubigeo", "year", "government")

    ubigeo: Mapped[Str]
    year: Mapped[int]
    government: Mapped[Str]
    pia_centimos: Mapped[OptCentimos]
    pim_centimos: Mapped[OptCentimos]
    devengado_centimos: Mapped[OptCentimos]
    girado_centimos: Mapped[OptCentimos]


class EntityTotalRow(Versioned, Base):
    """Yearly total of an entity as published."""

    __tablename__ = "entity_total"
    __natural_key__ = ("entity", "year", "cut_off_date", "url")

    entity: Mapped[Str]
    level: Mapped[Str]
    ubigeo: Mapped[Str]
    year: Mapped[int]
    pia_centimos: Mapped[OptCentimos]
    pim_centimos: Mapped[OptCentimos]
    devengado_centimos: Mapped[OptCentimos]
    execution_bp: Mapped[int | None]
    cut_off_date: Mapped[OptStr]
    url: Mapped[OptStr]


class StalledCountRow(Versioned, Base):
    """Stalled works of an area as counted by the Contraloría."""

    __tablename__ = "stalled_count"
    __natural_key__ = ("ubigeo", "cut_off_date")

    ubigeo: Mapped[Str]
    cut_off_date: Mapped[Str]
    works: Mapped[int | None]
    updated_cost_centimos: Mapped[OptCentimos]
    balance_centimos: Mapped[OptCentimos]
    national: Mapped[int | None]
    regional: Mapped[int | None]
    local: Mapped[int | None]
    url: Mapped[OptStr]


class DatasetLabelRow(Versioned, Base):
    """What a file of figures is and is not."""

    __tablename__ = "dataset_label"
    __natural_key__ = ("file", "topic")

    file: Mapped[Str]
    topic: Mapped[Str]
    text: Mapped[Str]
