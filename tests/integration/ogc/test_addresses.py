"""What the OGC API answers: paging, systems, filters, formats, and refusals that say what is accepted."""

from __future__ import annotations

import json
import socket

import httpx
import pytest
import shapely

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
UTM = "http://www.opengis.net/def/crs/EPSG/0/32717"
LAT_LON = "http://www.opengis.net/def/crs/EPSG/0/4326"
ITEMS = "/collections/proyectos/items"


def matched(web: httpx.Client, **query: str) -> int:
    answer = web.get(ITEMS, params=query)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["numberMatched"])


def test_pages_are_linked_to_the_end(web: httpx.Client) -> None:
    page = web.get(ITEMS, params={"limit": "30", "filter": "sector = 'saneamiento'"}).json()
    seen = [feature["id"] for feature in page["features"]]
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = web.get(following[0]).json()
        seen += [feature["id"] for feature in page["features"]]
    assert len(seen) == len(set(seen)) == page["numberMatched"] > 30


def test_features_without_geometry_come_last(web: httpx.Client) -> None:
    features = web.get(ITEMS, params={"limit": "10000"}).json()["features"]
    placed = [feature["geometry"] is not None for feature in features]
    assert placed == sorted(placed, reverse=True)
    assert not all(placed)


def test_coordinates_come_in_the_system_asked_for(web: httpx.Client) -> None:
    plain = web.get(ITEMS, params={"limit": "1"})
    lon, lat = plain.json()["features"][0]["geometry"]["coordinates"]
    assert plain.headers["content-crs"] == f"<{CRS84}>"
    turned = web.get(ITEMS, params={"limit": "1", "crs": LAT_LON})
    assert turned.json()["features"][0]["geometry"]["coordinates"] == [lat, lon]
    assert turned.headers["content-crs"] == f"<{LAT_LON}>"
    metres = web.get(ITEMS, params={"limit": "1", "crs": UTM}).json()["features"][0]["geometry"]["coordinates"]
    assert 600_000 < metres[0] < 900_000
    assert 9_100_000 < metres[1] < 9_500_000


def test_boxes_may_be_in_any_system(web: httpx.Client) -> None:
    boxed = matched(web, bbox="-79,-7,-78,-6")
    assert boxed == matched(web, bbox="-7,-79,-6,-78", **{"bbox-crs": LAT_LON})
    assert boxed == matched(web, bbox="-79,-7,-100,-78,-6,9000")
    assert boxed == matched(web, filter="S_INTERSECTS(geometry, POLYGON((-79 -7, -78 -7, -78 -6, -79 -6, -79 -7)))")
    turned = "S_INTERSECTS(geometry, POLYGON((-7 -79, -7 -78, -6 -78, -6 -79, -7 -79)))"
    assert boxed == matched(web, filter=turned, **{"filter-crs": LAT_LON})
    across = matched(web, bbox="170,-90,-78,90")
    assert across < matched(web, bbox="-180,-90,180,90")


def test_properties_can_be_chosen_and_filtered(web: httpx.Client) -> None:
    page = web.get(ITEMS, params={"sector": "riego", "properties": "sector,cost_pen", "limit": "5"}).json()
    assert all(feature["properties"].keys() == {"sector", "cost_pen"} for feature in page["features"])
    assert page["numberMatched"] == matched(web, filter="sector = 'riego'")


def test_dates_select_the_last_source(web: httpx.Client) -> None:
    assert matched(web, datetime="2022-01-01/..") + matched(web, datetime="../2021-12-31") >= matched(
        web, datetime="1900-01-01/2100-01-01"
    )
    assert matched(web, datetime="2024-02-29T00:00:00Z") <= matched(web, datetime="2024-01-01/2024-12-31")


