"""What an import run covered: department, cut-off, and which projects its file lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; runs of before cover nothing."""
    op.add_column("import_run", sa.Column("department", sa.Text(), nullable=True))
    op.add_column("import_run", sa.Column("cut_off", sa.Text(), nullable=True))
    op.add_column("import_run", sa.Column("listing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import_run", sa.Column("covered", sa.LargeBinary(), nullable=True))
