"""Builds data/gazetteer/areas.csv: the names and codes of every region, province and district of Peru."""

from __future__ import annotations
