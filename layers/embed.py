"""Data inside the page: a GeoDataFrame in a notebook, or answers of the server in a file that travels alone.

The data stands in the page as inert JSON that neither HTML, JavaScript nor a template can execute
(``serialize.script_json``), and the browser writes every text of it with ``textContent``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layers.base import EmbeddedData
from layers.boundaries import Boundaries
from layers.choropleth import Choropleth
from layers.classes import class_ends, details_apart
from layers.errors import LayerError
from layers.points import Points
from layers.style import PALETTES, SectorStyle

if TYPE_CHECKING:
    import geopandas

_DECIMALS = 6  # about 0.1 m; more digits only make the page heavier
_DIGITS, _MOST_DIGITS = 2, 15  # of the ends of classes


def points_from_frame(
    frame: geopandas.GeoDataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    rows: Mapping[str, str] | None = None,
    name: str = "points",
    symbol: SectorStyle | None = None,
) -> Points:
    """Return a point layer with the data of a table inside.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Points in any CRS, which has to be stated; they are drawn in WGS 84 (EPSG:4326).
    columns : Mapping[str, str], optional
        Property (``Points.spec``) to column, where they differ.
    rows : Mapping[str, str], optional
        Heading to column, shown when a point is opened.
    name, symbol :
        As in ``Points``.

    Returns
    -------
    Points
        The layer, to be added to a map.

    Raises
    ------
    LayerError, MissingCRSError
        As ``LayerSpec.check``.

    Examples
    --------
    >>> import geopandas, shapely
    >>> from layers import BaseMap, points_from_frame
    >>> frame = geopandas.GeoDataFrame({"nombre": ["Hospital"]}, geometry=[shapely.Point(-78.5, -7.16)], crs=4326)
    >>> m = BaseMap(center=(-78.5, -7.16), zoom=10)
    >>> layer = points_from_frame(frame, {"name": "nombre"}).add_to(m)
    >>> "Hospital" in m.get_root().render()
    True
    """
    checked = Points.spec.check(frame, columns)
    shown = _shown(frame, rows)
    features = [
        _feature(geometry, _plain(properties) | {"id": str(properties.get("id", index)), "rows": shown[index]})
        for index, (geometry, properties) in enumerate(_records(checked))
    ]
    return Points(_collection(name, features), name=name, symbol=symbol)


def boundaries_from_frame(
    frame: geopandas.GeoDataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    name: str = "boundaries",
    labels: bool = True,
    interactive: bool = True,
) -> Boundaries:
    """Return an outline layer with the polygons of a table inside.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Polygons in any CRS, which has to be stated; they are drawn in WGS 84 (EPSG:4326).
    columns : Mapping[str, str], optional
        Property (``Boundaries.spec``: ``name``, ``ubigeo``, ``href``) to column, where they differ.
    name, labels, interactive :
        As in ``Boundaries``.

    Returns
    -------
    Boundaries
        The layer, to be added to a map.

    Raises
    ------
    LayerError, MissingCRSError
        As ``LayerSpec.check``; also if a code is repeated.
    """
    data = _collection(name, _areas(Boundaries.spec.check(frame, columns)))
    return Boundaries(data, name=name, labels=labels, interactive=interactive)


def choropleth_from_frame(
    frame: geopandas.GeoDataFrame,
    columns: Mapping[str, str],
    *,
    title: str,
    unit: str = "",
    source: str = "",
    source_date: str = "",
    breaks: Sequence[float] | None = None,
    classes: str = "quantiles",
    rows: Mapping[str, str] | None = None,
    name: str = "choropleth",
    colors: str = "YlGnBu",
) -> Choropleth:
    """Return a choropleth with areas and values of a table inside.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Polygons in any CRS, which has to be stated; they are drawn in WGS 84 (EPSG:4326).
    columns : Mapping[str, str]
        Property (``Choropleth.spec``: ``name``, ``value``, ...) to column, where they differ.
    title, unit, source, source_date : str
        What the legend says.
    breaks : sequence of float, optional
        Upper ends of the classes, rising, at most five; instead of ``classes``.
    classes : str
        How the values are cut, as on geoapp's pages: ``quantiles``, ``jenks``, ``equal`` or ``rounded``.
    rows : Mapping[str, str], optional
        Heading to column, shown when an area is opened.
    name, colors :
        As in ``Choropleth``.

    Returns
    -------
    Choropleth
        The layer, to be added to a map. Its classes are told in Spanish.

    Raises
    ------
    LayerError, MissingCRSError
        As ``LayerSpec.check``; also if breaks do not rise or leave a value out, or ``classes`` is unknown.
    """
    checked = Choropleth.spec.check(frame, columns)
    features = _areas(checked)
    shown = _shown(frame, rows)
    values = [_number(value) for value in checked["value"]]
    ends = _ends([value for value in values if value is not None], breaks, classes)
    areas: dict[str, Any] = {}
    for index, (feature, value) in enumerate(zip(features, values, strict=True)):
        properties = feature["properties"]
        text = "sin dato" if value is None else f"{unit} {_read(value)}".strip()
        areas[feature["id"]] = {
            "name": properties["name"],
            "value": value,
            "value_text": text,
            "class": None if value is None else next(rank for rank, end in enumerate(ends) if value <= end),
            "detail": shown[index],
            "href": properties.get("href"),
        }
    answer = {
        "level": "area",
        "measure": "value",
        "title": title,
        "unit": unit,
        "source": source,
        "source_date_text": source_date,
        "classes": _classes(ends, areas),
        "no_data_count": sum(value is None for value in values),
        "areas": areas,
    }
    return Choropleth(
        {"area": _collection(name, features)},
        EmbeddedData(f"{name}_values", {"area/value": answer}),
        {"value": title},
        name=name,
        colors=colors,
    )


def _records(frame: geopandas.GeoDataFrame) -> Iterable[tuple[Any, dict[str, Any]]]:
    table = frame.drop(columns="geometry")
    return zip(frame.geometry, table.to_dict("records"), strict=True)


def _areas(frame: geopandas.GeoDataFrame) -> list[dict[str, Any]]:
    features = []
    for index, (geometry, properties) in enumerate(_records(frame)):
        inside = geometry.representative_point()
        own = _plain({key: value for key, value in properties.items() if key != "value"})
        own |= {"lon": round(inside.x, _DECIMALS), "lat": round(inside.y, _DECIMALS)}
        features.append(_feature(geometry, own) | {"id": str(own.get("ubigeo", index))})
    if len({feature["id"] for feature in features}) != len(features):
        raise LayerError("Hay códigos de área repetidos (ubigeo): cada área se dibuja una sola vez.")
    return features


def _feature(geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": _rounded(geometry.__geo_interface__), "properties": properties}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _collection(name: str, features: list[dict[str, Any]]) -> EmbeddedData:
    return EmbeddedData(name, {"type": "FeatureCollection", "features": features})


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties as JSON values; what is absent is left out, never written as text or zero."""
    plain = {}
    for key, value in properties.items():
        item = value.item() if hasattr(value, "item") else value
        if item is None or item != item:  # noqa: PLR0124  NaN and NaT are not equal to themselves
            continue
        plain[key] = item if isinstance(item, str | int | float | bool) else str(item)
    return plain


