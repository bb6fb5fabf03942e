"""GeoJSON, CSV and KML hold exactly what the single project says, whatever its name."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.services.exports import ExportView, no_progress
from geoapp.services.exports.geojson import MAX_KEPT_BYTES, kept_features
from geoapp.services.exports.table import BATCH_ROWS, project_table
from tests.unit.exports.conftest import HOSTILE, MakeView, written

KML = "{http://www.opengis.net/kml/2.2}"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def properties_of(view: ExportView) -> list[dict[str, object]]:
    return [view.publication.columns.properties(index) for index in view.indices.tolist()]


@given(names=st.lists(NAMES, min_size=1, max_size=8))
@settings(max_examples=40)
def test_geojson_says_what_the_single_project_says(make_view: MakeView, names: list[str]) -> None:
    view = make_view(names)
    collection = json.loads(written(view, "geojson"))
    assert [feature["properties"] for feature in collection["features"]] == properties_of(view)
    for index, feature in zip(view.indices.tolist(), collection["features"], strict=True):
        point = view.publication.columns.point(index)
        assert feature["geometry"] == (None if point is None else {"type": "Point", "coordinates": point})


@given(names=st.lists(NAMES, min_size=1, max_size=8))
@settings(max_examples=40)
def test_csv_gives_names_back(make_view: MakeView, names: list[str]) -> None:
    text = written(make_view(names), "csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in rows] == names


def test_a_sequence_holds_the_features_of_the_collection(hostile: ExportView) -> None:
    pieces = written(hostile, "geojsonl").decode().split("\x1e")
    assert pieces[0] == ""
    assert all(piece.endswith("\n") for piece in pieces[1:])
    collection = json.loads(written(hostile, "geojson"))
    assert [json.loads(piece) for piece in pieces[1:]] == collection["features"]


def test_the_collection_follows_rfc_7946_and_says_what_it_is(hostile: ExportView) -> None:
    collection = json.loads(written(hostile, "geojson"))
    assert "crs" not in collection
    assert len(collection["bbox"]) == 4
    assert collection["metadata"]["projects"] == len(HOSTILE)
    assert {"edition", "cut_off", "filter", "sources", "licence"} <= set(collection["metadata"])
    assert not re.search(rb"-?\d+\.\d{8,}", written(hostile, "geojsonl"))


def test_csv_follows_rfc_4180(hostile: ExportView) -> None:
    text = written(hostile, "csv").decode()
    assert "\ufeff" not in text
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {36}
    assert text.endswith("\r\n")


def test_kml_is_xml_with_typed_data(hostile: ExportView) -> None:
    root = ET.fromstring(written(hostile, "kml"))  # noqa: S314 - our own file
    placemarks = root.findall(f".//{KML}Placemark")
    printable = [re.sub(r"[\x00-\x08\x0b-\x1f]", "", name) for name in HOSTILE]
    shown = [placemark.findtext(f"{KML}name") for placemark in placemarks]
    assert [name.replace("\r", "") for name in shown if name] == [name.replace("\r", "") for name in printable]
    assert [placemark.find(f"{KML}Point") is None for placemark in placemarks] == [
        at % 3 == 0 for at in range(len(HOSTILE))
    ]
    types = {field.get("name"): field.get("type") for field in root.iter(f"{KML}SimpleField")}
    assert types["cost_pen"] == "double"
    assert types["cui"] == "string"


def test_batches_join_without_a_seam(make_view: MakeView) -> None:
    view = make_view([f"Proyecto {number}" for number in range(2 * BATCH_ROWS + 7)])
    assert written(view, "csv").count(b"\r\n") == view.mask.size + 1
    whole = json.loads(written(view, "geojson"))["features"]
    assert [feature["properties"]["name"] for feature in whole] == [f"Proyecto {at}" for at in range(view.mask.size)]
    mask = view.mask.copy()
    mask[::3] = False
    part = ExportView(view.publication, view.filter, mask)
    pieces = kept_features(project_table(part.publication)).pieces(part.indices)
    assert sum(count for count, _ in pieces) == len(part.indices)
    kept = json.loads(written(part, "geojson"))["features"]
    assert kept == [whole[index] for index in part.indices.tolist()]


def test_what_is_kept_is_bounded(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.services.exports.geojson.MAX_KEPT_BYTES", 1)
    view = make_view([f"Proyecto {number}" for number in range(3 * BATCH_ROWS)])
    features = json.loads(written(view, "geojson"))["features"]
    assert len(features) == 3 * BATCH_ROWS
    assert len(kept_features(project_table(view.publication))._blocks) == 1
    assert MAX_KEPT_BYTES > 1


def test_progress_counts_every_project(hostile: ExportView) -> None:
    from geoapp.services.exports import EXPORTS  # noqa: PLC0415

    for name, export in EXPORTS.items():
        told: list[int] = []
        for _ in export.write(hostile, told.append):
            pass
        assert sum(told) == len(HOSTILE), name
    no_progress(0)
