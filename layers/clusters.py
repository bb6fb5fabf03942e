"""Projects of the current view: clusters made by the server, points, and places with several projects.

What the browser holds does not grow with the number of projects: it asks for each view anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from layers.base import EmbeddedData, Layer, LayerSpec
from layers.boundaries import check_color
from layers.errors import LayerError
from layers.points import PLACES, Points


class Clusters(Layer):
    """Points by view, clustered by the server.

    Parameters
    ----------
    data : str or EmbeddedData
        Address that answers to ``view``, ``zoom`` and filters with ``clusters``, ``points`` and ``places``;
        or such an answer as a block, which is then drawn whole at every view.
    card : str or EmbeddedData
        Address that a project's id is appended to (``/mapas/datos/tarjeta/``), or a block of cards by id.
    place : str or EmbeddedData, optional
        Address that answers to ``ids`` with the list of projects of a place; or a block of lists by the
        place's first id. Without it the place's own text is shown.
    filters : Mapping[str, object], optional
        Fixed filters of this layer (``{"sector": ["salud"]}``), joined to those of the page.
    min_zoom, max_zoom : int, optional
        Zooms at which the layer is drawn.
    hidden : bool
        Drawn only once the page asks for it (``geoappLayers.setVisible``).
    title : str, optional
        Said before what the layer tells, where a map has several.
    ring : str, optional
        ``#rrggbb`` around the clusters, to tell the layers of a map apart.
    zooms : (int, int), optional
        First and last zoom for which a block of data holds an answer, by the zoom's number.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(
        kind="clusters",
        function="clusters",
        title="Puntos agrupados",
        geometry=PLACES,
        required=Points.spec.required,
        optional=Points.spec.optional,
    )

    def __init__(
        self,
        data: str | EmbeddedData,
        card: str | EmbeddedData,
        place: str | EmbeddedData | None = None,
        *,
        name: str | None = None,
        filters: Mapping[str, Any] | None = None,
        min_zoom: int | None = None,
        max_zoom: int | None = None,
        hidden: bool = False,
        title: str | None = None,
        ring: str | None = None,
        zooms: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(name)
        self.hidden, self.title = hidden, title
        self.zooms = zooms
        self.ring = check_color(ring) if ring else None
        self.address = self.source(data)
        self.card = self.source(card)
        self.place = self.source(place) if place is not None else None
        self.filters = fixed_filters(filters or {})
        self.min_zoom, self.max_zoom = min_zoom, max_zoom

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.clusters``."""
        return {
            "address": self.address,
            "card": self.card,
            "place": self.place,
            "filters": self.filters,
            "minZoom": self.min_zoom,
            "maxZoom": self.max_zoom,
            "hidden": self.hidden or None,
            "title": self.title,
            "ring": self.ring,
            "zooms": list(self.zooms) if self.zooms else None,
        }


def fixed_filters(filters: Mapping[str, Any]) -> list[list[str]]:
    """Return filters as pairs of name and value, a list of values as several pairs.

    Raises
    ------
    LayerError
        If a value is neither text, number nor a list of them.
    """
    pairs: list[list[str]] = []
    for name, value in filters.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if not isinstance(item, str | int | float) or isinstance(item, bool):
                raise LayerError(f"Filtro {name!r}: el valor {item!r} no es texto ni número.")
            pairs.append([name, str(item)])
    return pairs
