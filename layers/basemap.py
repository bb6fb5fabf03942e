"""The folium map that layers are added to: no tiles unless asked, no request to another machine, accessible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, Final

from branca.element import CssLink, Element, Figure, JavascriptLink

from layers.assets import DEFAULT_PREFIX, map_scripts, map_styles
from layers.base import Layer, Raw, check_name, figure_of
from layers.errors import LayerError
from layers.folium_map import Map
from layers.parts import render_parts
from layers.serialize import script_json
from layers.style import symbol_options
from layers.texts import N_, SOURCE, check_language, gettext

Bounds = tuple[float, float, float, float]
MAX_ZOOM: Final = 19
_HELP: Final = N_(
    "Las flechas mueven el mapa; más y menos lo acercan y alejan; Tab recorre los lugares, Entrar abre su ficha y"
    " Escape la cierra."
)
_NO_SCRIPT: Final = N_("El mapa necesita JavaScript; la tabla dice lo mismo.")
_TILES = re.compile(r"(https?://|/(?!/))[^\s\"'<>\\]+")


@dataclass(frozen=True, slots=True)
class TileSource:
    """A base map by address; the map stays usable when it does not answer.

    Parameters
    ----------
    address : str
        With ``{z}``, ``{x}`` and ``{y}``: on this server, or with http(s) elsewhere if the operator so decides.
    attribution : str
        Plain text, always shown. Licences of map data demand it.
    max_zoom : int
        Last zoom the server has tiles for; beyond it they are enlarged.
    """

    address: str
    attribution: str
    max_zoom: int = MAX_ZOOM

    def __post_init__(self) -> None:
        if not _TILES.fullmatch(self.address) or not all(part in self.address for part in ("{z}", "{x}", "{y}")):
            raise LayerError(
                f"Dirección de mapa base {self.address!r}: debe ser http(s) o «/...» con {{z}}, {{x}} y {{y}}."
            )
        if not self.attribution.strip():
            raise LayerError("El mapa base necesita su atribución: indique de quién son los datos.")
        if not 0 <= self.max_zoom <= MAX_ZOOM + 5:
            raise LayerError(f"Zoom máximo del mapa base fuera de 0 a {MAX_ZOOM + 5}: {self.max_zoom}.")


class _MapFigure(Figure):
    """A figure that saves and shows the map as a page that stands alone."""

    def __init__(self, owner: BaseMap) -> None:
        super().__init__(height="560px")
        self.owner = owner

    def render(self, **_kwargs: Any) -> str:
        """Return the whole document, assets inside."""
        return render_parts(self.owner, inline=True).to_document(title=self.owner.label, lang=self.owner.language)


class BaseMap(Map):
    """A folium map for geoapp's layers.

    Parameters
    ----------
    name : str
        Unique within the page. The element is ``map_<name>``.
    label : str
        What a screen reader says of the map, in the reader's language.
    bounds : (west, south, east, north), optional
        Degrees, WGS 84. The home view; without it the map fits its first data.
    center : (lon, lat), optional
        Degrees, WGS 84; with ``zoom``, instead of bounds.
    tiles : TileSource, optional
        None draws no base map and needs no network.
    keep_view : bool
        Keep longitude, latitude and zoom in the address after ``#``, so that a view can be shared.
    filters : str
        Query string that is sent with every request for data, as the page's own address has it.
        ``@page`` reads it in the browser from the page's attribute ``data-geoapp-filters``: text that people
        typed then never stands in a script.
    year : int, optional
        Year at whose end the map's data is asked for (``at``); today's by default.
    pad_right : int
        Pixels that the home view leaves free on the right of a wide map, for a legend.
    static_prefix : str
        Where the server serves ``assets.static_files()``.
    language : str
        Language of the map's own texts: ``es``, or ``en``, which links one more script.
    controls : sequence of str
        Which of ``home``, ``fullscreen``, ``scale`` and ``coordinates`` (under the pointer) to draw.
    """

    default_js = map_scripts()
    default_css = map_styles()
    CONTROLS: ClassVar[tuple[str, ...]] = ("home", "fullscreen", "scale", "coordinates")
    USUAL: ClassVar[tuple[str, ...]] = ("home", "fullscreen", "scale")

    def __init__(
        self,
        name: str = "mapa",
        *,
        label: str = "Mapa",
        bounds: Bounds | None = None,
        center: tuple[float, float] | None = None,
        zoom: int = 8,
        min_zoom: int = 5,
        max_zoom: int = MAX_ZOOM,
        tiles: TileSource | None = None,
        keep_view: bool = False,
        filters: str = "",
        year: int | None = None,
        pad_right: int = 0,
        controls: Sequence[str] = USUAL,
        static_prefix: str = DEFAULT_PREFIX,
        language: str = SOURCE,
    ) -> None:
        self.language = check_language(language)
        self.map_name = check_name(name)
        lon, lat = _check_point(center) if center else (0.0, 0.0)
        if not 0 <= min_zoom <= zoom <= max_zoom <= MAX_ZOOM + 5:
            raise LayerError(f"Zooms fuera de orden: mínimo {min_zoom}, inicial {zoom}, máximo {max_zoom}.")
        unknown = [control for control in controls if control not in self.CONTROLS]
        if unknown:
            raise LayerError(f"Controles desconocidos: {', '.join(unknown)}. Hay: {', '.join(self.CONTROLS)}.")
        super().__init__(tiles=None, zoom_start=zoom, max_zoom=max_zoom, zoom_control=False)
        self.location = [lat, lon]  # checked above; folium would load pandas to see that it is no DataFrame
        self.label = label
        self.view = {
            "bounds": _check_bounds(bounds) if bounds else None,
            "center": [lon, lat] if center else None,
            "zoom": zoom,
            "minZoom": min_zoom,
            "maxZoom": max_zoom,
            "tiles": None
            if tiles is None
            else {"address": tiles.address, "attribution": tiles.attribution, "maxZoom": tiles.max_zoom},
            "keepView": keep_view,
            "filters": filters.removeprefix("?"),
            "year": year,
            "padRight": pad_right or None,
            "symbols": symbol_options(language),
            "controls": list(controls),
        }
        # Own lists: folium's add_js_link would else change them for every map of the process.
        self.default_js = map_scripts(static_prefix, language)
        self.default_css = map_styles(static_prefix)
        _MapFigure(self).add_child(self)

    def get_name(self) -> str:
        """Return the id of the element and the name of the JavaScript variable."""
        return f"map_{self.map_name}"

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:
        """Add a layer or any folium element.

        Parameters
        ----------
        child : branca.element.Element
            The layer or element.
        name : str, optional
            By which the map keeps it; its own name by default.
        index : int, optional
            Place among the map's children; the last by default.

        Returns
        -------
        branca.element.Element
            The map itself.

        Raises
        ------
        LayerError
            If the map has another layer of the same name: it would be replaced.
        """
        if isinstance(child, Layer) and self._children.get(child.get_name(), child) is not child:
            raise LayerError(f"El mapa ya tiene una capa {child.layer_name!r}: dé otro name a la segunda.")
        return super().add_child(child, name=name, index=index)

    def render(self, **_kwargs: Any) -> str:
        """Place links, container and script in the figure."""
        figure = figure_of(self)
        for name, address in self.default_css:
            figure.header.add_child(CssLink(address), name=name)
        for name, address in self.default_js:
            figure.header.add_child(JavascriptLink(address), name=name)
        figure.html.add_child(Raw(self._container()), name=self.get_name())
        options = {key: value for key, value in self.view.items() if value is not None}
        call = f"geoappLayers.createMap({script_json(self.get_name())}, {script_json(options)})"
        figure.script.add_child(Raw(f"var {self.get_name()} = {call};"), name=self.get_name())
        for child in self._children.values():
            child.render()
        return ""

    def _container(self) -> str:
        element = self.get_name()
        return (
            f'<div class="geoapp-map" id="{element}_frame">'
            f'<div class="folium-map geoapp-canvas" id="{element}" role="region" tabindex="0" '
            f'aria-label="{escape(self.label)}" aria-describedby="{element}_help"></div>'
            f'<p class="geoapp-hidden" id="{element}_help">{escape(gettext(_HELP, self.language))}</p>'
            f'<div class="geoapp-line" id="{element}_status" role="status" aria-live="polite"></div>'
            f'<noscript><p class="geoapp-noscript">{escape(gettext(_NO_SCRIPT, self.language))}</p></noscript>'
            "</div>"
        )


def _check_point(point: tuple[float, float]) -> tuple[float, float]:
    lon, lat = point
    if abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004  the globe
        raise LayerError(f"Punto fuera de rango: lon {lon}, lat {lat}. El orden es longitud, latitud.")
    return lon, lat


def _check_bounds(bounds: Bounds) -> list[float]:
    west, south, east, north = bounds
    _check_point((west, south))
    _check_point((east, north))
    if west > east or south > north:
        raise LayerError(f"Extensión al revés: {bounds}. El orden es oeste, sur, este, norte.")
    return [west, south, east, north]
