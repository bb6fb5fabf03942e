"""The one filter of geoapp: pages, API, downloads, commands and map data all use `ProjectFilter`.

A filter selects whole projects. Area filters select projects that name the area among their places; their amounts
stay whole, and summaries say which part of a shared amount falls in each area.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from decimal import Decimal
from urllib.parse import urlencode

import shapely

from geoapp.domain import vocabulary
from geoapp.domain.money import to_centimos, to_soles
from geoapp.domain.places import Level, Precision, is_ubigeo, level_of
from geoapp.domain.text import words
from geoapp.errors import FilterProblem, InvalidFilterError
from geoapp.i18n import gettext as _

MAX_WITHIN_VERTICES = 1_000
MAX_WITHIN_CHARACTERS = 60_000
MAX_QUERY_CHARACTERS = 200
MAX_NEAR_KM = 500.0
DECIMALS = 7
"""Decimals kept of degrees and kilometres: about a centimetre, finer than any source."""
MAX_PROBLEMS = 50
"""Problems told at once; whoever sends more than these did not mistype."""
MAX_SHOWN_CHARACTERS = 80
MIN_YEAR, MAX_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Near:
    """A point (WGS 84) and a radius in kilometres on the ellipsoid."""

    lon: float
    lat: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What a view shows; every field empty means every project.

    Repeated values of one field are alternatives; different fields must all hold.
    """

    province: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    alert: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    min_amount: int | None = None
    """Céntimos of the reference cost, inclusive."""
    max_amount: int | None = None
    year: int | None = None
    """Year in which some source dates a fact of the project."""
    q: str = ""
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees, WGS 84."""
    near: Near | None = None
    within: str = ""
    """Polygon or multipolygon as WKT, WGS 84."""

    @property
    def is_empty(self) -> bool:
        """Whether the filter lets every project through."""
        return self == ProjectFilter()

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters of the address that gives this filter, in a fixed order."""
        pairs: list[tuple[str, str]] = []
        for name in ("province", "district", "sector", "status", "alert", "precision"):
            pairs += [(name, value) for value in getattr(self, name)]
        if self.min_amount is not None:
            pairs.append(("min_amount", _plain(to_soles(self.min_amount))))
        if self.max_amount is not None:
            pairs.append(("max_amount", _plain(to_soles(self.max_amount))))
        if self.year is not None:
            pairs.append(("year", str(self.year)))
        if self.q:
            pairs.append(("q", self.q))
        if self.bbox is not None:
            pairs.append(("bbox", ",".join(map(_number_text, self.bbox))))
        if self.near is not None:
            pairs.append(("near", ",".join(map(_number_text, (self.near.lon, self.near.lat, self.near.radius_km)))))
        if self.within:
            pairs.append(("within", self.within))
        return pairs

    def query(self) -> str:
        """The filter as a query string without the question mark."""
        return urlencode(self.pairs())


FILTER_NAMES = tuple(field.name for field in fields(ProjectFilter))


def parse_filter(pairs: Iterable[tuple[str, str]], *, other_names: Iterable[str] = ()) -> ProjectFilter:
    """Read a filter from the parameters of an address or a command.

    Parameters
    ----------
    pairs
        Names and values, in order; blank values are left out, as forms send them.
    other_names
        Parameters of the address that are not filters; they are accepted and skipped.

    Raises
    ------
    InvalidFilterError
        With every unknown name and every value that cannot be accepted.
    """
    skipped = frozenset(other_names)
    problems: list[FilterProblem] = []
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in skipped:
            continue
        if name not in FILTER_NAMES:
            problems.append(FilterProblem(_shown(name), _shown(value), _("no es un filtro."), FILTER_NAMES))
        elif value.strip():
            given.setdefault(name, []).append(value.strip())
    values: dict[str, object] = {}
    for name, texts in given.items():
        try:
            values[name] = _PARSERS[name](name, texts)
        except _Refused as refused:
            problems.append(refused.problem)
    low, high = values.get("min_amount"), values.get("max_amount")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.append(FilterProblem("min_amount", given["min_amount"][0], _("es mayor que max_amount.")))
    if problems:
        raise InvalidFilterError(problems[:MAX_PROBLEMS])
    return ProjectFilter(**values)  # type: ignore[arg-type]


class _Refused(Exception):  # noqa: N818
    def __init__(self, name: str, value: str, reason: str, accepted: Iterable[str] = ()) -> None:
        self.problem = FilterProblem(name, _shown(value), reason, tuple(accepted))


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[:MAX_SHOWN_CHARACTERS] + "…"


