"""Limits of areas: outlines with names, to orient the reader."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from layers.base import EmbeddedData, Layer, LayerSpec
from layers.errors import LayerError

AREAS: Final = frozenset({"Polygon", "MultiPolygon"})
_COLOR = "0123456789abcdefABCDEF"


def check_color(color: str) -> str:
    """Return a colour if it is well written.

    Parameters
    ----------
    color : str
        ``#rrggbb``.

    Returns
    -------
    str
        The same colour.

    Raises
    ------
    LayerError
        If it is written otherwise.
    """
    if len(color) != 7 or color[0] != "#" or any(digit not in _COLOR for digit in color[1:]):  # noqa: PLR2004
        raise LayerError(f"Color {color!r}: escríbalo como #rrggbb.")
    return color


class Boundaries(Layer):
    """Outlines of areas, with labels where they fit.

    Parameters
    ----------
    data : str or EmbeddedData
        GeoJSON of polygons, WGS 84, with ``ubigeo``, ``name``, ``lon``, ``lat`` and ``href``.
    color : str, optional
        ``#rrggbb``; by default the style sheet's, which follows light and dark.
    weight : float
        Width of the line in pixels.
    labels : bool
        Write the names where there is room.
    interactive : bool
        Let an area be focused and opened; leave off under a choropleth.
    min_zoom, max_zoom : int, optional
        Zooms at which the layer is drawn.
    hidden : bool
        Drawn only once the page asks for it (``geoappLayers.setVisible``).
    title : str, optional
        Name of the layer, said where it is too far away to be drawn.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(
        kind="boundaries",
        function="boundaries",
        title="Límites",
        geometry=AREAS,
        required={"name": "nombre del área"},
        optional={"ubigeo": "código del área", "href": "dirección de la página del área"},
    )

    def __init__(
        self,
        data: str | EmbeddedData,
        *,
        name: str | None = None,
        color: str | None = None,
        weight: float = 1.5,
        labels: bool = False,
        interactive: bool = False,
        min_zoom: int | None = None,
        max_zoom: int | None = None,
        hidden: bool = False,
        title: str | None = None,
    ) -> None:
        super().__init__(name)
        self.hidden, self.title = hidden, title
        self.address = self.source(data)
        self.color = check_color(color) if color else None
        self.weight = weight
        self.labels = labels
        self.interactive = interactive
        self.min_zoom, self.max_zoom = min_zoom, max_zoom

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.boundaries``."""
        return {
            "address": self.address,
            "color": self.color,
            "weight": self.weight,
            "labels": self.labels,
            "interactive": self.interactive,
            "minZoom": self.min_zoom,
            "maxZoom": self.max_zoom,
            "hidden": self.hidden or None,
            "title": self.title,
        }
