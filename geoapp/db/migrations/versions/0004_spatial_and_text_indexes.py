"""Boxes, points and words: R*Tree and FTS5 on SQLite, GiST and GIN on PostgreSQL.

On SQLite triggers keep the indexes, so that they cannot disagree with the tables whoever writes.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_SQLITE = (
    "CREATE VIRTUAL TABLE area_box USING rtree(id, west, east, south, north)",
    "CREATE VIRTUAL TABLE locality_box USING rtree(id, west, east, south, north)",
    "CREATE VIRTUAL TABLE location_box USING rtree(id, west, east, south, north)",
    """CREATE TRIGGER area_box_in AFTER INSERT ON area BEGIN
         INSERT INTO area_box VALUES (new.id, new.west, new.east, new.south, new.north); END""",
    "CREATE TRIGGER area_box_out AFTER DELETE ON area BEGIN DELETE FROM area_box WHERE id = old.id; END",
    """CREATE TRIGGER locality_box_in AFTER INSERT ON locality BEGIN
         INSERT INTO locality_box VALUES (new.id, new.lon, new.lon, new.lat, new.lat); END""",
    """CREATE TRIGGER locality_box_out AFTER DELETE ON locality BEGIN
         DELETE FROM locality_box WHERE id = old.id; END""",
    """CREATE TRIGGER location_box_in AFTER INSERT ON location WHEN new.lon IS NOT NULL BEGIN
         INSERT INTO location_box VALUES (new.id, new.lon, new.lon, new.lat, new.lat); END""",
    """CREATE TRIGGER location_box_out AFTER DELETE ON location BEGIN
         DELETE FROM location_box WHERE id = old.id; END""",
    """CREATE VIRTUAL TABLE project_text USING fts5(
         folded, content='project_current', content_rowid='id', detail='none', prefix='2 3',
         tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER project_text_in AFTER INSERT ON project_current BEGIN
         INSERT INTO project_text(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER project_text_out AFTER DELETE ON project_current BEGIN
         INSERT INTO project_text(project_text, rowid, folded) VALUES ('delete', old.id, old.folded); END""",
    """CREATE VIRTUAL TABLE locality_text USING fts5(
         folded, content='locality', content_rowid='id', detail='none', prefix='2 3',
         tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER locality_text_in AFTER INSERT ON locality BEGIN
         INSERT INTO locality_text(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER locality_text_out AFTER DELETE ON locality BEGIN
         INSERT INTO locality_text(locality_text, rowid, folded) VALUES ('delete', old.id, old.folded); END""",
)

_POSTGRESQL = (
    "CREATE INDEX gx_area_geometry ON area USING gist (geometry)",
    "CREATE INDEX gx_locality_point ON locality USING gist (ST_SetSRID(ST_MakePoint(lon, lat), 4326))",
    "CREATE INDEX gx_location_point ON location USING gist (ST_SetSRID(ST_MakePoint(lon, lat), 4326))",
    """CREATE INDEX gx_project_current_folded ON project_current
         USING gin (array_to_tsvector(string_to_array(folded, ' ')))""",
    "CREATE INDEX gx_locality_folded ON locality USING gin (array_to_tsvector(string_to_array(folded, ' ')))",
)


def upgrade() -> None:
    """Create the indexes of the dialect in use."""
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
