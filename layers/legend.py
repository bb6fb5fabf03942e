"""The legend: classes with counts, unit, source and date, and what shapes and outlines mean. All in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from layers.base import Layer, LayerSpec, check_name
from layers.errors import LayerError
from layers.style import PRECISIONS

POSITIONS: Final = ("bottomleft", "bottomright", "topleft", "topright")


class Legend(Layer):
    """A legend on the map, or in an element of the page.

    Parameters
    ----------
    title : str, optional
        What the map shows, if no choropleth says it; the word «Leyenda» in the map's language by default.
    position : str
        Corner of the map: ``bottomleft``, ``bottomright``, ``topleft`` or ``topright``.
    target : str, optional
        id of the page's element to fill instead.
    sectors : sequence of str, optional
        Sectors to explain; those in view by default.
    switch : bool
        Offer the choropleth's measures in the legend, for maps without a form around them.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(kind="legend", function="legend", title="Leyenda")

    def __init__(
        self,
        title: str | None = None,
        *,
        name: str | None = None,
        position: str = "bottomleft",
        target: str | None = None,
        sectors: Sequence[str] | None = None,
        switch: bool = False,
    ) -> None:
        super().__init__(name)
        if position not in POSITIONS:
            raise LayerError(f"Posición {position!r} desconocida. Hay: {', '.join(POSITIONS)}.")
        self.title = title
        self.position = position
        self.target = check_name(target) if target else None
        self.sectors = list(sectors) if sectors is not None else None
        self.switch = switch

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.legend``."""
        return {
            "title": self.title,
            "position": self.position,
            "target": self.target,
            "sectors": self.sectors,
            "switch": self.switch,
            "precisions": list(PRECISIONS),
        }
