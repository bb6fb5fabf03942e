"""Public spending: every sum checked, levels and data sets kept apart and labelled."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from decimal import Decimal

from .reading import DATA, MONEY, is_reduced_date, table

AREA = "budget/area_budget_2024.csv"
YEARLY = "budget/area_budget_yearly.csv"
# PIM, devengado and girado of 2024 as the source gives them for projects and activities together. Spent and paid
# come in whole soles, so that a published total may differ by a sol from its two parts.
ROUNDING = 20
TOTALS_2024 = {
    "district": ("2491401923.00", "1671124156.00", "1624580641.00"),
    "province": ("2491401923.00", "1671124138.00", "1624580620.00"),
    "region": ("3979303544.00", "3656150735.00", "3591505944.00"),
}
PROJECTS_2024 = {"district": "1456125530.00", "province": "1456125530.00", "region": "965394947.00"}


def known_areas() -> set[str]:
    districts = {row["ubigeo"] for row in table("shapefiles/areas_published.csv")}
    return districts | {code[:4] for code in districts} | {"06"}


def test_money_has_two_decimals_and_areas_exist() -> None:
    for name in (AREA, YEARLY, "budget/entity_totals.csv", "budget/stalled_counts.csv"):
        for row in table(name):
            assert row["ubigeo"] in known_areas()
            for field, value in row.items():
                if field.endswith("_pen") and value:
                    assert MONEY.fullmatch(value), (name, row)


def test_spending_of_2024_adds_up_to_the_published_totals() -> None:
    for level, expected in TOTALS_2024.items():
        rows = [row for row in table(AREA) if row["level"] == level]
        pim, spent, paid = (
            sum(Decimal(row[f"{stage}_pen"]) for row in rows) for stage in ("pim", "devengado", "girado")
        )
        assert pim == Decimal(expected[0])
        assert abs(spent - Decimal(expected[1])) < ROUNDING
        assert abs(paid - Decimal(expected[2])) < ROUNDING
        projects = sum(Decimal(row["pim_pen"]) for row in rows if row["spending"] == "projects")
        assert projects == Decimal(PROJECTS_2024[level])


def test_each_province_is_the_sum_of_its_districts_function_by_function() -> None:
    sums: defaultdict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in table(AREA):
        if row["government"] == "local":
            key = (row["ubigeo"][:4], row["spending"], row["function_code"])
            sums[key][row["level"] == "province"] += Decimal(row["pim_pen"])
    assert len({province for province, *_ in sums}) == 13
    assert all(districts == province for districts, province in sums.values())


def test_2024_names_every_area_once_per_function_and_spending() -> None:
    rows = table(AREA)
    keys = {(row["ubigeo"], row["government"], row["spending"], row["function_code"]) for row in rows}
    assert len(keys) == len(rows) == 2616
    assert {row["ubigeo"] for row in rows} == known_areas()
    assert {row["spending"] for row in rows} == {"projects", "activities"}
    functions = {row["function_code"]: row["name"] for row in table("budget/functions.csv")}
    assert len(functions) == 25
    assert {row["function_code"] for row in rows} <= set(functions)


def test_yearly_leaves_out_the_incomplete_year_and_invents_none() -> None:
    rows = table(YEARLY)
    assert {row["year"] for row in rows} == {"2021", "2022", "2023", "2025"}
    keys = {(row["ubigeo"], row["year"], row["government"]) for row in rows}
    assert len(keys) == len(rows) == 579
    local = [row["ubigeo"] for row in rows if row["government"] == "local" and row["year"] == "2025"]
    assert len(local) == len(set(local)) == 127


def test_published_totals_are_dated_and_distinct() -> None:
    rows = table("budget/entity_totals.csv")
    assert len(rows) == 46
    assert len({(r["entity"], r["year"], r["cut_off_date"], r["url"]) for r in rows}) == 46
    for row in rows:
        assert is_reduced_date(row["year"])
        assert row["cut_off_date"] == "" or is_reduced_date(row["cut_off_date"])
        assert row["url"].startswith("http")
        assert any(row[field] for field in ("pia_pen", "pim_pen", "devengado_pen", "execution_pct"))
    stalled = {row["cut_off_date"]: row["works"] for row in table("budget/stalled_counts.csv")}
    assert stalled == {"2023-03-31": "107", "2023-06-30": "97"}


def test_every_budget_table_says_what_it_is_and_is_not() -> None:
    labels = tomllib.loads((DATA / "budget/labels.toml").read_text(encoding="utf-8"))
    assert set(labels) == {path.name for path in (DATA / "budget").glob("*.csv")}
    assert all(label["es"] and label["no_es"] for label in labels.values())
