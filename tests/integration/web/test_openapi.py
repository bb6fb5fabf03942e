"""The API's contract: valid, complete, and without any address of another machine."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from fastapi.openapi.models import OpenAPI

from geoapp.domain.filters import FILTER_NAMES
from tests.support.serving import Client

FILTERED = ("/api/v1/projects", "/api/v1/summary")


@pytest.fixture(scope="module")
def contract(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_the_document_is_openapi(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    parsed = OpenAPI.model_validate(contract)
    assert parsed.info.version
    assert parsed.paths


def test_every_operation_has_one_id_and_no_parameter_twice(contract: dict[str, Any]) -> None:
    operations = [operation for methods in contract["paths"].values() for operation in methods.values()]
    identifiers = [operation["operationId"] for operation in operations]
    assert len(set(identifiers)) == len(identifiers)
    for operation in operations:
        names = [(parameter["in"], parameter["name"]) for parameter in operation.get("parameters", [])]
        assert len(set(names)) == len(names), operation["operationId"]
        assert operation["summary"]


def test_every_placeholder_is_a_parameter(contract: dict[str, Any]) -> None:
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            inside = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert inside == set(re.findall(r"{(\w+)}", path)), path


@pytest.mark.parametrize("path", FILTERED)
def test_every_filter_is_documented(contract: dict[str, Any], path: str) -> None:
    names = {parameter["name"] for parameter in contract["paths"][path]["get"]["parameters"]}
    assert set(FILTER_NAMES) <= names


def test_documented_parameters_are_accepted(client: Client, contract: dict[str, Any]) -> None:
    """A blank value is left out, so every documented name must pass where no value is required."""
    for path in FILTERED:
        for parameter in contract["paths"][path]["get"]["parameters"]:
            assert client.get(f"{path}?{parameter['name']}=").status_code == 200, parameter["name"]


@pytest.mark.parametrize("address", ["/openapi.json", "/docs"])
def test_nothing_is_loaded_from_elsewhere(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    for found in re.findall(r"https?://[^\s\"'<>)]+", answer.text):
        assert found.startswith("http://www.w3.org/"), found


def test_the_page_names_every_address(client: Client, contract: dict[str, Any]) -> None:
    page = client.get("/docs").text
    for path in contract["paths"]:
        assert path in page, path


def test_every_operation_tells_the_shape_of_its_problems(contract: dict[str, Any]) -> None:
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            assert "422" not in operation["responses"], path  # refused parameters are 400, in geoapp's own shape
            assert "application/problem+json" in operation["responses"]["default"]["content"], path


CIRCLE = shapely.Point(-78.5, -6.5).buffer(1, quad_segs=240)
ACCEPTED = {
    "bbox": "-78.1234567,-7.12345678,-78.0,-7.0",
    "near": "-78.1234567,-7.1,5",
    "min_amount": "100000000000000",
    "max_amount": "99999999999999.99",
    "within": "POLYGON((" + ",".join(f"{x:.15f} {y:.15f}" for x, y in CIRCLE.exterior.coords) + "))",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_fits_what_is_documented(client: Client, contract: dict[str, Any], name: str) -> None:
    path, value = "/api/v1/summary", ACCEPTED[name]
    schema = next(p["schema"] for p in contract["paths"][path]["get"]["parameters"] if p["name"] == name)
    assert client.get(path, params={name: value}).status_code == 200
    assert re.fullmatch(schema["pattern"], value)
    assert len(value) <= schema.get("maxLength", len(value))


def test_the_same_figures_have_the_same_names(client: Client) -> None:
    total = client.get("/api/v1/summary").json()["total"]
    quality = client.get("/api/v1/quality").json()
    assert quality["total"] == total
    assert all(row.keys() == total.keys() for row in quality["by_precision"])