def _shown(frame: geopandas.GeoDataFrame, rows: Mapping[str, str] | None) -> list[list[list[str]]]:
    wanted = rows or {}
    absent = [column for column in wanted.values() if column not in frame.columns]
    if absent:
        raise LayerError(f"La tabla no tiene las columnas {', '.join(absent)}.")
    records = [_plain(record) for record in frame[list(wanted.values())].to_dict("records")]
    return [[[head, str(record.get(column, "sin dato"))] for head, column in wanted.items()] for record in records]


def _number(value: Any) -> float | None:
    try:
        number = math.nan if value is None else float(value)
    except (TypeError, ValueError) as error:
        raise LayerError(f"El valor {value!r} no es un número.") from error
    if math.isinf(number):
        raise LayerError("Hay un valor infinito: revise la división que lo produjo.")
    return None if math.isnan(number) else number


def _ends(values: list[float], breaks: Sequence[float] | None, classes: str) -> list[float]:
    if not values:
        return []
    if breaks is None:
        return class_ends(values, classes)
    ends = [float(end) for end in breaks]
    if ends != sorted(set(ends)) or not 1 <= len(ends) <= len(PALETTES["YlGnBu"]):
        raise LayerError("Los cortes (breaks) deben ser de uno a cinco y crecer.")
    if max(values) > ends[-1]:
        raise LayerError(f"El último corte ({_read(ends[-1])}) deja fuera el valor {_read(max(values))}.")
    return ends


def _classes(ends: list[float], areas: Mapping[str, Any]) -> list[dict[str, Any]]:
    classes = []
    details = details_apart(ends, lambda end, detail: round(end, _DIGITS + detail), _MOST_DIGITS - _DIGITS)
    texts = [_read(end, _DIGITS + detail) for end, detail in zip(ends, details, strict=True)]
    for index, end in enumerate(ends):
        held = [area["value"] for area in areas.values() if area["class"] == index]
        low = min(held, default=end)
        label = f"hasta {texts[index]}" if index == 0 else f"más de {texts[index - 1]} hasta {texts[index]}"
        classes.append({"index": index, "low": low, "high": end, "label": label, "count": len(held)})
    return classes


def _read(number: float, digits: int = _DIGITS) -> str:
    """Write a number as es-PE does: a space would break, so thousands take a comma, decimals a point."""
    text = f"{number:,.{digits}f}"
    return text.removesuffix(".00")
