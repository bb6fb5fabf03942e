"""How things look: class palettes, the colour and shape of a sector, how a precision is drawn.

Palettes are ColorBrewer's (Cynthia Brewer, colorbrewer2.org, Apache 2.0) that it marks as safe for
colour-blind readers. Sector colours are the eight of Okabe and Ito, "Color Universal Design" (2008);
a sector always has a shape too, so that no reader depends on colour.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Final

from layers.errors import LayerError
from layers.texts import N_, SOURCE, gettext

PALETTES: Final = MappingProxyType(
    {
        "YlGnBu": ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
        "Blues": ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"),
        "PuBu": ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"),
        "BuPu": ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c"),
        "Greens": ("#edf8e9", "#bae4b3", "#74c476", "#31a354", "#006d2c"),
        "YlOrBr": ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"),
        "Oranges": ("#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"),
        "PuOr": ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99"),
    }
)
"""Five classes each, from low to high; ``PuOr`` diverges around its middle."""

SHAPES: Final = (
    "circle", "square", "diamond", "triangle", "triangle_down", "pentagon", "hexagon", "star", "cross", "drop",
)  # fmt: skip
"""The outlines that the browser code can draw (``static/symbols.js``)."""


@dataclass(frozen=True, slots=True)
class SectorStyle:
    """Name, colour and shape of a sector; no two sectors share both colour and shape."""

    label: str
    color: str
    shape: str


SECTORS: Final = MappingProxyType(
    {
        "salud": SectorStyle(N_("Salud"), "#d55e00", "cross"),
        "educacion": SectorStyle(N_("Educación"), "#cc79a7", "square"),
        "saneamiento": SectorStyle(N_("Saneamiento"), "#0072b2", "drop"),
        "riego": SectorStyle(N_("Riego"), "#56b4e9", "triangle_down"),
        "represa": SectorStyle(N_("Represas"), "#0072b2", "triangle"),
        "transporte": SectorStyle(N_("Transporte"), "#3d3d3d", "diamond"),
        "energia": SectorStyle(N_("Energía"), "#f0e442", "star"),
        "ambiente": SectorStyle(N_("Ambiente"), "#009e73", "hexagon"),
        "agropecuario": SectorStyle(N_("Agropecuario"), "#009e73", "circle"),
        "turismo": SectorStyle(N_("Turismo"), "#e69f00", "pentagon"),
        "deporte": SectorStyle(N_("Deporte"), "#e69f00", "circle"),
        "productivo": SectorStyle(N_("Productivo"), "#e69f00", "square"),
        "seguridad": SectorStyle(N_("Seguridad"), "#3d3d3d", "square"),
        "residuos": SectorStyle(N_("Residuos sólidos"), "#009e73", "triangle_down"),
        "telecom": SectorStyle(N_("Telecomunicaciones"), "#56b4e9", "star"),
        "cultura": SectorStyle(N_("Cultura"), "#cc79a7", "pentagon"),
        "titulacion": SectorStyle(N_("Titulación"), "#009e73", "diamond"),
        "otro": SectorStyle(N_("Otro"), "#767676", "circle"),
    }
)


@dataclass(frozen=True, slots=True)
class PrecisionStyle:
    """How a point is drawn, by how exactly its place is known.

    ``fill`` is the opacity of the sector's colour inside the outline; ``dash`` an SVG dash pattern.
    """

    label: str
    fill: float
    dash: str | None


PRECISIONS: Final = MappingProxyType(
    {
        "site": PrecisionStyle(N_("Sitio exacto"), 1.0, None),
        "locality": PrecisionStyle(N_("Localidad"), 0.55, None),
        "district": PrecisionStyle(N_("Centro del distrito"), 0.0, "3 2"),
        "province": PrecisionStyle(N_("Centro de la provincia"), 0.0, "1.5 2"),
    }
)

SYMBOL_PX: Final = (12, 15, 18, 22, 26)
"""Diameter in CSS pixels of the amount classes 0 to 4; what can be touched is never under 28."""


def palette(name: str, classes: int = 5) -> tuple[str, ...]:
    """Return the colours of a palette, from low to high.

    Parameters
    ----------
    name : str
        A key of ``PALETTES``.
    classes : int
        How many colours, 1 to 5; fewer than five are spread over the whole palette.

    Raises
    ------
    LayerError
        If the palette is unknown or the number of classes is not 1 to 5.
    """
    if name not in PALETTES:
        raise LayerError(f"Paleta desconocida: {name!r}. Use una de: {', '.join(PALETTES)}.")
    colors = PALETTES[name]
    if not 1 <= classes <= len(colors):
        raise LayerError(f"Número de clases fuera de 1 a {len(colors)}: {classes}.")
    if classes == 1:
        return (colors[len(colors) // 2],)
    last = len(colors) - 1
    return tuple(colors[round(index * last / (classes - 1))] for index in range(classes))


def sector_style(sector: str) -> SectorStyle:
    """Return how a sector is drawn; one that has no style of its own is drawn as ``otro``, with its name."""
    return SECTORS.get(sector) or SectorStyle(sector, SECTORS["otro"].color, SECTORS["otro"].shape)


def symbol_options(language: str = SOURCE) -> dict[str, object]:
    """Return everything the browser needs to draw symbols, as plain values for its options."""

    def named(style: SectorStyle | PrecisionStyle) -> dict[str, object]:
        return {**asdict(style), "label": gettext(style.label, language)}

    return {
        "sectors": {code: named(style) for code, style in SECTORS.items()},
        "precisions": {code: named(style) for code, style in PRECISIONS.items()},
        "sizes": list(SYMBOL_PX),
    }
