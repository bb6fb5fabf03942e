"""Parts that revisions repeat. Revisions depend on them, so they never change meaning once released."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry


def wkb() -> sa.types.TypeEngine[Any]:
    """Geometry column: WKB on SQLite, PostGIS geometry in EPSG:4326 on PostgreSQL."""
    return sa.LargeBinary().with_variant(Geometry(srid=4326, spatial_index=False), "postgresql")


def create_versioned_table(
    name: str, *columns: sa.Column[Any], key: tuple[str, ...], indexes: tuple[str, ...] = ()
) -> None:
    """Create a content table with its edition columns and indexes.

    Parameters
    ----------
    key
        Columns that identify a thing inside one edition.
    indexes
        Columns that have an index of their own.
    """
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("edition_from", sa.Integer(), nullable=False),
        sa.Column("edition_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_from"], ["edition.id"], name=f"fk_{name}_edition_from"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ux_{name}_version", name, [*key, "edition_from"], unique=True)
    for column in ("edition_from", "edition_to", *indexes):
        op.create_index(f"ix_{name}_{column}", name, [column])
