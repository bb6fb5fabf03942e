"""Points of projects are no longer indexed by box: boxes are answered from the edition in memory (decision 0003).

The index made imports longer and nothing asked it.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Drop the index of the dialect in use."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER location_box_in")
        op.execute("DROP TRIGGER location_box_out")
        op.execute("DROP TABLE location_box")
    else:
        op.execute("DROP INDEX gx_location_point")
