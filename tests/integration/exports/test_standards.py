"""OC4IDS against its schema, DCAT against its vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from geoapp.services.exports import AREA_EXPORTS, EXPORTS
from geoapp.services.exports.oc4ids import EXTRA_FIELDS
from tests.support.serving import Client

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "schemas" / "oc4ids"


@pytest.fixture(scope="module")
def package(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/descargas/oc4ids.json").json()
    return found


@pytest.fixture(scope="module")
def schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas of OC4IDS are not beside the project")
    package, project = (
        json.loads((SCHEMAS / name).read_text()) for name in ("project-package-schema.json", "project-schema.json")
    )
    return package, project


def test_the_package_is_valid(package: dict[str, Any], schemas: tuple[dict[str, Any], dict[str, Any]]) -> None:
    of_package, of_project = schemas
    address = of_package["properties"]["projects"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(address, Resource(of_project, DRAFT4))
    validator = jsonschema.Draft4Validator(
        of_package, registry=registry, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(package)] == []


def test_what_is_outside_the_standard_is_named(
    package: dict[str, Any], schemas: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    of_package, of_project = schemas
    found: set[str] = set()

    def walk(value: Any, schema: dict[str, Any]) -> None:
        if "$ref" in schema and schema["$ref"].startswith("#"):
            schema = of_project["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
        if isinstance(value, list):
            for item in value:
                walk(item, schema.get("items", {}))
        elif isinstance(value, dict) and "properties" in schema:
            for name, member in value.items():
                if name not in schema["properties"]:
                    found.add(name)
                else:
                    walk(member, schema["properties"][name])

    walk({name: value for name, value in package.items() if name != "projects"}, of_package)
    for project in package["projects"]:
        walk(project, of_project)
    assert found == set(EXTRA_FIELDS)


def test_the_package_says_what_pages_say(package: dict[str, Any], client: Client) -> None:
    page = client.get("/api/v1/projects", params={"limit": "1000"}).json()
    assert len(package["projects"]) == page["total"]["projects"]
    for project, item in zip(package["projects"], page["items"], strict=True):
        assert project["id"].endswith(item["id"])
        assert project.get("budget", {}).get("amount", {}).get("amount") == item["cost_pen"]
        apart = item["package_pen"] if item["cost_pen"] is None else None
        assert project.get("x_packageCost", {}).get("amount") == apart
    codes = {
        code for p in package["projects"] for at in p.get("locations", ()) for code in at["gazetteer"]["identifiers"]
    }
    assert all(code.startswith("06") and isinstance(code, str) for code in codes)
    metrics = {metric["id"] for project in package["projects"] for metric in project.get("metrics", ())}
    assert {"physicalProgress", "reportedAmount.costo_total"} <= metrics
    assert any("documents" in project for project in package["projects"])
    assert any("completion" in project for project in package["projects"])


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, its context left out."""
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name != "@context":
                yield from _nodes(member)
    elif isinstance(value, list):
        for member in value:
            yield from _nodes(member)


def test_the_catalogue_lists_every_download(client: Client) -> None:
    catalogue = client.get("/catalogo.jsonld")
    assert catalogue.headers["content-type"] == "application/ld+json"
    document = catalogue.json()
    assert document["@type"] == "dcat:Catalog"
    names = {name for node in _nodes(document) for name in node if not name.startswith("@")}
    assert {name.partition(":")[0] for name in names} <= set(document["@context"])
    files = [node for node in _nodes(document) if node.get("@type") == "dcat:Distribution"]
    addresses = {urlsplit(node["dcat:downloadURL"]["@id"]).path for node in files}
    projects = {f"/descargas/proyectos.{name}" for name in EXPORTS}
    areas = {f"/descargas/areas.{name}" for name in AREA_EXPORTS}
    assert addresses == projects | areas | {"/descargas/oc4ids.json"}
    for address in sorted(addresses):
        assert client.head(address).status_code == 200
    for service in document["dcat:service"]:
        for name in ("dcat:endpointURL", "dcat:endpointDescription"):
            assert client.get(urlsplit(service[name]["@id"]).path).status_code == 200


def test_amounts_of_the_package_add_up_to_the_total(package: dict[str, Any], client: Client) -> None:
    told = [
        Decimal(str(p["budget"]["amount"]["amount"])) for p in package["projects"] if "amount" in p.get("budget", {})
    ]
    total = client.get("/api/v1/summary").json()["total"]
    assert (len(told), sum(told)) == (total["with_cost"], Decimal(str(total["cost_pen"])))
    apart = [p["x_packageCost"]["amount"] for p in package["projects"] if "x_packageCost" in p]
    assert apart
    assert min(apart) > 0
