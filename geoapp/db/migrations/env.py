"""Entry point that alembic runs; it uses the connection it is given and its transaction."""

from __future__ import annotations

from alembic import context

from geoapp.db.migrations import VERSION_TABLE
from geoapp.db.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
