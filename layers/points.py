"""Points of one small set, fetched once: one project's places, hospitals, populated places."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from layers.base import EmbeddedData, Layer, LayerSpec
from layers.errors import LayerError
from layers.style import SHAPES, SectorStyle

PLACES: Final = frozenset({"Point"})


class Points(Layer):
    """Symbols at points; what a point says is shown when it is opened.

    Parameters
    ----------
    data : str or EmbeddedData
        GeoJSON of points, WGS 84. Properties: ``name`` and, where known, ``sector``, ``precision``, ``size``
        (amount class 0 to 4), ``label`` (said before opening), ``rows`` (list of pairs, shown when opened),
        ``href`` (page of the thing), ``id``.
    symbol : SectorStyle, optional
        One colour and shape for all, instead of the sector's.
    card_address : str, optional
        Where the card of a point is asked for, by its ``id``; without it ``rows`` are shown.
    min_zoom, max_zoom : int, optional
        Zooms at which the layer is drawn.
    by_view : bool
        Ask again with ``view`` and ``zoom`` whenever the map moves: for sets too large to send whole.
    filtered : bool
        Send the map's filters with every request, and ask again when they change.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(
        kind="points",
        function="points",
        title="Puntos",
        geometry=PLACES,
        required={"name": "nombre del lugar"},
        optional={
            "id": "código único",
            "sector": "sector del proyecto",
            "precision": "site, locality, district o province",
            "size": "clase de monto, 0 a 4",
            "label": "texto corto que se lee antes de abrir la ficha",
            "href": "dirección de su página",
        },
    )

    def __init__(
        self,
        data: str | EmbeddedData,
        *,
        name: str | None = None,
        symbol: SectorStyle | None = None,
        card_address: str | None = None,
        min_zoom: int | None = None,
        max_zoom: int | None = None,
        by_view: bool = False,
        filtered: bool = False,
        hidden: bool = False,
        title: str | None = None,
    ) -> None:
        super().__init__(name)
        self.hidden, self.title = hidden, title
        self.address = self.source(data)
        if symbol is not None and symbol.shape not in SHAPES:
            raise LayerError(f"Forma {symbol.shape!r} desconocida. Hay: {', '.join(SHAPES)}.")
        self.symbol = symbol
        self.card_address = self.source(card_address) if card_address else None
        self.min_zoom, self.max_zoom = min_zoom, max_zoom
        self.by_view, self.filtered = by_view, filtered

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.points``."""
        symbol = self.symbol
        return {
            "address": self.address,
            "symbol": {"color": symbol.color, "shape": symbol.shape, "label": symbol.label} if symbol else None,
            "card": self.card_address,
            "minZoom": self.min_zoom,
            "maxZoom": self.max_zoom,
            "byView": self.by_view,
            "filtered": self.filtered or None,
            "hidden": self.hidden or None,
            "title": self.title,
        }
