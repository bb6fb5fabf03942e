"""Locating projects from the words of their titles: a gazetteer, a reader of mentions, and an explainable score.

Pure but for `load_gazetteer`, which reads the shipped tables. `docs/locate.md` explains the method and publishes how
often it is right.
"""

from __future__ import annotations

from geoapp.geo.locate.gazetteer import Entry, Gazetteer
from geoapp.geo.locate.load import load_gazetteer
from geoapp.geo.locate.resolve import Locator
from geoapp.geo.locate.results import Alternatives, Candidate, Evidence, LocateResult, Outcome
from geoapp.geo.locate.rules import RULES

__all__ = [
    "RULES",
    "Alternatives",
    "Candidate",
    "Entry",
    "Evidence",
    "Gazetteer",
    "LocateResult",
    "Locator",
    "Outcome",
    "load_gazetteer",
]
