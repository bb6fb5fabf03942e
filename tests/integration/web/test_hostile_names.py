"""Names that try to run: whatever a source calls a project stays text, in JSON, in files and in pages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from sqlalchemy import text

from geoapp.db import Database
from tests.support.serving import Client, serving

NAMES = (
    "Obra ${window.x=1}",
    "Obra {{7*7}}{% raw %}",
    "Obra <img src=x onerror=alert(1)>",
    "Obra </script><script>window.x=1</script>",
    "Obra `+alert(1)+`",
    'Obra " onmouseover="alert(1)" x=\'',
    '=HYPERLINK("http://example.org")',
    "Obra \u202egro.elpmaxe\u202c",
    "Obra \u2028 línea",
)


UPDATES = (
    "UPDATE project_current SET name = :name, executing_entity = :name WHERE project_id = :id",
    "UPDATE observation SET title = :name WHERE project_id = :id",
)


class Reader(HTMLParser):
    """Elements, attributes and scripts of a page, as a browser would make them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False if tag == "script" else self._in_script

    def handle_data(self, data: str) -> None:
        (self.scripts if self._in_script else self.text).append(data)


@pytest.fixture(scope="module")
def hostile(sqlite_shipped: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, list[str]]]:
    """The shipped data with the names of its first projects replaced, and their identifiers."""
    assert sqlite_shipped.path is not None
    path = tmp_path_factory.mktemp("hostile") / "geoapp.sqlite3"
    path.write_bytes(sqlite_shipped.path.read_bytes())
    database = Database.open(f"sqlite:///{path}")
    with database.writing() as session:
        ids = list(
            session.scalars(
                text("SELECT project_id FROM project_current WHERE lon IS NOT NULL ORDER BY 1 LIMIT :n"),
                {"n": len(NAMES)},
            )
        )
        for identifier, name in zip(ids, NAMES, strict=True):
            for update in UPDATES:
                session.execute(text(update), {"name": name, "id": identifier})
    with serving(database) as client:
        yield client, ids
    database.dispose()


def test_json_says_the_name_to_the_letter(hostile: tuple[Client, list[str]]) -> None:
    client, ids = hostile
    features = {f["id"]: f["properties"]["name"] for f in client.get("/descargas/proyectos.geojson").json()["features"]}
    items = {item["id"]: item["name"] for item in client.get("/api/v1/projects?limit=1000").json()["items"]}
    rows = {row["id"]: row["name"] for row in csv.DictReader(io.StringIO(client.get("/descargas/proyectos.csv").text))}
    for identifier, name in zip(ids, NAMES, strict=True):
        assert features[identifier] == items[identifier] == rows[identifier] == name
        assert client.get(f"/mapas/datos/tarjeta/{identifier}").json()["name"] == name
        assert client.get(f"/api/v1/projects/{identifier}").json()["name"] == name
    for address in (
        "/api/v1/projects",
        "/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=14",
        "/descargas/proyectos.geojson",
    ):
        assert client.get(address).headers["content-type"].split(";")[0] in {"application/json", "application/geo+json"}


def test_pages_show_the_name_as_text(hostile: tuple[Client, list[str]]) -> None:
    client, ids = hostile
    for identifier, name in zip(ids, NAMES, strict=True):
        page = client.get(f"/proyectos/{identifier}")
        assert page.status_code == 200
        read = Reader()
        read.feed(page.text)
        shown = re.sub(r"\s+", " ", " ".join(read.text))
        assert re.sub(r"\s+", " ", name) in shown
        assert_inert(read)


@pytest.mark.parametrize("address", ["/", "/proyectos?q=obra", "/proyectos", "/provincias/0601", "/mapas/region"])
def test_lists_and_maps_run_nothing(hostile: tuple[Client, list[str]], address: str) -> None:
    client, _ = hostile
    read = Reader()
    page = client.get(address)
    assert page.status_code == 200
    read.feed(page.text)
    assert_inert(read)


def test_maps_of_projects_run_nothing(hostile: tuple[Client, list[str]]) -> None:
    client, ids = hostile
    for identifier in ids:
        read = Reader()
        read.feed(client.get(f"/mapas/proyectos/{identifier}").text)
        assert_inert(read)


def assert_inert(read: Reader) -> None:
    """No element, attribute or script that a name brought along; nothing that a template computed."""
    assert not [tag for tag, attributes in read.tags if any(name.startswith("on") for name in attributes)]
    assert not [tag for tag, attributes in read.tags if tag == "img" and attributes.get("src") == "x"]
    for script in read.scripts:
        assert "window.x" not in script
        assert "alert(1)" not in script
        assert "7*7" not in script
    assert not any("Obra 49" in piece for piece in read.text)


def test_the_policy_would_stop_what_slipped_through(hostile: tuple[Client, list[str]]) -> None:
    client, ids = hostile
    for identifier in ids:
        policy = client.get(f"/proyectos/{identifier}").headers["content-security-policy"]
        assert "unsafe" not in policy
