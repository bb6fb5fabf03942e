"""A small site of the layers package: static files, one page, and answers of the data contract."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from geopandas import GeoDataFrame
from shapely import Point, box

from layers import (
    BaseMap,
    Boundaries,
    Choropleth,
    Clusters,
    Legend,
    choropleth_from_frame,
    points_from_frame,
    render_parts,
    static_files,
)

HOSTILE = (
    "Obra ${window.x=1}",
    "{{7*7}} {% for a in b %}",
    "<img src=x onerror=window.x=1>",
    "</script><script>window.x=1</script>",
    "`${window.x=1}` \u2028 ' \" \\",
)
NONCE = "bm9uY2UtZGUtcHJ1ZWJh"
POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    f"script-src 'self' 'nonce-{NONCE}'; style-src 'self' 'nonce-{NONCE}'; base-uri 'none'; form-action 'none'"
)
MEASURES = {"projects": "Número de proyectos", "cost_pen": "Costo de referencia"}
BOUNDS = (-79.2, -7.4, -78.0, -5.8)
_NAMES = {"0601": "Cajamarca", "0604": "Chota", "0608": "Jaén", "0607": "Hualgayoc"}


def _square(west: float, south: float, side: float) -> dict[str, object]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def limits(level: str) -> dict[str, object]:
    features = []
    for index, (ubigeo, name) in enumerate(_NAMES.items()):
        west, south = -79.1 + 0.5 * (index % 2), -7.2 + 0.6 * (index // 2)
        code = ubigeo if level == "province" else f"{ubigeo}01"
        label = {"lon": west + 0.25, "lat": south + 0.25}
        properties = {"ubigeo": code, "name": name, "href": f"/areas/{code}"} | label
        features.append(
            {"type": "Feature", "id": code, "geometry": _square(west, south, 0.5), "properties": properties}
        )
    return {"type": "FeatureCollection", "features": features}


def values(level: str, measure: str) -> dict[str, object]:
    def code(ubigeo: str) -> str:
        return ubigeo if level == "province" else f"{ubigeo}01"

    def area(ubigeo: str, value: float | None, rank: int | None) -> dict[str, object]:
        text = "sin dato" if value is None else f"{'S/ ' if measure == 'cost_pen' else ''}{value:,.2f}"
        detail = [["Proyectos", "31"], ["De ellos compartidos", HOSTILE[2]]]
        shown = {"name": _NAMES[ubigeo], "value": value, "value_text": text, "class": rank, "detail": detail}
        return shown | {"href": f"/areas/{code(ubigeo)}"}

    unit = "S/" if measure == "cost_pen" else "proyectos"
    ranks = {"0601": (10.0, 0), "0604": (20.0, 1), "0608": (30.0, 2), "0607": (None, None)}
    if measure == "cost_pen":
        ranks["0601"] = (99.0, 2)
    classes = [
        {
            "index": rank,
            "low": 0.0,
            "high": high,
            "label": f"hasta {high}",
            "count": sum(r == rank for _, r in ranks.values()),
        }
        for rank, high in enumerate((10, 20, 99))
    ]
    return {
        "edition": 1, "level": level, "measure": measure, "title": MEASURES[measure], "unit": unit,
        "note": "Los proyectos compartidos cuentan en cada área.",
        "source": "Fuente de prueba",
        "source_date": "2026-03-10", "source_date_text": "10/03/2026", "classes": classes, "no_data_count": 1,
        "areas": {code(ubigeo): area(ubigeo, *pair) for ubigeo, pair in ranks.items()},
    }  # fmt: skip


def _point(index: int) -> dict[str, object]:
    sectors, precisions = ("salud", "transporte", "represa", "energia", "nuevo"), ("site", "locality", "district")
    return {
        "id": f"obra-{index}", "lon": -79.0 + 0.13 * index, "lat": -6.9 + 0.11 * index, "name": HOSTILE[index],
        "sector": sectors[index], "status": "ejecucion", "precision": precisions[index % 3], "size": index,
        "label": f"{HOSTILE[index]} · S/ 1 000.00 · 95 % (10/2016)",
    }  # fmt: skip


def points(query: dict[str, list[str]]) -> dict[str, object]:
    found = [_point(index) for index in range(len(HOSTILE))]
    if "sector" in query:
        found = [point for point in found if point["sector"] in query["sector"]]
    whole = "sector" not in query
    cluster = {
        "lon": -78.35,
        "lat": -7.1,
        "count": 1200,
        "bounds": [-78.4, -7.15, -78.3, -7.05],
        "text": "1200 proyectos",
    }
    place = {"lon": -78.9, "lat": -6.0, "count": 45, "precision": "district", "name": f"Distrito {HOSTILE[2]}",
             "ids": [f"p{n}" for n in range(45)], "text": "45 proyectos en el distrito"}  # fmt: skip
    zoom = int(query["zoom"][0])
    return {
        "edition": 1, "total": 1250 if whole else len(found), "located": 1250 if whole else len(found),
        "on_map_text": f"{len(found)} puntos ubicados; S/ 1 234.00 fuera del mapa",
        "clusters": [cluster] if whole and zoom < 11 else [], "points": found, "places": [place] if whole else [],
    }  # fmt: skip


def card(key: str) -> dict[str, object]:
    name = next(point["name"] for point in map(_point, range(len(HOSTILE))) if point["id"] == key)
    rows = [["Costo", "S/ 1 000.00"], ["Avance físico", HOSTILE[3]]]
    source = {"text": HOSTILE[2], "url": "javascript:window.x=1", "date_text": "10/2016"}
    return {"id": key, "name": name, "href": f"/proyectos/{key}", "rows": rows, "source": source}


def page(query: dict[str, list[str]]) -> str:
    map_ = BaseMap(label="Mapa de prueba", bounds=BOUNDS, keep_view=True, filters=query.get("filters", [""])[0])
    limits_of = {level: f"/datos/limites/{level}.geojson" for level in ("province", "district")}
    Choropleth(limits_of, "/datos/valores", MEASURES).add_to(map_)
    Boundaries("/datos/limites/province.geojson", name="provincias", weight=2).add_to(map_)
    Clusters("/datos/puntos", "/datos/tarjeta/", "/datos/lugar").add_to(map_)
    Legend(switch=True).add_to(map_)
    return render_parts(map_).to_document(nonce=NONCE, title=HOSTILE[3])


def standalone() -> str:
    """Return a page that holds its assets and its data, as a notebook or a mailed file has it."""
    spots = [Point(-79 + 0.2 * index, -7 + 0.2 * index) for index in range(len(HOSTILE))]
    frame = GeoDataFrame({"name": HOSTILE}, geometry=spots, crs=4326)
    boxes = [box(-79 + index, -7, -78 + index, -6) for index in range(len(HOSTILE))]
    areas = GeoDataFrame({"name": HOSTILE, "value": [1.0, 2.0, None, 4.0, 5.0]}, geometry=boxes, crs=4326)
    map_ = BaseMap(label=HOSTILE[2])
    choropleth_from_frame(areas, {}, title=HOSTILE[1], source=HOSTILE[2], rows={HOSTILE[0]: "name"}).add_to(map_)
    points_from_frame(frame, rows={HOSTILE[3]: "name"}).add_to(map_)
    Legend(HOSTILE[2]).add_to(map_)
    return render_parts(map_, inline=True).to_document(nonce=NONCE, title=HOSTILE[0])


@dataclass
class Site:
    """The address of the server, what it was asked, and how it is to misbehave."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    failing: dict[str, tuple[int, str]] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)

    def count(self, start: str) -> int:
        return sum(path.startswith(start) for path in self.asked)


