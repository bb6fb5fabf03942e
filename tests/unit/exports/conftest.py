"""A small edition with hostile names, over the areas of the shipped data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from geoapp.db import Database
from geoapp.domain.filters import ProjectFilter
from geoapp.services.arrange import build_portfolio
from geoapp.services.exports import EXPORTS, ExportView, no_progress
from geoapp.services.properties import ProjectColumns
from geoapp.services.publication import Publication, read_publication
from geoapp.services.wording import Wording
from tests.benchmarks.exports.generate import synthetic_columns

HOSTILE = (
    'Agua "potable", saneamiento\ny letrinas\r\nen Ñuñunhuáyoc',
    "=1+1",
    "+51 976 000000",
    "-2+3",
    "@SUM(A1)",
    "\t=cmd|'/c calc'!A1",
    "<script>alert(1)</script> & ]]>",
    "_x0041_ y \x01 control \\ barra",
    " con blancos ",
    "largo " * 60,
    "😀 {{7*7}} ${x} `a`",
)
MakeView = Callable[[Sequence[str]], ExportView]


@pytest.fixture(scope="session")
def shipped_publication(sqlite_shipped: Database) -> Publication:
    return read_publication(sqlite_shipped)


@pytest.fixture(scope="session")
def make_view(shipped_publication: Publication) -> MakeView:
    """Gives a view of projects with the names asked for; every third is off the map."""

    def make(names: Sequence[str], **changed: list[Any]) -> ExportView:
        real = shipped_publication
        count = len(names)
        districts = [ubigeo for ubigeo, area in real.areas.items() if area.level == "district"]
        columns, places = synthetic_columns(count, districts)
        columns["name"] = list(names)
        columns["cui"] = [f"{number:07d}" for number in range(count)]
        for name in ("lon", "lat"):
            columns[name] = [None if at % 3 == 0 else value or -7.5 for at, value in enumerate(columns[name])]
            places[name] = columns[name]
        columns["alerts"] = [("sin_noticia", "plazo_vencido") if at % 2 else () for at in range(count)]
        columns["source_id"] = [next(iter(real.sources))] * count
        columns |= changed
        portfolio = build_portfolio(real.edition, columns, places, sorted(real.areas))
        addresses = {key: source.url or "" for key, source in real.sources.items()}
        publication = Publication(
            real.database,
            real.edition,
            portfolio,
            real.areas,
            real.sources,
            real.area_facts,
            ProjectColumns(portfolio, real.names, addresses),
            Wording(real.database, real.edition.id, np.arange(count)),
        )
        return ExportView.of(publication, ProjectFilter())

    return make


@pytest.fixture(scope="session")
def hostile(make_view: MakeView) -> ExportView:
    return make_view(HOSTILE)


def written(view: ExportView, name: str) -> bytes:
    """A whole file."""
    return b"".join(EXPORTS[name].write(view, no_progress))
