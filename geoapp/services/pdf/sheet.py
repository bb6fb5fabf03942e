"""What the one-page sheet of an area says: texts ready to print, and the shapes and points of its map."""

from __future__ import annotations

from dataclasses import dataclass

import shapely


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its name, the figure, and a line that says what it is."""

    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A line below a row of a table; it may end with an official name, which is Spanish in every language."""

    text: str
    name: str = ""

    @property
    def line(self) -> str:
        """All of it."""
        return f"{self.text} {self.name}".rstrip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; `widths` are parts of the width, `right` the columns that align to the right.

    `details`, where there are any, are lines across the table below each row; `note` stands below all.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int]
    note: str = ""
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetMap:
    """Outlines and points in EPSG:4326 (longitude, latitude, degrees).

    `focus` is drawn stronger; `exact` points are known to the site or locality, `coarse` ones only to an area.
    """

    shapes: tuple[tuple[str, shapely.Geometry], ...]
    focus: shapely.Geometry
    exact: tuple[tuple[float, float], ...]
    coarse: tuple[tuple[float, float], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page, from top to bottom.

    `lead` is a sentence of a few lines, blank where there is none; `sources` those that are cited by number.
    """

    title: str
    facts: str
    lead: str
    figures: tuple[Figure, ...]
    map: SheetMap
    lists: tuple[Table, ...]
    tables: tuple[Table, ...]
    sources: str
    foot: tuple[str, ...]
