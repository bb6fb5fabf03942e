"""What is told of projects: other codes, places, amounts and yearly budget. The projects stand in `progress`."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, Centimos, OptCentimos, OptStr, Str, Versioned


class ProjectAliasRow(Versioned, Base):
    """Another identifier of a project."""

    __tablename__ = "project_alias"
    __natural_key__ = ("alias",)

    alias: Mapped[Str]
    project_id: Mapped[Str] = mapped_column(index=True)
    reason: Mapped[Str]


class LocationRow(Versioned, Base):
    """A place of a project."""

    __tablename__ = "location"
    __natural_key__ = ("project_id", "seq")

    project_id: Mapped[Str]
    seq: Mapped[int]
    precision: Mapped[Str]
    ubigeo: Mapped[Str]
    locality_code: Mapped[OptStr]
    place_name: Mapped[OptStr]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    method: Mapped[Str]
    share_millionths: Mapped[int | None]
    source_id: Mapped[OptStr]


class UnmatchedLocalityRow(Versioned, Base):
    """A locality that a source names and the gazetteer does not settle."""

    __tablename__ = "unmatched_locality"
    __natural_key__ = ("project_id", "place_name")

    project_id: Mapped[Str]
    place_name: Mapped[Str]
    reason: Mapped[Str]


class AmountRow(Versioned, Base):
    """An amount of one kind as one source gives it."""

    __tablename__ = "amount"
    __natural_key__ = ("project_id", "seq")

    project_id: Mapped[Str]
    seq: Mapped[int]
    observation_id: Mapped[OptStr]
    kind: Mapped[Str]
    centimos: Mapped[Centimos]
    date: Mapped[OptStr]
    bound: Mapped[Str]
    source_id: Mapped[Str]


class BudgetLineRow(Versioned, Base):
    """Budget of one project in one year."""

    __tablename__ = "budget_line"
    __natural_key__ = ("project_id", "year")

    project_id: Mapped[Str]
    year: Mapped[int]
    pia_centimos: Mapped[OptCentimos]
    pim_centimos: Mapped[OptCentimos]
    certificado_centimos: Mapped[OptCentimos]
    comprometido_centimos: Mapped[OptCentimos]
    devengado_centimos: Mapped[OptCentimos]
    girado_centimos: Mapped[OptCentimos]
    source_id: Mapped[Str]