def test_outlines_follow_the_right_hand(web: httpx.Client) -> None:
    for feature in web.get("/collections/provincias/items").json()["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.geom_type == "MultiPolygon"
        assert all(polygon.exterior.is_ccw for polygon in shape.geoms)


@pytest.mark.parametrize(
    "path",
    ["/", "/conformance", "/api", "/collections", "/collections/proyectos", "/collections/distritos/queryables", ITEMS],
)
def test_every_document_comes_as_json_and_as_a_page(web: httpx.Client, path: str) -> None:
    page = web.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1" in page.text
    assert web.get(path, params={"f": "html"}).text == page.text or "html" in page.headers["content-type"]
    document = web.get(path, headers={"Accept": "*/*"})
    assert "json" in document.headers["content-type"]
    assert document.json()
    assert web.get(path, headers={"If-None-Match": document.headers["etag"]}).status_code == 304


def test_other_hosts_do_not_get_each_other_s_links(web: httpx.Client) -> None:
    one = web.get("/", headers={"Host": "uno.test"}).json()["links"][0]["href"]
    other = web.get("/", headers={"Host": "otro.test"}).json()["links"][0]["href"]
    assert one.startswith("http://uno.test/")
    assert other.startswith("http://otro.test/")


@pytest.mark.parametrize(
    ("path", "query", "status", "named"),
    [
        ("/collections/nada", {}, 404, "proyectos"),
        ("/collections/nada/items", {}, 404, "distritos"),
        (f"{ITEMS}/no-hay", {}, 404, "no-hay"),
        (ITEMS, {"nada": "1"}, 400, "bbox"),
        (ITEMS, {"crs": "EPSG:3857"}, 400, UTM),
        (ITEMS, {"bbox-crs": "nada", "bbox": "1,2,3,4"}, 400, CRS84),
        (ITEMS, {"bbox": "1,2,3"}, 400, "cuatro"),
        (ITEMS, {"bbox": "1,4,3,2"}, 400, "rectángulo"),
        (ITEMS, {"bbox": "a,b,c,nan"}, 400, "cuatro"),
        (ITEMS, {"limit": "0"}, 400, "entero"),
        (ITEMS, {"limit": "-5"}, 400, "entero"),
        (ITEMS, {"limit": "muchos"}, 400, "entero"),
        (ITEMS, {"limit": "9" * 200}, 400, "entero"),
        (ITEMS, {"datetime": "ayer"}, 400, "2024-01-31"),
        (ITEMS, {"datetime": "2025-01-01/2024-01-01"}, 400, "antes"),
        (ITEMS, {"cursor": "xyz"}, 400, "marca"),
        (ITEMS, {"properties": "nada"}, 400, "cost_pen"),
        (ITEMS, {"cost_pen": "caro"}, 400, "número"),
        (ITEMS, {"filter": "nada = 1"}, 400, "cost_pen"),
        (ITEMS, {"filter": "sector = 5"}, 400, "texto entre comillas simples, no con 5."),
        (ITEMS, {"filter": "cost_pen = 'mil'"}, 400, "un número, no con 'mil'."),
        (ITEMS, {"filter": "cost_pen > DATE('2024-01-31')"}, 400, "no con 2024-01-31."),
        (ITEMS, {"filter": "(" * 2_000 + "a=1" + ")" * 2_000}, 400, "paréntesis"),
        (ITEMS, {"filter": "a='" + "x" * 20_000 + "'"}, 400, "caracteres"),
        (ITEMS, {"filter": "sector = 'riego'", "filter-lang": "cql2-json"}, 400, "cql2-text"),
        (ITEMS, {"filter": "'; DROP TABLE project; --"}, 400, "propiedad"),
        (ITEMS, {"f": "xml"}, 400, "json"),
        ("/", {"f": "xml"}, 400, "json"),
    ],
)
def test_refusals_say_what_is_accepted(
    web: httpx.Client, path: str, query: dict[str, str], status: int, named: str
) -> None:
    answer = web.get(path, params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in json.dumps(answer.json(), ensure_ascii=False)


def test_a_filter_of_a_hundred_kilobytes_is_refused(web: httpx.Client) -> None:
    """The longest that the client sends is refused by its length; the server's own bound comes before 100 kB."""
    answer = web.get(ITEMS, params={"filter": "a='" + "x" * 60_000 + "'"})
    assert answer.status_code == 400
    assert "8000" in answer.json()["detail"]
    with socket.create_connection((web.base_url.host, web.base_url.port or 80), timeout=20) as connection:
        connection.sendall(
            b"GET /ogc/collections/proyectos/items?filter=" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        assert b" 4" in connection.recv(20)


def test_a_large_limit_means_the_largest(web: httpx.Client) -> None:
    page = web.get(ITEMS, params={"limit": "99999999"}).json()
    assert page["numberReturned"] == page["numberMatched"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "application/json"),
        ("application/json, text/html", "application/json"),
        ("text/html;q=0.1, application/geo+json", "application/json"),
        ("application/json;q=0.1,text/html", "text/html"),
        ("application/geo+json;q=0, text/html;q=0.5", "text/html"),
    ],
)
def test_the_answer_is_what_the_client_likes_best(web: httpx.Client, accept: str, media_type: str) -> None:
    answer = web.get("/collections", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
