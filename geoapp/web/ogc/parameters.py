"""Parameters of the OGC API: read strictly, refused with what is accepted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from fastapi import Request

from geoapp.domain.cql import Value, parse_cql
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.services.exports.fields import Field
from geoapp.services.features import CRS84, CRSS, Collection, Crs, FeatureQuery
from geoapp.services.publication import Publication
from geoapp.web.paging import read_cursor

DEFAULT_LIMIT, MAX_LIMIT = 100, 10_000
FILTER_LANGUAGE = "cql2-text"
ITEM_NAMES = (
    "f",
    "limit",
    "cursor",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "filter",
    "filter-lang",
    "filter-crs",
    "properties",
)
MAX_LIMIT_DIGITS = 30
_CRS_CODE = re.compile(r"\[(?P<authority>[A-Z]+):(?P<code>[A-Za-z0-9]+)\]")


@dataclass(frozen=True)
class ItemsRequest:
    """What a request for items asks."""

    query: FeatureQuery
    crs: Crs
    fields: tuple[Field, ...]
    limit: int
    offset: int


def refuse(name: str, value: str, reason: str, accepted: Iterable[str] = ()) -> NoReturn:
    """Refuse one parameter."""
    raise InvalidFilterError([FilterProblem(name, value[:200], reason, tuple(accepted))])


def given_once(request: Request, known: Iterable[str]) -> dict[str, str]:
    """The parameters of a request, each at most once.

    Raises
    ------
    InvalidFilterError
        On an unknown name (Part 1, requirement query-param-unknown) or a repeated one.
    """
    accepted = tuple(known)
    given: dict[str, str] = {}
    problems = []
    for name, value in request.query_params.multi_items():
        if name not in accepted:
            problems.append(FilterProblem(name[:80], value[:80], "no es un parámetro de esta dirección.", accepted))
        elif name in given:
            problems.append(FilterProblem(name, value[:80], "se puede dar una sola vez."))
        given[name] = value
    if problems:
        raise InvalidFilterError(problems)
    return given


def read_items(request: Request, collection: Collection, publication: Publication) -> ItemsRequest:
    """Read the parameters of ``/collections/{id}/items``.

    Raises
    ------
    InvalidFilterError
        With the first parameter that cannot be accepted.
    """
    names = [field.name for field in collection.fields]
    given = given_once(request, (*ITEM_NAMES, *names))
    language = given.get("filter-lang", FILTER_LANGUAGE)
    if language != FILTER_LANGUAGE:
        refuse("filter-lang", language, "no es un lenguaje de filtro conocido.", (FILTER_LANGUAGE,))
    text = given.get("filter")
    query = FeatureQuery(
        box=_box(given["bbox"], read_crs(given, "bbox-crs")) if "bbox" in given else None,
        box_crs=read_crs(given, "bbox-crs"),
        interval=_interval(given["datetime"]) if "datetime" in given else None,
        expression=None if text is None else parse_cql(text),
        expression_crs=read_crs(given, "filter-crs"),
        equal={name: _value(collection, name, given[name]) for name in names if name in given},
    )
    return ItemsRequest(
        query=query,
        crs=read_crs(given, "crs"),
        fields=_fields(collection, given.get("properties")),
        limit=_limit(given.get("limit")),
        offset=read_cursor(given.get("cursor"), publication),
    )


def read_crs(given: Mapping[str, str], name: str) -> Crs:
    """A reference system by its address, also as a safe CURIE such as ``[EPSG:32717]``; CRS84 when not given."""
    text = given.get(name, CRS84)
    found = _CRS_CODE.fullmatch(text)
    if found is not None:
        wanted = f"{found['authority']}:{found['code']}"
        text = next((crs.uri for crs in CRSS.values() if crs.code == wanted), text)
    if text not in CRSS:
        refuse(name, text, "no es un sistema de referencia de esta API.", CRSS)
    return CRSS[text]


def _limit(text: str | None) -> int:
    """The number of features of a page; the standard has larger ones than the maximum mean the maximum."""
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_LIMIT_DIGITS and int(text) >= 1):
        refuse("limit", text, f"debe ser un número entero desde 1; más de {MAX_LIMIT} vale {MAX_LIMIT}.")
    return min(int(text), MAX_LIMIT)


def _box(text: str, crs: Crs) -> tuple[float, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)):
        refuse("bbox", text, "debe tener cuatro números (o seis, con alturas) separados por comas.")
    half = len(numbers) // 2
    box = (numbers[0], numbers[1], numbers[half], numbers[half + 1])
    # Only a box of longitude first may cross the antimeridian, its west beyond its east.
    if box[1] > box[3] or (crs.code != "OGC:CRS84" and box[0] > box[2]):
        refuse("bbox", text, "no es un rectángulo: el mínimo de cada eje va antes que el máximo.")
    return box


def _interval(text: str) -> tuple[str | None, str | None]:
    parts = text.split("/")
    if len(parts) > 2 or text in {"/", "../..", "..", ""}:  # noqa: PLR2004 - an instant or an interval
        refuse("datetime", text, "debe ser una fecha, o un intervalo con un extremo al menos.", _INTERVALS)
    ends = [None if part in {"", ".."} else _day(part, text) for part in parts]
    low, high = (ends[0], ends[0]) if len(ends) == 1 else (ends[0], ends[1])
    if low is not None and high is not None and low > high:
        refuse("datetime", text, "el intervalo termina antes de empezar.", _INTERVALS)
    return low, high


_INTERVALS = ("2024-01-31", "2024-01-31T00:00:00Z", "2024-01-01/2024-12-31", "../2024-12-31", "2024-01-01/..")


def _day(text: str, whole: str) -> str:
    try:
        return dt.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        refuse("datetime", whole, "no es una fecha RFC 3339.", _INTERVALS)


def _value(collection: Collection, name: str, text: str) -> Value:
    if collection.types[name] in {"text", "date"}:
        return text
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        refuse(name, text, "debe ser un número.")
    return value


def _fields(collection: Collection, text: str | None) -> tuple[Field, ...]:
    if text is None:
        return collection.fields
    known = {field.name: field for field in collection.fields}
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            refuse("properties", name, "no es una propiedad de la colección.", known)
    if not names:
        refuse("properties", text, "necesita al menos una propiedad.", known)
    return tuple(known[name] for name in dict.fromkeys(names))
