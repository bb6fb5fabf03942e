"""GeoJSON (RFC 7946) of the filtered view: WGS 84 longitude and latitude, no `crs`, null geometry off the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from geoapp.services.properties import ProjectColumns, batches, selected
from geoapp.services.portfolio import BoolArray, Portfolio


def write_geojson(
    portfolio: Portfolio, mask: BoolArray, columns: ProjectColumns, metadata: dict[str, Any]
) -> Iterator[bytes]:
    """Pieces of a FeatureCollection; projects off the map are there too, with null geometry.

    Parameters
    ----------
    metadata
        Foreign members of the collection: edition, cut-off, filter, totals, sources, licence.
    """
    head: dict[str, Any] = {"type": "FeatureCollection"}
    on_map = mask & portfolio.on_map
    if on_map.any():
        lon, lat = portfolio.lon[on_map], portfolio.lat[on_map]
        head["bbox"] = [round(float(bound), 7) for bound in (lon.min(), lat.min(), lon.max(), lat.max())]
    head["metadata"] = metadata
    yield orjson.dumps(head)[:-1] + b',"features":['
    separator = b""
    for batch in batches(selected(mask)):
        yield separator + b",".join(
            orjson.dumps(feature(columns, index), option=orjson.OPT_SERIALIZE_NUMPY) for index in batch
        )
        separator = b","
    yield b"]}\n"


def feature(columns: ProjectColumns, index: int) -> dict[str, Any]:
    """One project as a GeoJSON Feature."""
    properties = columns.properties(index)
    point = columns.point(index)
    return {
        "type": "Feature",
        "id": properties["id"],
        "geometry": None if point is None else {"type": "Point", "coordinates": point},
        "properties": properties,
    }
