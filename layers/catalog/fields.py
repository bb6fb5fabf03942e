"""The keys that a layer's file may have, and what is checked of their values.

Checks know nothing of files: a fault is raised by the function they are given, which knows the line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from layers.base import NAME
from layers.basemap import MAX_ZOOM
from layers.boundaries import check_color
from layers.clusters import fixed_filters
from layers.errors import CatalogError, LayerError
from layers.style import PALETTES, SECTORS, SHAPES

_KINDS: Final = ("boundaries", "choropleth", "clusters", "points")

Fail = Callable[[str, str, str], CatalogError]
"""Makes the error of a section, a key and what is wrong with it."""


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
        "legend": {"title": _Field(str, "texto", check=_filled)},
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
# Keys and sections of the top that a kind makes no use of: areas are coloured at every zoom, by the measure asked for.
_IDLE: Final = MappingProxyType({"choropleth": {"visible", "zoom"}})


def check_fields(
    content: dict[str, Any], fail: Fail, *, datasets: Any = None, filters: frozenset[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Return every key of a file by section, absent ones as their default; the top of the file is section ``""``.

    Parameters
    ----------
    content : dict
        The file as TOML has it.
    fail : Fail
        Makes the error that is raised.
    datasets, filters :
        As in ``read_catalog``.

    Raises
    ------
    CatalogError
        On the first fault.
    """
    values = _checked(content, fail)
    for key in content:
        if key in _IDLE.get(values[""]["kind"], ()):
            shown = f"[{key}]" if key in _SECTIONS else key
            raise fail("", key, f"{shown} no sirve en una capa {values['']['kind']!r}: quítelo.")
    _check_together(values, fail, datasets, filters)
    return values


def _checked(content: dict[str, Any], fail: Fail) -> dict[str, dict[str, Any]]:
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


def _value(section: str, key: str, given: dict[str, Any], field: _Field, fail: Fail) -> Any:
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


def _check_together(values: dict[str, Any], fail: Fail, datasets: Any, filters: frozenset[str] | None) -> None:
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
    if source["filters"] and kind != "clusters":
        raise fail("source", "filters", "[source] filters va en las capas 'clusters', y solo en ellas.")
    if datasets is not None and source["dataset"] not in datasets:
        raise fail("source", "dataset", f"[source] dataset desconocido. Hay: {', '.join(sorted(datasets))}.")
    unknown = [name for name in source["filters"] if filters is not None and name not in filters]
    if unknown and filters is not None:
        problem = f"filtro desconocido: {unknown[0]!r}. Se admiten: {', '.join(sorted(filters))}"
        raise fail("source", "filters", f"[source] {problem}.")
