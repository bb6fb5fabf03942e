"""Exit codes, names and shapes that others rely on; a change here needs a decision."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoapp.cli import cli, common
from geoapp.db import Database
from geoapp.domain.filters import FILTER_NAMES
from geoapp.domain.vocabulary import ALERT_RULES, ALERTS, KINDS, PRECISIONS, SECTORS, STATUSES, Alert, Status
from tests.support.serving import Client, serving

ROOT = Path(__file__).resolve().parents[2]
SUMMARY_ROW = {
    "key", "label", "projects", "packages", "located", "with_cost", "cost_pen", "cost_by_kind", "shared_projects",
    "shared_cost_pen", "off_map_cost_pen", "with_pim", "pim_pen", "accrued_pen", "execution_pct", "with_physical",
    "physical_mean_pct", "with_alerts", "alerts",
}  # fmt: skip
PROPERTIES = (
    "id", "cui", "name", "sector", "status", "province", "district", "locality", "precision", "cost_pen", "cost_kind",
    "cost_date", "pim_pen", "accrued_pen", "physical_pct", "financial_pct", "progress_date", "alerts", "source",
    "source_date", "edition",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(sqlite_shipped: Database) -> Iterator[Client]:
    with serving(sqlite_shipped) as made:
        yield made


def test_exit_codes() -> None:
    assert (common.EXIT_FAILED, common.EXIT_USAGE, common.EXIT_REJECTED) == (1, 2, 3)


def test_commands() -> None:
    assert {"serve", "init", "export", "locate", "check"} <= set(cli.commands)
    for name, command in cli.commands.items():
        assert command.help, name


def test_filters_are_the_same_everywhere(client: Client) -> None:
    assert FILTER_NAMES == (
        "province", "district", "sector", "status", "alert", "precision", "min_amount", "max_amount", "year", "q",
        "bbox", "near", "within",
    )  # fmt: skip
    options = {parameter.name for parameter in cli.commands["export"].params}
    assert set(FILTER_NAMES) <= options
    contract = client.get("/openapi.json").json()
    for path in ("/api/v1/projects", "/api/v1/summary"):
        assert set(FILTER_NAMES) <= {p["name"] for p in contract["paths"][path]["get"]["parameters"]}


def test_every_code_has_a_label() -> None:
    assert {status.value for status in Status} == set(STATUSES)
    assert {alert.value for alert in Alert} == set(ALERTS) == set(ALERT_RULES)
    for codes in (SECTORS, STATUSES, ALERTS, PRECISIONS, KINDS):
        assert all(str(code) == str(code).lower() and str(code).isascii() for code in codes)
        assert all(codes.values())


def test_properties_of_a_project_come_first_in_every_answer(client: Client) -> None:
    feature = client.get("/descargas/proyectos.geojson").json()["features"][0]
    item = client.get("/api/v1/projects?limit=1").json()["items"][0]
    header = client.get("/descargas/proyectos.csv").text.lstrip("\ufeff").splitlines()[0].split(",")
    for names in (tuple(feature["properties"]), tuple(item), tuple(header)):
        assert names[: len(PROPERTIES)] == PROPERTIES
    assert set(feature) == {"type", "id", "geometry", "properties"}


def test_answers_of_the_api(client: Client) -> None:
    def keys(address: str) -> set[str]:
        return set(client.get(address).json())

    assert keys("/api/v1/projects?limit=1") == {"edition", "cut_off", "filter", "total", "items", "next"}
    assert keys("/api/v1/summary") == {"edition", "cut_off", "filter", "group_by", "rows", "total"}
    summary = client.get("/api/v1/summary").json()
    assert {*summary["total"], *summary["rows"][0]} == SUMMARY_ROW
    assert {"shared", "region", "unlocated"} <= {row["key"] for row in summary["rows"]}
    assert keys("/api/v1/areas/0608") >= {"ubigeo", "level", "name", "population", "area_km2", "totals", "edition"}
    detail = keys(f"/api/v1/projects/{client.get('/api/v1/projects?limit=1').json()['items'][0]['id']}")
    assert detail >= {"locations", "amounts", "budget", "observations", "sources", "alert_details", "commitments"}


def test_an_error_has_one_shape(client: Client) -> None:
    shapes: list[dict[str, Any]] = [
        client.get(address).json() for address in ("/api/v1/nada", "/api/v1/areas/9999", "/api/v1/projects?x=1")
    ]
    for problem in shapes:
        assert (
            {"type", "title", "status", "detail"} <= set(problem) <= {"type", "title", "status", "detail", "problems"}
        )


def test_directions_of_import_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_importing_the_application_opens_nothing(tmp_path: Path) -> None:
    code = "import geoapp.app; print('ok')"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "ok\n"), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_does_not_wait_for_heavy_libraries() -> None:
    code = (
        "import sys; from geoapp.cli import cli\n"
        "heavy = {'geopandas', 'pandas', 'folium', 'fastapi', 'uvicorn', 'sqlalchemy', 'pyarrow'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
