"""Reads the data that comes with geoapp: one module per folder of ``data/``, all into one `Facts`."""

from geoapp.ingest.shipped.reader import read_shipped

__all__ = ["read_shipped"]
