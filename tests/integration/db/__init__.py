"""Tables, sessions and repositories on SQLite and PostgreSQL."""