def _number_text(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.removesuffix(".00")


def _single(name: str, texts: list[str]) -> str:
    if len(texts) > 1:
        raise _Refused(name, texts[1], _("se puede dar una sola vez."))
    return texts[0]


def _codes(accepted: Mapping[str, str]) -> Callable[[str, list[str]], tuple[str, ...]]:
    def parse(name: str, texts: list[str]) -> tuple[str, ...]:
        for text in texts:
            if text not in accepted:
                raise _Refused(name, text, _("no es un valor conocido."), [str(code) for code in accepted])
        return tuple(sorted(set(texts)))

    return parse


def _ubigeos(level: Level, example: str) -> Callable[[str, list[str]], tuple[str, ...]]:
    def parse(name: str, texts: list[str]) -> tuple[str, ...]:
        for text in texts:
            if not is_ubigeo(text) or level_of(text) is not level:
                raise _Refused(
                    name,
                    text,
                    _(
                        "debe ser un ubigeo INEI de %(n)s dígitos, por ejemplo %(example)s.",
                        n=len(example),
                        example=example,
                    ),
                )
        return tuple(sorted(set(texts)))

    return parse


_AMOUNT = re.compile(r"(?:S/)?\s*([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)")
"""An amount as pages write it, «S/ 1,500,000.00»: forms without JavaScript send what was typed."""


def _amount(name: str, texts: list[str]) -> int:
    text = _single(name, texts)
    written = _AMOUNT.fullmatch(text.strip())
    try:
        centimos = to_centimos(written[1].replace(",", "") if written else text)
    except ValueError as error:
        raise _Refused(
            name, text, _("%(error)s; se escribe en soles con punto decimal, por ejemplo 1500000.50.", error=error)
        ) from None
    if centimos < 0:
        raise _Refused(name, text, _("no puede ser negativo."))
    return centimos


def _year(name: str, texts: list[str]) -> int:
    text = _single(name, texts)
    if text not in map(str, range(MIN_YEAR, MAX_YEAR + 1)):
        raise _Refused(name, text, _("debe ser un año de %(low)s a %(high)s.", low=MIN_YEAR, high=MAX_YEAR))
    return int(text)


def _query(name: str, texts: list[str]) -> str:
    text = _single(name, texts)
    if len(text) > MAX_QUERY_CHARACTERS:
        raise _Refused(name, text, _("es más largo que %(n)s caracteres.", n=MAX_QUERY_CHARACTERS))
    if not words(text):
        raise _Refused(name, text, _("no tiene ninguna letra ni cifra que buscar."))
    return text


def _numbers(name: str, text: str, count: int, form: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(math.isfinite(number) for number in numbers):
        raise _Refused(name, text, _("debe tener la forma %(form)s, en grados decimales WGS 84.", form=form))
    return [round(number, DECIMALS) for number in numbers]


def _on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90  # noqa: PLR2004


def _bbox(name: str, texts: list[str]) -> tuple[float, float, float, float]:
    text = _single(name, texts)
    west, south, east, north = _numbers(name, text, 4, _("oeste,sur,este,norte"))
    if not (_on_earth(west, south) and _on_earth(east, north) and west < east and south < north):
        raise _Refused(
            name,
            text,
            _("no es un rectángulo: se espera oeste < este, sur < norte, dentro de ±180 y ±90 grados."),
        )
    return west, south, east, north


def _near(name: str, texts: list[str]) -> Near:
    text = _single(name, texts)
    lon, lat, radius = _numbers(name, text, 3, _("longitud,latitud,kilómetros"))
    if not _on_earth(lon, lat) or not 0 < radius <= MAX_NEAR_KM:
        raise _Refused(
            name,
            text,
            _("necesita un punto de la Tierra y un radio de más de 0 y hasta %(km)s km.", km=f"{MAX_NEAR_KM:g}"),
        )
    return Near(lon, lat, radius)


def _within(name: str, texts: list[str]) -> str:
    text = _single(name, texts)
    if len(text) > MAX_WITHIN_CHARACTERS or text.count(",") > 2 * MAX_WITHIN_VERTICES:
        raise _Refused(name, text, _("tiene más de %(n)s vértices.", n=MAX_WITHIN_VERTICES))
    shape = None
    if text.isascii() and text.upper().startswith(("POLYGON", "MULTIPOLYGON")):
        with suppress(shapely.errors.ShapelyError):
            shape = shapely.from_wkt(text)
    if shape is None or shape.is_empty:
        raise _Refused(name, text, _("debe ser un POLYGON o MULTIPOLYGON en WKT, WGS 84."))
    if shapely.get_num_coordinates(shape) > MAX_WITHIN_VERTICES:
        raise _Refused(name, text, _("tiene más de %(n)s vértices.", n=MAX_WITHIN_VERTICES))
    west, south, east, north = shape.bounds
    if not (_on_earth(west, south) and _on_earth(east, north)):
        raise _Refused(name, text, _("tiene coordenadas fuera de ±180 y ±90 grados."))
    # What is checked is what is kept: rounding can make a thin polygon collapse.
    rounded = shapely.set_precision(shapely.force_2d(shape), 10**-DECIMALS, mode="pointwise")
    if not rounded.is_valid or rounded.area == 0:
        raise _Refused(name, text, _("no es un polígono válido (%(reason)s).", reason=shapely.is_valid_reason(rounded)))
    return str(shapely.to_wkt(rounded, rounding_precision=DECIMALS))


_PARSERS: dict[str, Callable[[str, list[str]], object]] = {
    "province": _ubigeos(Level.PROVINCE, "0608"),
    "district": _ubigeos(Level.DISTRICT, "060801"),
    "sector": _codes(vocabulary.SECTORS),
    "status": _codes(vocabulary.STATUSES),
    "alert": _codes(vocabulary.ALERTS),
    "precision": _codes({precision.value: "" for precision in Precision}),
    "min_amount": _amount,
    "max_amount": _amount,
    "year": _year,
    "q": _query,
    "bbox": _bbox,
    "near": _near,
    "within": _within,
}
