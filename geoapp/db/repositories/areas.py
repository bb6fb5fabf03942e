"""Areas: the region, its provinces and districts."""

from __future__ import annotations

import shapely
from sqlalchemy import select

from geoapp.db.models import AreaRow
from geoapp.db.repositories.base import EditionReader
from geoapp.db.spatial import areas_touching_box, to_shape
from geoapp.db.versions import visible
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _


class AreaRepository(EditionReader):
    """Reads areas."""

    def all(self) -> tuple[Area, ...]:
        """Give all areas, by code: the region, then each province followed by its districts."""
        return self._records(AreaRow, Area, order=(AreaRow.ubigeo,))

    def get(self, ubigeo: str) -> Area:
        """Give one area.

        Raises
        ------
        NotFoundError
            When no area has that code.
        """
        found = self._records(AreaRow, Area, AreaRow.ubigeo == ubigeo)
        if not found:
            raise NotFoundError(
                _(
                    "No hay un área con el ubigeo INEI «%(code)s» en la región. Son 2 dígitos la región, 4 la"
                    " provincia (0608) y 6 el distrito (060801).",
                    code=ubigeo,
                )
            )
        return found[0]

    def geometries(
        self, level: Level | str, *, light: bool = True, parent: str | None = None
    ) -> dict[str, shapely.Geometry]:
        """Give the outlines of a level by code, in EPSG:4326.

        Parameters
        ----------
        light
            Simplified as one coverage, for drawing; else full detail.
        parent
            Only the areas directly inside this one.
        """
        column = AreaRow.geometry_light if light else AreaRow.geometry
        query = select(AreaRow.ubigeo, column).where(
            visible(AreaRow, self.edition), AreaRow.level == Level(level).value
        )
        if parent is not None:
            query = query.where(AreaRow.parent == parent)
        rows = self.session.execute(query.order_by(AreaRow.ubigeo))
        return {ubigeo: to_shape(value) for ubigeo, value in rows}

    def geometry(self, ubigeo: str, *, light: bool = True) -> shapely.Geometry:
        """Give the outline of one area, in EPSG:4326.

        Raises
        ------
        NotFoundError
            When no area has that code.
        """
        column = AreaRow.geometry_light if light else AreaRow.geometry
        query = select(column).where(visible(AreaRow, self.edition), AreaRow.ubigeo == ubigeo)
        value = self.session.scalar(query)
        if value is None:
            self.get(ubigeo)
        return to_shape(value)

    def at_point(self, lon: float, lat: float) -> str | None:
        """Give the code of the district that holds a point (WGS 84); None outside the region.

        On full detail. A point on a limit belongs to the district with the lower code.
        """
        query = (
            select(AreaRow.ubigeo, AreaRow.geometry)
            .where(
                visible(AreaRow, self.edition),
                AreaRow.level == Level.DISTRICT.value,
                areas_touching_box(self.session, (lon, lat, lon, lat)),
            )
            .order_by(AreaRow.ubigeo)
        )
        point = shapely.Point(lon, lat)
        return next((ubigeo for ubigeo, value in self.session.execute(query) if to_shape(value).covers(point)), None)
