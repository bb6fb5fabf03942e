"""Geometry and boxes behind one function each, for SQLite (WKB, R*Tree) and PostgreSQL (PostGIS, GiST).

Indexes only propose candidates; what is inside is decided on exact coordinates, by the same rule on both dialects,
so that both give the same answers.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import shapely
from geoalchemy2 import WKBElement
from sqlalchemy import ColumnElement, and_, func, literal_column, select, table
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geoapp.db.models import AreaRow, LocalityRow
from geoapp.db.models.base import SRID

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS 84."""


def is_postgres(session: Session) -> bool:
    """Whether the session talks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def stored(session: Session, wkb: bytes) -> Any:
    """Value to write in a geometry column.

    Parameters
    ----------
    wkb
        Geometry in EPSG:4326.
    """
    return WKBElement(wkb, srid=SRID) if is_postgres(session) else wkb


def to_shape(value: Any) -> shapely.Geometry:
    """Geometry read from a column, in EPSG:4326."""
    # PostGIS answers with extended WKB in hexadecimal or as bytes; shapely reads both.
    return shapely.from_wkb(value.data if isinstance(value, WKBElement) else value)


def areas_touching_box(session: Session, box: Box) -> ColumnElement[bool]:
    """Condition: the area's box has a point in common with the box."""
    west, south, east, north = box
    exact = and_(AreaRow.west <= east, AreaRow.east >= west, AreaRow.south <= north, AreaRow.north >= south)
    if is_postgres(session):
        return and_(AreaRow.geometry.op("&&")(_envelope(box)), exact)
    return and_(AreaRow.id.in_(_boxes("area_box", box)), exact)


def localities_in_box(session: Session, box: Box) -> ColumnElement[bool]:
    """Condition: the locality lies in the box, its border included."""
    west, south, east, north = box
    exact = and_(LocalityRow.lon.between(west, east), LocalityRow.lat.between(south, north))
    if is_postgres(session):
        # SRID written out: the expression has to be the very one that is indexed.
        point = func.ST_SetSRID(func.ST_MakePoint(LocalityRow.lon, LocalityRow.lat), literal_column(str(SRID)))
        return and_(point.op("&&")(_envelope(box)), exact)
    return and_(LocalityRow.id.in_(_boxes("locality_box", box)), exact)


def _envelope(box: Box) -> Any:
    return func.ST_MakeEnvelope(*box, SRID)


def _boxes(index: str, box: Box) -> Any:
    west, south, east, north = box
    boxes = table(index, *(sql_column(name) for name in ("id", "west", "east", "south", "north")))
    return select(boxes.c.id).where(
        boxes.c.west <= east, boxes.c.east >= west, boxes.c.south <= north, boxes.c.north >= south
    )
