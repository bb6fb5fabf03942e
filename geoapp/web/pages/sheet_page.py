"""The one-page sheet of an area as a page to look at and to print: the same texts as the PDF, the map as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from markupsafe import Markup

from geoapp.domain.records import Area
from geoapp.services.mapdata import area_href
from geoapp.services.pdf.sheet import Sheet, SheetMap
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, Link, edition_note
from geoapp.web.pages.sheet import area_sheet

WIDTH, HEIGHT = 960, 740
MANY_POINTS = 300
_GRID = 9
_ROOM = 1.08
"""How much larger the frame is than the area in it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the map, at a point of the drawing."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map as parts of an SVG of `WIDTH` by `HEIGHT`: outlines as path data, points from the upper left corner."""

    width: int
    height: int
    shapes: tuple[str, ...]
    focus: str
    names: tuple[Name, ...]
    exact: tuple[tuple[int, int], ...]
    coarse: tuple[tuple[int, int], ...]

    def circles(self, kind: Literal["exact", "coarse"]) -> Markup:
        """Points as SVG. There may be thousands, of whole numbers only: escaping each would take most of the page."""
        places = self.exact if kind == "exact" else self.coarse
        drawn = "".join(f'<circle class="{kind}" cx="{x:d}" cy="{y:d}" r="9"/>' for x, y in places)
        return Markup(drawn)  # noqa: S704 - numbers


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Context of ``pages/sheet.html``."""

    edition: EditionNote
    area: Area
    back: Link
    sheet: Sheet
    drawing: Drawing


def sheet_page(publication: Publication, settings: MapSettings, area: Area) -> SheetPage:
    """The sheet of a province or a district."""
    sheet = area_sheet(publication, settings, area)
    return SheetPage(edition_note(publication), area, Link(area.name, area_href(area)), sheet, draw(sheet.map))


def draw(drawn: SheetMap) -> Drawing:
    """Project the map into the frame, as the PDF does: degrees of longitude shorter than those of latitude."""
    west, south, east, north = drawn.focus.bounds
    stretch = 1 / math.cos(math.radians((south + north) / 2))
    span = max((east - west) / stretch / WIDTH, (north - south) / HEIGHT) * _ROOM
    left = (west + east) / 2 - span * WIDTH * stretch / 2
    top = (south + north) / 2 + span * HEIGHT / 2
    frame = shapely.box(left, top - span * HEIGHT, left + span * WIDTH * stretch, top)

    def at(lon: float, lat: float) -> tuple[int, int]:
        return round((lon - left) / span / stretch), round((top - lat) / span)

    def path(shape: shapely.Geometry) -> str:
        pieces = []
        # Half a unit of the drawing is finer than any print shows.
        for part in getattr(light := shapely.simplify(shape, span / 2), "geoms", [light]):
            for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else ():
                points = dict.fromkeys(at(lon, lat) for lon, lat in ring.coords)
                pieces.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
        return "".join(pieces)

    def points(places: tuple[tuple[float, float], ...]) -> tuple[tuple[int, int], ...]:
        lon, lat = np.array(places, dtype=np.float64).reshape(-1, 2).T
        x, y = np.rint((lon - left) / span / stretch), np.rint((top - lat) / span)
        if len(places) > MANY_POINTS:
            # Points nearer to one another than half of their size could not be told apart.
            x, y = np.rint(x / _GRID) * _GRID, np.rint(y / _GRID) * _GRID
        return tuple(dict.fromkeys(zip(x.astype(int).tolist(), y.astype(int).tolist(), strict=True)))

    names = []
    for name, shape in drawn.shapes:
        middle = shape.representative_point()
        if drawn.focus.intersects(middle):
            names.append(Name(name, *at(middle.x, middle.y)))
    shapes = (path(shapely.intersection(shape, frame)) for _, shape in drawn.shapes if shape.intersects(frame))
    return Drawing(
        WIDTH, HEIGHT, tuple(shapes), path(drawn.focus), tuple(names), points(drawn.exact), points(drawn.coarse)
    )
