"""Tools to draw a polygon or a circle, and to ask for what is near the reader."""

from __future__ import annotations

from typing import Any, ClassVar

from layers.base import Layer, LayerSpec
from layers.errors import LayerError

MAX_NEAR_KM = 500


class Draw(Layer):
    """Buttons on the map; the page hears ``geoapp:shape`` and decides what to do with the shape.

    Parameters
    ----------
    near_km : float, optional
        Radius of «near me», in kilometres; without it the map does not offer to use the reader's place.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(kind="draw", function="draw", title="Dibujar")

    def __init__(self, *, name: str | None = None, near_km: float | None = 10) -> None:
        super().__init__(name)
        if near_km is not None and not 0 < near_km <= MAX_NEAR_KM:
            raise LayerError(f"Radio fuera de 0 a {MAX_NEAR_KM} km: {near_km}.")
        self.near_km = near_km

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.draw``."""
        return {"nearKm": self.near_km}
