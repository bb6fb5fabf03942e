"""Fewer indexes, for an import makes each of them over all of its rows.

Rows are asked for by their edition only where editions are compared, in ``project_current``; undoing an edition reads
the tables. Of ends of editions and packages only those that there are need an index. Words have been folded to capitals
and digits before they are indexed, and nobody asks how many a project has.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_COMPARED = "project_current"
_OTHERS = (
    "area",
    "area_budget",
    "area_budget_total",
    "budget_function",
    "budget_line",
    "amount",
    "commitment",
    "commitment_area",
    "commitment_project",
    "dataset_label",
    "entity_total",
    "facility",
    "locality",
    "location",
    "mining_liability",
    "observation",
    "placement_review",
    "project",
    "project_alias",
    "source",
    "stalled_count",
    "unmatched_locality",
)
_WORDS = (
    "DROP TRIGGER project_text_in",
    "DROP TRIGGER project_text_out",
    "DROP TABLE project_text",
    """CREATE VIRTUAL TABLE project_text USING fts5(
         folded, content='project_current', content_rowid='id', detail='none', prefix='2 3', columnsize=0,
         tokenize='ascii')""",
    """CREATE TRIGGER project_text_in AFTER INSERT ON project_current BEGIN
         INSERT INTO project_text(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER project_text_out AFTER DELETE ON project_current BEGIN
         INSERT INTO project_text(project_text, rowid, folded) VALUES ('delete', old.id, old.folded); END""",
    "INSERT INTO project_text(project_text) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Drop indexes, or make them again over fewer rows."""
    for table in _OTHERS:
        for column in ("edition_from", "edition_to"):
            op.drop_index(f"ix_{table}_{column}", table)
    _partial(_COMPARED, "edition_to", "edition_to < 2147483647")
    for table in ("project", _COMPARED):
        _partial(table, "package_id", "package_id IS NOT NULL")
    if op.get_bind().dialect.name == "sqlite":
        for statement in _WORDS:
            op.execute(statement)


def _partial(table: str, column: str, rows: str) -> None:
    name = f"ix_{table}_{column}"
    op.drop_index(name, table)
    op.create_index(name, table, [column], sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
