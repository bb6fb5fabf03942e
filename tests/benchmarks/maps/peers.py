"""What folium and GeoPandas give by themselves for the same projects: page by page, built and opened."""

from __future__ import annotations

import http.server
import importlib.util
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from layers import static_file

# Just enough of jQuery for folium's popups, so that the peer pays for no more than it uses.
JQUERY = """window.$ = window.jQuery = (html) => {
  const t = document.createElement('template');
  t.innerHTML = html.trim();
  return [t.content.firstChild];
};"""
DRAWN = """() => {
  const done = document.readyState === 'complete'
    && (document.querySelectorAll('.leaflet-marker-icon, .marker-cluster').length
        || document.querySelectorAll('.leaflet-overlay-pane path').length);
  return done ? performance.now() : false;
}"""


def rows(database: Path, count: int) -> list[tuple[str, str, float, float, float, str]]:
    """Name, sector, cost, longitude, latitude and date of the projects."""
    connection = sqlite3.connect(database)
    found = connection.execute(
        "SELECT name, sector, coalesce(cost_centimos, 0) / 100.0, lon, lat, last_date FROM project_current"
        " WHERE lon IS NOT NULL LIMIT ?",
        (count,),
    ).fetchall()
    connection.close()
    return found


def marker_cluster(found: list[Any]) -> str:
    """folium.Marker with popup in a MarkerCluster: what most tutorials show."""
    import folium  # noqa: PLC0415 - the benchmark of a peer
    from folium.plugins import MarkerCluster  # noqa: PLC0415

    map_ = folium.Map((-6.4, -78.6), zoom_start=8, tiles=None)
    map_.options["maxZoom"] = 18
    group = MarkerCluster().add_to(map_)
    for name, sector, cost, lon, lat, date in found:
        text = folium.Popup(f"{name}<br>{sector}<br>S/ {cost:,.2f}<br>{date}", max_width=300)
        folium.Marker((lat, lon), popup=text, tooltip=name).add_to(group)
    return str(map_.get_root().render())


def fast_marker_cluster(found: list[Any]) -> str:
    """FastMarkerCluster with the name as popup."""
    import folium  # noqa: PLC0415 - as above
    from folium.plugins import FastMarkerCluster  # noqa: PLC0415

    map_ = folium.Map((-6.4, -78.6), zoom_start=8, tiles=None)
    map_.options["maxZoom"] = 18
    callback = "function (row) { return L.marker([row[0], row[1]]).bindPopup(row[2]); }"
    FastMarkerCluster([(lat, lon, name) for name, _, _, lon, lat, _ in found], callback=callback).add_to(map_)
    return str(map_.get_root().render())


def explore(found: list[Any]) -> str:
    """GeoDataFrame.explore with its tooltips."""
    import geopandas  # noqa: PLC0415 - as above

    frame = geopandas.GeoDataFrame(
        {"name": [r[0] for r in found], "sector": [r[1] for r in found], "cost": [r[2] for r in found]},
        geometry=geopandas.points_from_xy([r[3] for r in found], [r[4] for r in found]),
        crs=4326,
    )
    return str(frame.explore(tiles=None).get_root().render())


PEERS: Mapping[str, Callable[[list[Any]], str]] = {
    "folium MarkerCluster": marker_cluster,
    "folium FastMarkerCluster": fast_marker_cluster,
    "GeoDataFrame.explore": explore,
}


def build(name: str, found: list[Any]) -> tuple[float, str]:
    """Milliseconds to build a peer's page, and the page."""
    PEERS[name](found[:3])  # its libraries are loaded before the clock starts
    begun = time.perf_counter()
    page = PEERS[name](found)
    return (time.perf_counter() - begun) * 1000, page


def libraries() -> dict[str, str | bytes] | None:
    """The scripts that the peers ask of other machines; None where MarkerCluster is not installed."""
    spec = importlib.util.find_spec("xstatic") and importlib.util.find_spec("xstatic.pkg.leaflet_markercluster")
    if not spec or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    script = next(folder.rglob("leaflet.markercluster.js"))
    return {
        "leaflet.js": static_file("leaflet/leaflet.js").content,
        "leaflet.css": static_file("leaflet/leaflet.css").content,
        "leaflet.markercluster.js": script.read_bytes(),
        "jquery-3.7.1.min.js": JQUERY,
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The files of a folder by HTTP."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
