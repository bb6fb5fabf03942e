"""Folium maps whose data is fetched by the browser. Usable alone, in a notebook, with any GeoDataFrame.

Here belong: one small module per kind of layer, the map they are added to, their style, the browser code in
``static/`` and the thematic layers in ``catalog/``. Nothing here knows geoapp, its database or its pages.

Public names are those of ``__all__``; ``KINDS`` is the read-only registry of layer kinds.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from layers.assets import DEFAULT_PREFIX, StaticFile, map_scripts, map_styles, static_file, static_files, static_url
from layers.base import EmbeddedData, Layer, LayerSpec
from layers.basemap import BaseMap, TileSource
from layers.boundaries import Boundaries
from layers.catalog import Catalog, CatalogLayer, read_catalog
from layers.choropleth import Choropleth
from layers.clusters import Clusters
from layers.draw import Draw
from layers.embed import boundaries_from_frame, choropleth_from_frame, points_from_frame
from layers.errors import CatalogError, LayerError, MissingCRSError
from layers.legend import Legend
from layers.parts import MapParts, render_parts
from layers.points import Points
from layers.serialize import script_json
from layers.style import PALETTES, PRECISIONS, SECTORS, SectorStyle, palette, sector_style

_EVERY = (Boundaries, Choropleth, Clusters, Points, Legend, Draw)
KINDS: Final = MappingProxyType({kind.spec.kind: kind for kind in _EVERY})

__all__ = [
    "DEFAULT_PREFIX", "KINDS", "PALETTES", "PRECISIONS", "SECTORS",
    "BaseMap", "Boundaries", "Catalog", "CatalogError", "CatalogLayer", "Choropleth", "Clusters", "Draw",
    "EmbeddedData", "Layer", "LayerError", "LayerSpec", "Legend", "MapParts", "MissingCRSError", "Points",
    "SectorStyle", "StaticFile", "TileSource",
    "boundaries_from_frame", "choropleth_from_frame", "map_scripts", "map_styles", "palette",
    "points_from_frame", "read_catalog", "render_parts", "script_json", "sector_style", "static_file",
    "static_files", "static_url",
]  # fmt: skip
