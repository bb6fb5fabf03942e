"""What an address of the explorer may choose beside the filter."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.i18n import N_
from geoapp.services.classes import DEFAULT_METHOD
from geoapp.services.measures import DEFAULT_MEASURE
from layers import PALETTES

ADDRESS, COMPARE_ADDRESS = "/mapa", "/mapa/comparar"
DEFAULT_COLORS = "YlGnBu"
COLORS = {
    "YlGnBu": N_("Amarillo a azul"),
    "Blues": N_("Azules"),
    "BuPu": N_("Azul a morado"),
    "Greens": N_("Verdes"),
    "YlOrBr": N_("Amarillo a marrón"),
    "Oranges": N_("Naranjas"),
    "PuOr": N_("Naranja a morado (desde el medio)"),
}
assert set(COLORS) <= set(PALETTES)  # noqa: S101 - a typing mistake here would fail each page


@dataclass(frozen=True, slots=True)
class ExploreChoice:
    """What an address of the explorer chooses beside the filter; `layers` None means the usual ones."""

    measure: str = DEFAULT_MEASURE
    level: str = "province"
    classes: str = DEFAULT_METHOD
    colors: str = DEFAULT_COLORS
    at: int | None = None
    layers: tuple[str, ...] | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters that differ from the usual."""
        usual = ExploreChoice()
        pairs = [
            (name, str(getattr(self, name)))
            for name in ("measure", "level", "classes", "colors", "at")
            if getattr(self, name) != getattr(usual, name)
        ]
        return pairs + [("layer", name) for name in self.layers or ()]
