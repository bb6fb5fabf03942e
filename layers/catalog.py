"""Thematic layers as TOML files: reading them, checking every field, and building their map layers.

The format is described in ``docs/layers.md``. A file that is broken stops the program with its name and line:
a layer that silently shows the wrong projects is worse than none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from layers.base import NAME, Layer
from layers.basemap import MAX_ZOOM
from layers.boundaries import Boundaries, check_color
from layers.choropleth import Choropleth
from layers.clusters import Clusters, fixed_filters
from layers.errors import CatalogError, LayerError
from layers.points import Points
from layers.style import PALETTES, SECTORS, SHAPES, SectorStyle
from layers.texts import check_language, gettext

_PARSER_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_KINDS: Final = ("boundaries", "choropleth", "clusters", "points")


@dataclass(frozen=True, slots=True)
class CatalogLayer:
    """One thematic layer, as its file says.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    dataset : str
        Which data: a key of the addresses given to ``build`` (``projects``, ``provinces``, ``localities``...).
    filters : Mapping[str, object]
        The source query: fixed filters sent with every request.
    popup_fields : tuple of str
        What is shown when a thing of the layer is opened, in this order.
    """

    name: str
    title: str
    description: str
    kind: str
    order: int
    visible: bool
    dataset: str
    filters: Mapping[str, Any]
    measure: str | None
    style: Mapping[str, Any]
    legend_title: str
    legend_note: str
    popup_fields: tuple[str, ...]
    min_zoom: int
    max_zoom: int

    def in_language(self, language: str) -> CatalogLayer:
        """Return the layer with its titles and notes in a language; files not of this package stay as written."""
        check_language(language)
        return replace(
            self,
            title=gettext(self.title, language),
            description=gettext(self.description, language),
            legend_title=gettext(self.legend_title, language),
            legend_note=gettext(self.legend_note, language) if self.legend_note else "",
        )

    def symbol(self) -> SectorStyle | None:
        """Return the one colour and shape of the layer, or None where each thing has its sector's."""
        if "sector" in self.style:
            return SECTORS[self.style["sector"]]
        if "color" in self.style and "shape" in self.style:
            return SectorStyle(self.legend_title, self.style["color"], self.style["shape"])
        return None

    def build(
        self,
        addresses: Mapping[str, str],
        measures: Mapping[str, str] | None = None,
        *,
        visible: bool | None = None,
        levels: Mapping[str, str] | None = None,
    ) -> Layer:
        """Return the map layer, ready for ``add_to(map)``.

        Parameters
        ----------
        addresses : Mapping[str, str]
            Dataset to the address that serves it. Clusters also need ``card`` and may have ``place``;
            a choropleth needs ``values``.
        measures : Mapping[str, str], optional
            Titles of the measures a choropleth may switch to.
        visible : bool, optional
            Whether it is drawn from the start; as its file says by default.
        levels : Mapping[str, str], optional
            Dataset of a choropleth to the ``level`` its values are asked for by; its own name by default.

        Raises
        ------
        LayerError
            If an address is missing.
        """
        data = self._address(addresses, self.dataset)
        hidden = not (self.visible if visible is None else visible)
        limits: dict[str, Any] = {
            "min_zoom": self.min_zoom,
            "max_zoom": self.max_zoom,
            "hidden": hidden,
            "title": self.title,
        }
        if self.kind == "clusters":
            card, place = self._address(addresses, "card"), addresses.get("place")
            symbol = self.symbol()
            ring = symbol.color if symbol else None
            return Clusters(data, card, place, name=self.name, filters=self.filters, ring=ring, **limits)
        if self.kind == "points":
            card_address = addresses.get(f"{self.dataset}_card")
            return Points(
                data,
                name=self.name,
                symbol=self.symbol(),
                card_address=card_address,
                by_view=bool(self.style.get("by_view", False)),
                filtered=bool(self.style.get("filtered", False)),
                **limits,
            )
        if self.kind == "choropleth":
            shown = dict(measures or {}) | ({self.measure: self.legend_title} if self.measure else {})
            return Choropleth(
                {(levels or {}).get(self.dataset, self.dataset): data},
                self._address(addresses, "values"),
                shown,
                name=self.name,
                measure=self.measure,
                colors=self.style.get("colors", "YlGnBu"),
                labels=self.style.get("labels", True),
            )
        return Boundaries(
            data,
            name=self.name,
            color=self.style.get("color"),
            weight=self.style.get("weight", 1.5),
            labels=self.style.get("labels", False),
            interactive=self.style.get("interactive", False),
            **limits,
        )

    def _address(self, addresses: Mapping[str, str], key: str) -> str:
        if key not in addresses:
            raise LayerError(f"La capa {self.name!r} necesita la dirección de {key!r}. Hay: {', '.join(addresses)}.")
        return addresses[key]


