"""What every kind of layer shares: what it accepts, and how it becomes part of a folium map.

A layer is a small folium element whose script only calls ``geoappLayers.<kind>(map, options)``. Options come
from code and catalogue files; data is fetched by the browser, or stands in the page as inert JSON (``embed``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from branca.element import Element, Figure, MacroElement

from layers.errors import LayerError, MissingCRSError
from layers.serialize import script_json

if TYPE_CHECKING:
    import geopandas

WGS84: Final = 4326
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*|#[a-z][a-z0-9_-]*")


class Raw(Element):
    """Text that is placed as it is: branca would compile it as a template and run what it holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self.text


def figure_of(element: Element) -> Figure:
    """Return the figure an element is drawn in.

    Parameters
    ----------
    element : branca.element.Element
        A map, or a layer that was added to one.

    Returns
    -------
    branca.element.Figure
        The root of its tree.

    Raises
    ------
    LayerError
        If the element is not on a map.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise LayerError(f"{element.get_name()!r} no está en un mapa: use add_to(mapa).")
    return root


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """What a kind of layer needs of the data it is given.

    Parameters
    ----------
    kind : str
        Name in the registry and in catalogue files.
    function : str
        Function of ``geoappLayers`` in the browser that draws it.
    geometry : frozenset of str
        Geometry types that are accepted; empty where the kind takes no geometry.
    required : Mapping[str, str]
        Property name to what it says. Optional ones are in ``optional``.
    """

    kind: str
    function: str
    title: str
    geometry: frozenset[str] = frozenset()
    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)

    def check(self, frame: geopandas.GeoDataFrame, columns: Mapping[str, str] | None = None) -> geopandas.GeoDataFrame:
        """Check a table and return it with the kind's property names, in WGS 84 (EPSG:4326, lon lat).

        Parameters
        ----------
        frame : geopandas.GeoDataFrame
            Any CRS, but it must be stated.
        columns : Mapping[str, str], optional
            Property name of the kind to column name of the table, where they differ.

        Returns
        -------
        geopandas.GeoDataFrame
            The rows in their order and with their index: the kind's properties that the table has, and ``geometry``.

        Raises
        ------
        LayerError
            On a missing column, an unknown property, an absent, empty or invalid geometry, or a wrong type.
        MissingCRSError
            If the table states no CRS.
        """
        if not self.geometry:
            raise LayerError(f"El tipo de capa {self.kind!r} no recibe geometrías.")
        if getattr(frame, "_geometry_column_name", None) not in getattr(frame, "columns", ()):
            raise LayerError("La tabla no tiene columna de geometría: use un GeoDataFrame con una activa.")
        if frame.crs is None:
            raise MissingCRSError(
                "La tabla no dice su sistema de referencia (CRS): indíquelo con set_crs antes de dibujarla."
            )
        known = {**self.required, **self.optional}
        renamed = dict(columns or {})
        unknown = [name for name in renamed if name not in known]
        if unknown:
            raise LayerError(f"La capa {self.kind!r} no usa {', '.join(unknown)}. Usa: {', '.join(known)}.")
        names = {name: renamed.get(name, name) for name in known if name in renamed or name in frame.columns}
        for name, meaning in self.required.items():
            if names.get(name) not in frame.columns:
                raise LayerError(
                    f"A la capa {self.kind!r} le falta la columna {renamed.get(name, name)!r} ({meaning}). "
                    f"Columnas de la tabla: {', '.join(map(str, frame.columns))}."
                )
        missing = [source for source in names.values() if source not in frame.columns]
        if missing:
            raise LayerError(f"La tabla no tiene las columnas {', '.join(missing)}.")
        self._check_geometry(frame)
        chosen = frame[[*dict.fromkeys(names.values()), frame.geometry.name]].to_crs(WGS84)
        out = chosen.geometry.to_frame("geometry")
        for name, source in names.items():
            out[name] = chosen[source]
        return out

    def _check_geometry(self, frame: geopandas.GeoDataFrame) -> None:
        geometry = frame.geometry
        absent = frame.index[geometry.isna() | geometry.is_empty].tolist()
        if absent:
            raise LayerError(f"Filas sin geometría: {_some(absent)}. Quítelas o complételas antes de dibujar.")
        wrong = frame.index[~geometry.geom_type.isin(self.geometry)].tolist()
        if wrong:
            found = ", ".join(sorted(set(geometry.geom_type)))
            raise LayerError(
                f"La capa {self.kind!r} dibuja {', '.join(sorted(self.geometry))}; la tabla trae {found} "
                f"(filas {_some(wrong)})."
            )
        invalid = frame.index[~geometry.is_valid].tolist()
        if invalid:
            raise LayerError(f"Geometrías inválidas en las filas {_some(invalid)}: repárelas con make_valid.")


def _some(rows: list[Any], shown: int = 5) -> str:
    more = f" y {len(rows) - shown} más" if len(rows) > shown else ""
    return ", ".join(str(row) for row in rows[:shown]) + more


def check_name(name: str) -> str:
    """Return a layer's or map's name if it can stand in HTML and JavaScript.

    Parameters
    ----------
    name : str
        Small letters without accents, digits and ``_``, beginning with a letter.

    Returns
    -------
    str
        The same name.

    Raises
    ------
    LayerError
        If it holds anything else, or is longer than 41 characters.
    """
    if not NAME.fullmatch(name):
        raise LayerError(f"Nombre {name!r}: use minúsculas sin acento, cifras y «_», empezando por una letra.")
    return name


def check_address(address: str) -> str:
    """Return an address that data may be asked for at.

    Parameters
    ----------
    address : str
        Of this server (``/...``), or of a block of the page (``#id``).

    Returns
    -------
    str
        The same address.

    Raises
    ------
    LayerError
        If it leads to another server or holds spaces.
    """
    if not _LOCAL_ADDRESS.fullmatch(address):
        raise LayerError(f"Dirección de datos {address!r}: debe empezar por «/» (mismo servidor), sin espacios.")
    return address


@dataclass(frozen=True, slots=True)
class EmbeddedData:
    """Data that stands inside the page as inert JSON, for notebooks and files that travel alone.

    Parameters
    ----------
    name : str
        Unique within the page; layers refer to it as ``#data_name``.
    value : dict or list
        What the data address would have answered.
    """

    name: str
    value: Any

    @property
    def address(self) -> str:
        """What a layer takes instead of an address of the server."""
        return f"#data_{check_name(self.name)}"

    def html(self) -> str:
        """Return the block: browsers do not execute this type, and no content can close it."""
        return f'<script type="application/json" id="{self.address[1:]}">{script_json(self.value)}</script>'


class Layer(MacroElement):
    """Base of all layers: a name, options for the browser, and data to embed if any.

    Parameters
    ----------
    name : str, optional
        Unique within the map; the kind's name by default.
    """

    spec: ClassVar[LayerSpec]

    def __init__(self, name: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.layer_name = check_name(name or self.spec.kind)
        self.embedded: list[EmbeddedData] = []

    def get_name(self) -> str:
        """Return the name of the JavaScript variable, the same on every rendering."""
        return f"layer_{self.layer_name}"

    def source(self, data: str | EmbeddedData) -> str:
        """Return a checked address for data given as address or as block, and keep the block for the page."""
        if isinstance(data, EmbeddedData):
            self.embedded.append(data)
            return data.address
        return check_address(data)

    def options(self) -> dict[str, Any]:
        """Return the options of the browser's function: plain values, never data."""
        raise NotImplementedError

    def render(self, **_kwargs: Any) -> str:
        """Place call and data in the figure, past branca's second template compilation."""
        figure = figure_of(self)
        if self._parent is None:
            raise LayerError(f"La capa {self.layer_name!r} no está en un mapa: use add_to(mapa).")
        options = {"name": self.layer_name} | {key: value for key, value in self.options().items() if value is not None}
        call = f"geoappLayers.{self.spec.function}({self._parent.get_name()}, {script_json(options)})"
        for block in self.embedded:
            figure.html.add_child(Raw(block.html()), name=block.address)
        figure.script.add_child(Raw(f"var {self.get_name()} = {call};"), name=self.get_name())
        for child in self._children.values():
            child.render()
        return ""
