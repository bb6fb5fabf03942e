"""Areas coloured by the class of a measure; measure and level change without reloading the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from layers.base import EmbeddedData, Layer, LayerSpec, check_name
from layers.boundaries import AREAS
from layers.errors import LayerError
from layers.style import palette


class Choropleth(Layer):
    """Areas coloured by class, hatched where the sources say nothing.

    Parameters
    ----------
    boundaries : Mapping[str, str or EmbeddedData]
        Level (``province``, ``district``) to its GeoJSON of polygons.
    values : str or EmbeddedData
        Address that answers to ``level`` and ``measure``; or a block that holds, for each
        ``level/measure``, what the address would answer.
    measures : Mapping[str, str]
        Measure name to the title people read; the first is shown unless ``measure`` says another.
    level : str, optional
        Level shown first; the first of ``boundaries`` by default.
    parent : str, optional
        ubigeo of the area whose parts are shown; the whole region by default.
    colors : str
        A palette of ``style.PALETTES``.
    labels : bool
        Write the names of areas where there is room.
    opacity : float
        Of the fill, 0 to 1.
    classes : str, optional
        How the server cuts the classes; its own default where not given.
    also : str, optional
        Year whose values share the classes (``also``), so that two maps can be compared by colour.
    """

    spec: ClassVar[LayerSpec] = LayerSpec(
        kind="choropleth",
        function="choropleth",
        title="Coropletas",
        geometry=AREAS,
        required={"name": "nombre del área", "value": "valor, vacío donde no hay dato"},
        optional={"ubigeo": "código del área", "href": "dirección de la página del área"},
    )

    def __init__(
        self,
        boundaries: Mapping[str, str | EmbeddedData],
        values: str | EmbeddedData,
        measures: Mapping[str, str],
        *,
        name: str | None = None,
        measure: str | None = None,
        level: str | None = None,
        parent: str | None = None,
        colors: str = "YlGnBu",
        labels: bool = True,
        opacity: float = 0.8,
        classes: str | None = None,
        also: str | None = None,
    ) -> None:
        super().__init__(name)
        if not measures:
            raise LayerError("La coropleta necesita al menos una medida (measures).")
        if not boundaries:
            raise LayerError("La coropleta necesita los límites de al menos un nivel (boundaries).")
        self.measure = measure or next(iter(measures))
        if self.measure not in measures:
            raise LayerError(f"Medida {self.measure!r} desconocida. Hay: {', '.join(measures)}.")
        self.level = level or next(iter(boundaries))
        if self.level not in boundaries:
            raise LayerError(f"Nivel {self.level!r} sin límites. Hay: {', '.join(boundaries)}.")
        if not 0 < opacity <= 1:
            raise LayerError(f"Opacidad fuera de 0 a 1: {opacity}.")
        self.boundaries = {key: self.source(data) for key, data in boundaries.items()}
        self.values = self.source(values)
        self.measures = dict(measures)
        self.parent_ubigeo = parent
        self.colors = palette(colors)
        self.labels = labels
        self.opacity = opacity
        self.also = also
        self.classes = check_name(classes) if classes else None

    def options(self) -> dict[str, Any]:
        """Return the options of ``geoappLayers.choropleth``."""
        return {
            "boundaries": self.boundaries,
            "values": self.values,
            "measures": [[key, title] for key, title in self.measures.items()],
            "measure": self.measure,
            "level": self.level,
            "parent": self.parent_ubigeo,
            "colors": list(self.colors),
            "labels": self.labels,
            "opacity": self.opacity,
            "classes": self.classes,
            "also": self.also,
        }