def _answer(path: str, query: dict[str, list[str]]) -> object:
    if path.startswith("/datos/limites/"):
        return limits(path.removeprefix("/datos/limites/").removesuffix(".geojson"))
    if path == "/datos/valores":
        return values(query["level"][0], query["measure"][0])
    if path == "/datos/puntos":
        return points(query)
    if path.startswith("/datos/tarjeta/"):
        return card(path.rpartition("/")[2])
    if path == "/datos/lugar":
        listed = [
            {"id": key, "name": f"{HOSTILE[2]} {key}", "href": f"/proyectos/{key}", "text": "S/ 5.00"}
            for key in query["ids"]
        ]
        return {"title": f"{len(listed)} proyectos en este lugar", "projects": listed}
    return None


@contextmanager
def serve() -> Iterator[Site]:
    """Serve on a free port of this machine until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            wait = next((wait for start, wait in site.slow.items() if self.path.startswith(start)), 0)
            site.asked.append(self.path)
            time.sleep(wait)
            failure = next((found for start, found in site.failing.items() if self.path.startswith(start)), None)
            static = static_files().get(parts.path.removeprefix("/static/"))
            if failure:
                status, detail = failure
                self.reply(status, "application/problem+json", json.dumps({"title": "x", "detail": detail}).encode())
            elif parts.path == "/":
                self.reply(200, "text/html; charset=utf-8", page(query).encode())
            elif parts.path == "/suelto":
                self.reply(200, "text/html; charset=utf-8", standalone().encode())
            elif static:
                self.reply(200, static.media_type, static.content)
            elif parts.path == "/favicon.ico":
                self.reply(204, "image/x-icon", b"")
            else:
                answer = _answer(parts.path, query)
                body = json.dumps(answer).encode()
                self.reply(200 if answer else 404, "application/json", body)

        def reply(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing: what was asked is kept in ``asked``."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
