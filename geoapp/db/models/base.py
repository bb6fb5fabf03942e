"""What all tables share: naming, column types, and versioning by edition."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, MetaData, Text, TypeDecorator, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

OPEN = 2**31 - 1
"""`edition_to` of a row that no edition has closed."""

SRID = 4326


class Base(DeclarativeBase):
    """Root of the models; constraint names are fixed so that both dialects and the migrations agree."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial_index(table: str, column: str, rows: str) -> Index:
    """Index of a column over the rows that a condition picks: an import makes its indexes over all that it brings."""
    return Index(f"ix_{table}_{column}", column, sqlite_where=text(rows), postgresql_where=text(rows))


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of words or codes as text joined with ``;`` (a ``;`` inside a word becomes a comma)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        """Join."""
        return None if value is None else ";".join(word.replace(";", ",") for word in value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> tuple[str, ...] | None:
        """Split; blank text is no word."""
        return None if value is None else tuple(value.split(";")) if value else ()


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A tuple of whole numbers as text joined with ``;``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, _dialect: Dialect) -> str | None:
        """Join."""
        return None if value is None else ";".join(map(str, value))

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> tuple[int, ...] | None:
        """Split; blank text is no number."""
        return None if value is None else tuple(map(int, value.split(";"))) if value else ()


class PlainDecimal(TypeDecorator[Decimal]):
    """A decimal as its plain text: exact on both dialects, for figures that are shown and never summed in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Write without exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Decimal | None:
        """Read."""
        return None if value is None else Decimal(value)


Words_ = Annotated[tuple[str, ...], mapped_column(Words)]
Numbers_ = Annotated[tuple[int, ...], mapped_column(Numbers)]
Exact = Annotated[Decimal | None, mapped_column(PlainDecimal)]
Str = Annotated[str, mapped_column(Text)]
OptStr = Annotated[str | None, mapped_column(Text)]
Centimos = Annotated[int, mapped_column(BigInteger)]
OptCentimos = Annotated[int | None, mapped_column(BigInteger)]
Wkb = Annotated[
    bytes,
    mapped_column(LargeBinary().with_variant(Geometry(srid=SRID, spatial_index=False), "postgresql")),
]
"""Geometry in EPSG:4326: WKB bytes on SQLite, a PostGIS geometry on PostgreSQL (spatial indexes: `db.spatial`)."""


class Versioned:
    """Mixin of every content table: the row is visible in edition E when ``edition_from <= E < edition_to``."""

    __natural_key__: tuple[str, ...] = ()
    """Columns that identify a thing inside one edition."""
    __more_indexes__: tuple[Index, ...] = ()
    """Indexes besides those of single columns."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    edition_from: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    edition_to: Mapped[int] = mapped_column(default=OPEN)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """One version of a thing per edition; also the index by which things are found and editions compared."""
        name = cls.__tablename__  # type: ignore[attr-defined]
        return (Index(f"ux_{name}_version", *cls.__natural_key__, "edition_from", unique=True), *cls.__more_indexes__)
