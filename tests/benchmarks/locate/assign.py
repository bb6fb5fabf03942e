"""``python -m tests.benchmarks.locate.assign FOLDER``: 450 thousand points into the districts, against a plain join."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np

from geoapp.geo.assign import assign_areas

POINTS = 450_000
ROUNDS = 5


def main() -> None:
    """Alternate both in one process, so that caches and load weigh alike, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(description="Points to districts, as a ratio to geopandas.sjoin.")
    parser.add_argument("folder", type=Path, help="folder with peru_districts_inei.gpkg")
    arguments = parser.parse_args()
    districts = gpd.read_file(arguments.folder / "peru_districts_inei.gpkg", columns=["COD_DISTRITO"])
    west, south, east, north = districts.total_bounds
    generator = np.random.default_rng(20_221)
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(generator.uniform(west, east, POINTS), generator.uniform(south, north, POINTS)),
        crs=districts.crs,
    )
    plain: list[float] = []
    own: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        gpd.sjoin(points, districts, how="left")
        joined = time.perf_counter()
        assigned = assign_areas(points, districts, code="COD_DISTRITO")
        plain.append(joined - begun)
        own.append(time.perf_counter() - joined)
    ratio = statistics.median(own) / statistics.median(plain)
    sys.stdout.write(
        f"{POINTS} puntos, {len(districts)} distritos, {int(assigned.notna().sum())} asignados: "
        f"geopandas.sjoin {statistics.median(plain):.2f} s, assign_areas {statistics.median(own):.2f} s, "
        f"razón {ratio:.2f}\n"
    )


if __name__ == "__main__":
    main()