Catalog = Mapping[str, CatalogLayer]


@dataclass(frozen=True, slots=True)
class _Field:
    """A key of a section: its type, its default (or that it is required), and a check that says what is wrong."""

    type: type | tuple[type, ...]
    words: str
    default: Any = ...
    check: Callable[[Any], str | None] = lambda _value: None


def _among(choices: Any) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else f"debe ser uno de: {', '.join(choices)}"


def _filled(value: str) -> str | None:
    return None if value.strip() and value == value.strip() else "no puede estar vacío ni tener espacios en los bordes"


def _named(value: str) -> str | None:
    return None if NAME.fullmatch(value) else "use minúsculas sin acento, cifras y «_»"


def _within(low: float, high: float) -> Callable[[Any], str | None]:
    return lambda value: None if low <= value <= high else f"debe estar entre {low} y {high}"


def _names(values: list[Any]) -> str | None:
    good = all(isinstance(item, str) and NAME.fullmatch(item) for item in values)
    return None if good and len(set(values)) == len(values) else "debe ser una lista de nombres distintos"


def _error_of(check: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    def wrapped(value: Any) -> str | None:
        try:
            check(value)
        except LayerError as error:
            return str(error)
        return None

    return wrapped


_SECTIONS: Final[Mapping[str, Mapping[str, _Field]]] = MappingProxyType(
    {
        "": {
            "title": _Field(str, "texto", check=_filled),
            "description": _Field(str, "texto", check=_filled),
            "kind": _Field(str, "texto", check=_among(_KINDS)),
            "order": _Field(int, "número entero", 100, _within(0, 10_000)),
            "visible": _Field(bool, "true o false", default=False),
        },
        "source": {
            "dataset": _Field(str, "texto", check=_named),
            "filters": _Field(dict, "tabla", MappingProxyType({}), _error_of(fixed_filters)),
            "measure": _Field(str, "texto", None, _named),
        },
        "style": {
            "sector": _Field(str, "texto", None, _among(SECTORS)),
            "color": _Field(str, "texto", None, _error_of(check_color)),
            "shape": _Field(str, "texto", None, _among(SHAPES)),
            "colors": _Field(str, "texto", None, _among(PALETTES)),
            "weight": _Field((int, float), "número", None, _within(0.25, 10)),
            "labels": _Field(bool, "true o false", None),
            "interactive": _Field(bool, "true o false", None),
            "by_view": _Field(bool, "true o false", None),
            "filtered": _Field(bool, "true o false", None),
        },
        "legend": {
            "title": _Field(str, "texto", check=_filled),
            "note": _Field(str, "texto", ""),
        },
        "popup": {"fields": _Field(list, "lista", (), _names)},
        "zoom": {
            "min": _Field(int, "número entero", 0, _within(0, MAX_ZOOM)),
            "max": _Field(int, "número entero", MAX_ZOOM, _within(0, MAX_ZOOM)),
        },
    }
)

# Keys of [style] that a kind makes use of; any other would promise what the map does not do.
_STYLE: Final = MappingProxyType(
    {
        "boundaries": {"color", "weight", "labels", "interactive"},
        "choropleth": {"colors", "labels"},
        "clusters": {"sector"},
        "points": {"sector", "color", "shape", "by_view", "filtered"},
    }
)


def read_catalog(
    folder: Path | None = None,
    *,
    datasets: Mapping[str, Any] | frozenset[str] | None = None,
    filters: frozenset[str] | None = None,
) -> Catalog:
    """Read every ``*.toml`` of a folder.

    Parameters
    ----------
    folder : pathlib.Path, optional
        The package's own catalogue by default.
    datasets : set of str, optional
        Datasets that the server has; any name where not given.
    filters : frozenset of str, optional
        Filters that the server knows; any name where not given.

    Returns
    -------
    Mapping[str, CatalogLayer]
        By name, in the order the files ask for; read-only.

    Raises
    ------
    CatalogError
        Naming file and line of the first fault.
    LayerError
        If the folder does not exist or holds no file.
    """
    if folder is None:
        with as_file(files("layers").joinpath("catalog")) as own:
            return read_catalog(own, datasets=datasets, filters=filters)
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not paths:
        raise LayerError(f"No hay archivos de catálogo (*.toml) en {folder}.")
    found = [_read(path, datasets, filters) for path in paths]
    return MappingProxyType({layer.name: layer for layer in sorted(found, key=lambda item: (item.order, item.name))})


def _read(path: Path, datasets: Any, filters: frozenset[str] | None) -> CatalogLayer:
    try:
        text = path.read_bytes().decode()
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CatalogError(path, line, "el archivo no está en UTF-8: guárdelo con esa codificación.") from error
    except tomllib.TOMLDecodeError as error:
        at = _PARSER_LINE.search(str(error))
        line = int(at.group(1)) if at else max(len(text.splitlines()), 1)
        raise CatalogError(path, line, f"no es TOML válido: {_PARSER_LINE.sub('', str(error)).strip()}.") from error
    if not NAME.fullmatch(path.stem):
        raise CatalogError(path, 1, "el nombre del archivo debe llevar minúsculas sin acento, cifras y «_».")

    def fail(section: str, key: str, problem: str) -> CatalogError:
        return CatalogError(path, _line_of(text, section, key), problem)

    values = _checked(content, fail)
    _check_together(values, fail, datasets, filters)
    source, legend, zoom = values["source"], values["legend"], values["zoom"]
    return CatalogLayer(
        name=path.stem,
        **values[""],
        dataset=source["dataset"],
        filters=MappingProxyType(dict(source["filters"])),
        measure=source["measure"],
        style=MappingProxyType({key: value for key, value in values["style"].items() if value is not None}),
        legend_title=legend["title"],
        legend_note=legend["note"],
        popup_fields=tuple(values["popup"]["fields"]),
        min_zoom=zoom["min"],
        max_zoom=zoom["max"],
    )


_Fail = Callable[[str, str, str], CatalogError]


def _checked(content: dict[str, Any], fail: _Fail) -> dict[str, dict[str, Any]]:
    top = {key: value for key, value in content.items() if key not in _SECTIONS}
    values: dict[str, dict[str, Any]] = {}
    for section, fields in _SECTIONS.items():
        given = content.get(section, {}) if section else top
        if not isinstance(given, dict):
            raise fail("", section, f"{section!r} debe ser una sección [{section}].")
        where = f"[{section}] " if section else ""
        for key in given:
            if key not in fields:
                raise fail(section, key, f"{where}{key}: clave desconocida. Se admiten: {', '.join(fields)}.")
        values[section] = {key: _value(section, key, given, field, fail) for key, field in fields.items()}
    return values


def _value(section: str, key: str, given: dict[str, Any], field: _Field, fail: _Fail) -> Any:
    where = f"[{section}] {key}" if section else key
    if key not in given:
        if field.default is ...:
            raise fail(section, "", f"falta {where} ({field.words}).")
        return field.default
    value = given[key]
    # TOML's true is a Python int too.
    if not isinstance(value, field.type) or (isinstance(value, bool) and field.type is not bool):
        raise fail(section, key, f"{where}: debe ser {field.words}, y es {value!r}.")
    problem = field.check(value)
    if problem:
        raise fail(section, key, f"{where} = {value!r}: {problem}.")
    return value


def _check_together(values: dict[str, Any], fail: _Fail, datasets: Any, filters: frozenset[str] | None) -> None:
    kind, source, style, zoom = values[""]["kind"], values["source"], values["style"], values["zoom"]
    for key, value in style.items():
        if value is not None and key not in _STYLE[kind]:
            usable = ", ".join(sorted(_STYLE[kind]))
            raise fail("style", key, f"[style] {key} no sirve en una capa {kind!r}. Sirven: {usable}.")
    if (style["shape"] is None) != (style["color"] is None) and kind == "points":
        raise fail("style", "shape" if style["shape"] else "color", "[style] color y shape van juntos.")
    if zoom["min"] > zoom["max"]:
        raise fail("zoom", "min", f"[zoom] min ({zoom['min']}) es mayor que max ({zoom['max']}).")
    if (kind == "choropleth") != (source["measure"] is not None):
        raise fail("source", "measure", "[source] measure va en las capas 'choropleth', y solo en ellas.")
    if datasets is not None and source["dataset"] not in datasets:
        raise fail("source", "dataset", f"[source] dataset desconocido. Hay: {', '.join(sorted(datasets))}.")
    unknown = [name for name in source["filters"] if filters is not None and name not in filters]
    if unknown and filters is not None:
        problem = f"filtro desconocido: {unknown[0]!r}. Se admiten: {', '.join(sorted(filters))}"
        raise fail("source", "filters", f"[source] {problem}.")


def _line_of(text: str, section: str, key: str) -> int:
    """Return the line of a key, else of its section, else the first: the parser does not keep positions."""
    current, section_line = "", 1
    header, assigned = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]"), re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        found = header.match(line)
        if found:
            current = found.group(1).split(".")[0].strip("\"'")
            if current == section and section:
                section_line = number
            if current == key and not section:
                return number
        elif key and current == section and assigned.match(line):
            return number
    return section_line
