"""The database: models, session, repositories, spatial and text indexes, migrations. SQL is written only here.

`engine` opens the database and gives sessions; `models` are the tables; `repositories` read and write them in terms
of the domain's records; `spatial` and `search` hide the two dialects (SQLite, PostgreSQL with PostGIS).
"""

from geoapp.db.engine import Database

__all__ = ["Database"]
