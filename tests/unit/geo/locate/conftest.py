"""The shipped gazetteer, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.geo.locate import Gazetteer, Locator, load_gazetteer

DATA = Path(__file__).parents[4] / "data"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer(DATA / "gazetteer" / "areas.csv", DATA / "localities" / "localities.csv")


@pytest.fixture(scope="session")
def locator(gazetteer: Gazetteer) -> Locator:
    return Locator(gazetteer)
