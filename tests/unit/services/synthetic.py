"""Made-up portfolios: records as files give them, through the same rules as real ones, without a database.

Four provinces with three districts each; projects with no, one or many places, at every precision, with and without
stated shares; amounts of every kind, also none and zero; packages with parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal

from hypothesis import strategies as st

from geoapp.db.repositories import Edition
from geoapp.domain.current import CurrentProject, summarise_all
from geoapp.domain.filters import ProjectFilter, parse_filter
from geoapp.domain.money import AmountKind, to_soles
from geoapp.domain.records import (
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
)
from geoapp.domain.vocabulary import ALERTS, SECTORS, STATUSES
from geoapp.services.arrange import build_portfolio
from geoapp.services.portfolio import Portfolio

PROVINCES = ("0601", "0602", "0603", "0604")
DISTRICTS = tuple(f"{province}0{number}" for province in PROVINCES for number in (1, 2, 3))
AREAS = ("06", *PROVINCES, *DISTRICTS)
CENTRES = {ubigeo: (-79 + int(ubigeo.ljust(6, "0")[2:]) / 1000, -7.0 + len(ubigeo) / 10) for ubigeo in AREAS}
SECTOR_CODES = tuple(SECTORS)[:4]
STATUS_CODES = tuple(str(status) for status in STATUSES)
DATES = ("2019", "2021-06", "2024", "2025-01-31", "2026-02")
EDITION = Edition(1, "published", "Datos de prueba", "2026-03-15", "0" * 64, "2026-03-15", "2026-03-15", {}, {})

dates = st.none() | st.sampled_from(DATES)
shares = st.none() | st.sampled_from([1, 250_000, 333_333, 1_000_000])
centimos = st.sampled_from([0, 1, 2, 99, 100_00, 333_333_33, 1_000_000_01]) | st.integers(0, 10**13)
coordinates = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(
    lambda cell: (-79.0 + cell[0] / 8, -7.0 + cell[1] / 8)
)


@st.composite
def _places(draw: st.DrawFn, project_id: str) -> list[LocationRecord]:
    kind = draw(st.sampled_from(["one", "one", "many", "many", "region", "none", "unlocated"]))
    if kind in {"none", "region", "unlocated"}:
        precision, ubigeo = {"region": ("region", "06"), "unlocated": ("unlocated", "")}.get(kind, ("", ""))
        if not precision:
            return []
        return [LocationRecord(project_id, 1, precision, ubigeo, None, None, None, None, "none", None, None)]
    found = []
    for seq in range(1, 1 + (1 if kind == "one" else draw(st.integers(2, 6)))):
        precision = draw(st.sampled_from(["site", "locality", "district", "province"]))
        ubigeo = draw(st.sampled_from(PROVINCES if precision == "province" else DISTRICTS))
        lon, lat = draw(coordinates) if precision in {"site", "locality"} else CENTRES[ubigeo]
        name = f"Lugar {seq}" if precision in {"site", "locality"} else None
        found.append(
            LocationRecord(
                project_id, seq, precision, ubigeo, None, name, lon, lat, "declared_area", draw(shares), None
            )
        )
    return found


@st.composite
def _observations(draw: st.DrawFn, project_id: str) -> list[ObservationRecord]:
    return [
        ObservationRecord(
            observation_id=f"{project_id}-{seq}",
            project_id=project_id,
            seq=seq,
            title=f"Obra {project_id}",
            physical_bp=draw(st.none() | st.sampled_from([0, 5_000, 10_000])),
            financial_bp=draw(st.none() | st.sampled_from([0, 9_000])),
            progress_kind="physical",
            progress_date=draw(dates),
            status=draw(st.none() | st.sampled_from(STATUS_CODES)),
            status_date=draw(dates),
            start_date=None,
            end_date=draw(dates),
            source_id=draw(st.sampled_from(["a", "b"])),
            source_date=draw(dates),
        )
        for seq in range(draw(st.integers(0, 3)))
    ]


@st.composite
def pictures(draw: st.DrawFn, max_size: int = 8) -> tuple[list[CurrentProject], list[LocationRecord]]:
    """Current pictures of projects and the places they name."""
    projects, places, amounts, observations, lines = [], [], [], [], []
    packages: list[str] = []
    for index in range(draw(st.integers(0, max_size))):
        key = f"p{index:02}"
        parent = draw(st.none() | st.sampled_from(packages)) if packages else None
        role = draw(st.sampled_from(["project", "project", "package"]))
        if role == "package":
            packages.append(key)
        projects.append(
            ProjectRecord(
                key, f"Obra {index}", draw(st.sampled_from(SECTOR_CODES)), "obra", role, parent, None, None, None,
                draw(st.none() | st.integers(0, 1000)), None, None, None, None,
            )
        )  # fmt: skip
        places += draw(_places(key))
        amounts += [
            AmountRecord(
                key, seq, None, str(draw(st.sampled_from(AmountKind))), draw(centimos), draw(dates), "exact", "a"
            )
            for seq in range(draw(st.integers(0, 2)))
        ]
        observations += draw(_observations(key))
        if draw(st.booleans()):
            pim, spent = draw(st.none() | centimos), draw(st.none() | centimos)
            lines.append(BudgetLineRecord(key, 2025, None, pim, None, None, spent, None, "a"))
    found = summarise_all(
        projects, places, amounts, observations, lines, reference=dt.date(2026, 3, 15), centres=CENTRES
    )
    return found, places


def portfolio_of(found: Sequence[CurrentProject], places: Sequence[LocationRecord]) -> Portfolio:
    """The columns that the database would give, arranged as a portfolio."""
    columns = {field.name: [getattr(one, field.name) for one in found] for field in fields(CurrentProject)}
    names = ("project_id", "precision", "ubigeo", "share_millionths", "lon", "lat")
    return build_portfolio(EDITION, columns, {n: [getattr(p, n) for p in places] for n in names}, sorted(AREAS))


portfolios = pictures().map(lambda made: portfolio_of(*made))


@st.composite
def filters(
    draw: st.DrawFn, provinces: Sequence[str] = PROVINCES, districts: Sequence[str] = DISTRICTS, *, text: bool = False
) -> ProjectFilter:
    """Any filter over the areas given; without words unless asked for, for these need the search index."""

    def some(values: Sequence[str]) -> list[str]:
        return draw(st.just([]) | st.lists(st.sampled_from(list(values)), max_size=3))

    west, south = draw(coordinates)
    singles = {
        "min_amount": str(draw(st.just(to_soles(0)) | centimos.map(to_soles))),
        "year": draw(st.sampled_from(["2019", "2021", "2024", "2025"])),
        "bbox": f"{west},{south},{west + 0.6},{south + 0.6}",
        "near": f"{west},{south},{draw(st.sampled_from([1, 30, 120]))}",
        "within": f"POLYGON (({west} {south}, {west + 1} {south}, {west} {south + 1}, {west} {south}))",
    }
    if text:
        singles["q"] = draw(st.sampled_from(["agua", "hospital", "carr", "mejoramiento", "jaén", "zzz"]))
    if draw(st.booleans()):
        singles["max_amount"] = str(Decimal(singles["min_amount"]) + draw(st.integers(0, 10**9)))
    chosen = draw(st.sets(st.sampled_from(sorted(singles)), max_size=2))
    pairs = [(name, singles[name]) for name in chosen]
    for name, values in (
        ("province", provinces),
        ("district", districts),
        ("sector", SECTOR_CODES),
        ("status", STATUS_CODES),
        ("precision", ("site", "district", "region", "unlocated")),
        ("alert", [str(alert) for alert in ALERTS]),
    ):
        if draw(st.integers(0, 3)) == 0:
            pairs += [(name, value) for value in some(values)]
    return parse_filter(pairs)
