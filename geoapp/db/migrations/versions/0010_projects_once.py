"""Projects stand once: all that ``project`` told is in ``project_current``, which alone was read.

Indexes that nothing asks go with it, and observations are found by the index that tells their versions apart.
"""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import column, table, update

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Drop the table and the indexes; editions count what they have of one name once."""
    op.drop_table("project")
    op.drop_index("ix_location_ubigeo", "location")
    op.drop_index("ix_observation_project_id", "observation")
    op.drop_index("ux_observation_version", "observation")
    op.create_index(
        "ux_observation_version", "observation", ["project_id", "observation_id", "edition_from"], unique=True
    )
    edition = table("edition", column("id"), column("counts"))
    connection = op.get_bind()
    for number, told in connection.execute(edition.select()).all():
        counts = {name: count for name, count in json.loads(told).items() if name != "project_current"}
        connection.execute(update(edition).where(edition.c.id == number).values(counts=json.dumps(counts)))
