"""Synthetic projects in Cajamarca's box, as columns: as many as wanted, the same for the same seed.

The columns go through `build_portfolio`, as those of the database do, so that files of 450 thousand projects are
written by the code that serves the real ones.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from geoapp.db import Database
from geoapp.db.repositories import Edition
from geoapp.domain.vocabulary import SECTORS
from geoapp.services.arrange import build_portfolio
from geoapp.services.measures import AreaFacts
from geoapp.services.properties import ProjectColumns
from geoapp.services.publication import Publication, read_publication
from geoapp.services.wording import Wording

WEST, SOUTH, EAST, NORTH = -79.5, -7.8, -77.7, -4.6
_WORKS = ("MEJORAMIENTO", "CREACIÓN", "AMPLIACIÓN", "RECUPERACIÓN", "INSTALACIÓN")
_THINGS = ("DEL SERVICIO DE AGUA POTABLE", "DE LA CARRETERA", "DEL CENTRO DE SALUD", 'DE LA I.E. N° "821"', "DEL CANAL")
_STATES = ("idea", "formulacion", "expediente", "ejecucion", "paralizada", "culminada", "sin_dato")
_ENTITIES = tuple(f"MUNICIPALIDAD DISTRITAL {number}" for number in range(140))


def synthetic_columns(
    count: int, districts: list[str], seed: int = 6
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Columns of projects and of places, as `ProjectRepository` gives them.

    About one in twenty has no place, half have no budget.
    """
    random = np.random.default_rng(seed)
    ids = [f"p{number:07d}" for number in range(count)]
    district = [districts[index] for index in random.integers(0, len(districts), count)]
    placed = random.random(count) >= 0.05
    lon = np.where(placed, np.round(random.uniform(WEST, EAST, count), 6), np.nan).tolist()
    lat = np.where(placed, np.round(random.uniform(SOUTH, NORTH, count), 6), np.nan).tolist()
    cost = random.integers(1_000_00, 50_000_000_00, count).tolist()
    pim = [
        value if keep else None
        for value, keep in zip(
            random.integers(0, 10**9, count).tolist(), (random.random(count) < 0.5).tolist(), strict=True
        )
    ]
    progress = random.integers(0, 10_001, count).tolist()
    day = [
        f"{2019 + value // 336}-{value % 336 // 28 + 1:02d}-{value % 28 + 1:02d}"
        for value in random.integers(0, 7 * 336, count).tolist()
    ]
    work = random.integers(0, len(_WORKS), count).tolist()
    thing = random.integers(0, len(_THINGS), count).tolist()
    choose = lambda values: [values[index] for index in random.integers(0, len(values), count).tolist()]  # noqa: E731
    none: list[None] = [None] * count
    columns: dict[str, list[Any]] = {
        "project_id": ids,
        "cui": [f"{2_000_000 + number}" for number in range(count)],
        "snip": none,
        "name": [
            f"{_WORKS[w]} {_THINGS[t]} DE LA LOCALIDAD {number} DEL DISTRITO {d}, CAJAMARCA"
            for number, (w, t, d) in enumerate(zip(work, thing, district, strict=True))
        ],
        "sector": choose(tuple(SECTORS)),
        "kind": ["obra"] * count,
        "role": ["investment"] * count,
        "package_id": none,
        "executing_entity": choose(_ENTITIES),
        "beneficiaries": none,
        "beneficiary_unit": none,
        "hectares": none,
        "start_date": day,
        "end_date": none,
        "status": choose(_STATES),
        "status_date": day,
        "precision": ["site" if here else "unlocated" for here in placed.tolist()],
        "scope": ["exclusive" if here else "unlocated" for here in placed.tolist()],
        "sharing_rule": ["whole"] * count,
        "method": ["declared_coordinates" if here else "none" for here in placed.tolist()],
        "province_codes": [(d[:4],) if here else () for d, here in zip(district, placed.tolist(), strict=True)],
        "district_codes": [(d,) if here else () for d, here in zip(district, placed.tolist(), strict=True)],
        "locality_names": [()] * count,
        "cost_centimos": cost,
        "cost_kind": ["costo_actualizado"] * count,
        "cost_bound": ["exact"] * count,
        "cost_date": day,
        "cost_source_id": ["s1"] * count,
        "pim_centimos": pim,
        "accrued_centimos": [None if value is None else value // 2 for value in pim],
        "budget_year": none,
        "physical_bp": progress,
        "physical_date": day,
        "physical_source_id": ["s1"] * count,
        "progress_kind": ["physical"] * count,
        "financial_bp": progress,
        "financial_date": day,
        "alerts": [()] * count,
        "counts_in_sums": [True] * count,
        "years": [(int(text[:4]),) for text in day],
        "last_date": day,
        "source_id": ["s1"] * count,
        "source_date": day,
        "lon": [None if here != here else here for here in lon],  # noqa: PLR0124 - NaN
        "lat": [None if here != here else here for here in lat],  # noqa: PLR0124 - NaN
    }
    places: dict[str, list[Any]] = {
        "project_id": ids,
        "precision": columns["precision"],
        "ubigeo": [d if here else "" for d, here in zip(district, placed.tolist(), strict=True)],
        "share_millionths": none,
        "lon": columns["lon"],
        "lat": columns["lat"],
    }
    return columns, places


def synthetic_publication(database: Database, count: int, seed: int = 6) -> Publication:
    """An edition of synthetic projects over the areas and sources of the database's published edition."""
    real = read_publication(database)
    districts = [ubigeo for ubigeo, area in real.areas.items() if area.level == "district"]
    columns, places = synthetic_columns(count, districts, seed)
    source = next(iter(real.sources))
    for name in ("source_id", "cost_source_id", "physical_source_id"):
        columns[name] = list(itertools.repeat(source, count))
    edition: Edition = real.edition
    portfolio = build_portfolio(edition, columns, places, sorted(real.areas))
    addresses = {key: record.url or "" for key, record in real.sources.items()}
    facts: dict[str, AreaFacts] = dict(real.area_facts)
    properties = ProjectColumns(portfolio, real.names, addresses)
    wording = Wording(database, edition.id, np.arange(count))
    return Publication(database, edition, portfolio, real.areas, real.sources, facts, properties, wording)
