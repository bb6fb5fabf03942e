"""Places that a reviewer settled by hand."""

from __future__ import annotations

import sqlalchemy as sa

from geoapp.db.migrations.support import create_versioned_table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    create_versioned_table(
        "placement_review",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("locality_code", sa.Text(), nullable=True),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        key=("project_id",),
    )
