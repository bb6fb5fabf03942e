"""Parts of `geoapp.db` that need no database."""
