"""A real database with any number of made-up projects over the shipped areas: rows as an import writes them.

Places are drawn inside real districts, costs and progress by chance with a fixed seed; one project in twelve names a
second district, a third have only their district's middle. ``python -m tests.benchmarks.maps.generate N FILE``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import delete, insert

from geoapp.db.engine import Database
from geoapp.db.models import (
    OPEN,
    AmountRow,
    BudgetLineRow,
    CommitmentLinkRow,
    EditionRow,
    LocationRow,
    ObservationRow,
    ProjectAliasRow,
    ProjectCurrentRow,
    UnmatchedLocalityRow,
)
from geoapp.db.repositories import AreaRepository, EditionRepository
from geoapp.db.search import folded
from geoapp.domain.places import Level
from geoapp.domain.vocabulary import SECTORS, STATUSES
from geoapp.services.editions import load_shipped

DATA = Path(__file__).resolve().parents[3] / "data"
CHUNK = 20_000
YEARS = (2019, 2020, 2021, 2022, 2023, 2024, 2025)
_WORDS = ("Mejoramiento", "Ampliación", "Creación", "Recuperación", "Construcción")
_THINGS = (
    "del servicio de agua potable", "de la carretera vecinal", "de los servicios educativos", "del canal de riego",
    "del puesto de salud", "de la electrificación rural", "del puente carrozable", "de pistas y veredas",
)  # fmt: skip


def generate(count: int, path: Path, seed: int = 7) -> float:
    """Write a database of `count` projects and give the seconds it took."""
    begun = time.perf_counter()
    path.unlink(missing_ok=True)
    database = Database.open(f"sqlite:///{path}", connect_timeout_s=5, lock_timeout_s=30)
    try:
        load_shipped(database, DATA)
        with database.writing() as session:
            edition = EditionRepository(session).published().id
            areas = [area for area in AreaRepository(session, edition).all() if area.level == Level.DISTRICT.value]
            for model in (
                ProjectCurrentRow, LocationRow, AmountRow, BudgetLineRow, ObservationRow, ProjectAliasRow,
                UnmatchedLocalityRow, CommitmentLinkRow,
            ):  # fmt: skip
                session.execute(delete(model))
            random = np.random.default_rng(seed)
            for start in range(0, count, CHUNK):
                projects, places, lines = _rows(random, areas, range(start, min(start + CHUNK, count)), edition)
                session.execute(insert(ProjectCurrentRow.__table__), projects)
                session.execute(insert(LocationRow.__table__), places)
                session.execute(insert(BudgetLineRow.__table__), lines)
            session.query(EditionRow).update({"digest": f"bench-{count}-{seed}", "title": f"{count} proyectos"})
    finally:
        database.dispose()
    return time.perf_counter() - begun


def _rows(
    random: np.random.Generator, areas: Sequence[Any], numbers: range, edition: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    size = len(numbers)
    chosen = random.integers(0, len(areas), size)
    exact = random.random(size) < 0.66
    second = np.where(random.random(size) < 1 / 12, random.integers(0, len(areas), size), -1)
    spread = random.normal(0, 0.25, (size, 2))
    cost = np.where(random.random(size) < 0.8, np.exp(random.normal(14, 1.6, size)) * 100, 0).astype(np.int64)
    physical = np.where(random.random(size) < 0.5, random.integers(0, 10_001, size), -1)
    year = random.integers(0, len(YEARS), size)
    sectors, statuses = list(SECTORS), list(STATUSES)
    sector, status = random.integers(0, len(sectors), size), random.integers(0, len(statuses), size)
    alert = random.random(size) < 0.1
    version = {"edition_from": edition, "edition_to": OPEN}
    projects, places, lines = [], [], []
    for row, number in enumerate(numbers):
        area = areas[chosen[row]]
        lon, lat = area.lon, area.lat
        if exact[row]:
            lon = float(np.clip(lon + spread[row, 0] * (area.east - area.west) / 2, area.west, area.east))
            lat = float(np.clip(lat + spread[row, 1] * (area.north - area.south) / 2, area.south, area.north))
        key = f"p{number:07d}"
        named = [area] if second[row] < 0 else [area, areas[second[row]]]
        known_cost = int(cost[row]) or None
        name = f"{_WORDS[number % 5]} {_THINGS[number % 8]} de {area.name}, tramo {number}"
        date = f"{YEARS[year[row]]}-06-30"
        districts = tuple(sorted({one.ubigeo for one in named}))
        pim = int(cost[row] // 3) if known_cost and number % 2 else None
        projects.append(
            version
            | {
                "project_id": key, "cui": str(2_000_000 + number), "snip": None, "name": name,
                "sector": sectors[sector[row]], "kind": "obra", "role": "project", "package_id": None,
                "executing_entity": f"Municipalidad de {area.name}", "beneficiaries": None, "beneficiary_unit": None,
                "hectares": None, "start_date": None, "end_date": None, "status": statuses[status[row]],
                "status_date": date, "status_source_id": None,
                "precision": "site" if exact[row] else "district",
                "scope": "shared" if len({code[:4] for code in districts}) > 1 else "exclusive",
                "sharing_rule": "equal" if len(districts) > 1 else "whole", "method": "declared_coordinates",
                "province_codes": tuple(sorted({code[:4] for code in districts})), "district_codes": districts,
                "locality_names": (), "cost_centimos": known_cost, "cost_kind": "costo_total" if known_cost else None,
                "cost_bound": "exact" if known_cost else None, "cost_date": date if known_cost else None,
                "cost_source_id": None, "pim_centimos": pim, "accrued_centimos": pim // 2 if pim else None,
                "budget_year": 2025, "physical_bp": None if physical[row] < 0 else int(physical[row]),
                "physical_date": date, "physical_source_id": None, "progress_kind": "physical", "financial_bp": None,
                "financial_date": None, "alerts": ("sin_avance",) if alert[row] else (), "counts_in_sums": True,
                "years": (YEARS[year[row]],), "last_date": date, "source_id": None, "source_date": date,
                "lon": lon, "lat": lat, "folded": folded(key, str(2_000_000 + number), name),
            }
        )  # fmt: skip
        for seq, one in enumerate(named, start=1):
            places.append(
                version
                | {
                    "project_id": key, "seq": seq, "precision": "site" if exact[row] and seq == 1 else "district",
                    "ubigeo": one.ubigeo, "locality_code": None, "place_name": None,
                    "lon": lon if seq == 1 else one.lon, "lat": lat if seq == 1 else one.lat,
                    "method": "declared_coordinates", "share_millionths": None, "source_id": None,
                }
            )  # fmt: skip
        lines.extend(version | line for line in _lines(key, pim))
    return projects, places, lines


def _lines(key: str, pim: int | None) -> Iterator[dict[str, Any]]:
    for year in (2023, 2024, 2025):
        yield {
            "project_id": key, "year": year, "pia_centimos": None, "pim_centimos": pim, "certificado_centimos": None,
            "comprometido_centimos": None, "devengado_centimos": pim // 2 if pim else None, "girado_centimos": None,
            "source_id": "bench",
        }  # fmt: skip


if __name__ == "__main__":
    seconds = generate(int(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{int(sys.argv[1]):,} projects in {seconds:.1f} s: {sys.argv[2]}\n")
