"""Tests of `geoapp.web` that need no server and no database."""
