"""Where the projects of a file are: declared coordinates that agree with their area, the declared area, the title.

An area that the edition does not have (another department whose limits were not imported) gives no place on the map:
the project is counted and listed, its place is told by name, and its location is «unlocated».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
import shapely

from geoapp.domain.places import PlacingMethod, Precision
from geoapp.domain.records import Area
from geoapp.geo.coordinates import AreaShapes, CoordinateStatus, check_coordinates
from geoapp.geo.locate import Locator
from geoapp.ingest.findings import REPAIRED, SET_ASIDE, Findings
from geoapp.services.importing.frames import gathered, once, position

_PRECISION = {2: Precision.REGION.value, 4: Precision.PROVINCE.value, 6: Precision.DISTRICT.value}
_REASONS: dict[CoordinateStatus, tuple[str, str]] = {
    CoordinateStatus.SWAPPED: ("longitud y latitud venían cambiadas", REPAIRED),
    CoordinateStatus.SIGN_LOST: ("las coordenadas habían perdido el signo", REPAIRED),
    CoordinateStatus.ZERO: ("una coordenada cero no es un lugar; vale el área declarada", SET_ASIDE),
    CoordinateStatus.ABROAD: ("las coordenadas no caen en el Perú; vale el área declarada", SET_ASIDE),
    CoordinateStatus.OUTSIDE: ("las coordenadas caen fuera del área declarada; vale el área", SET_ASIDE),
}
_AGREE = [CoordinateStatus.INSIDE.value, CoordinateStatus.NEAR.value]
_POINTS = [*_AGREE, CoordinateStatus.SWAPPED.value, CoordinateStatus.SIGN_LOST.value]
_TOLD = [
    "project_id",
    "ubigeo",
    "precision",
    "method",
    "lon",
    "lat",
    "place_name",
    "locality_code",
    "share_millionths",
    "source_id",
]


@dataclass(frozen=True)
class Ground:
    """The areas of the edition, with the outlines that points are checked against.

    Attributes
    ----------
    outlines
        Full outlines by ubigeo, WGS 84.
    locator
        Makes the reader of titles, for files in which some place is told by nothing else.
    """

    areas: Mapping[str, Area]
    outlines: Mapping[str, shapely.Geometry]
    locator: Callable[[], Locator]

    def shapes(self) -> AreaShapes:
        """Outlines prepared for points."""
        return AreaShapes(self.outlines)


def place(
    places: pl.DataFrame, projects: pl.DataFrame, ground: Ground, source_id: str, findings: Findings
) -> pl.DataFrame:
    """Rows of ``location`` for the projects of a file, without ``seq``: each place of a project once.

    Parameters
    ----------
    places
        Declared places (`ingest.intake.PLACES`).
    projects
        The file's projects: ``project_id`` and ``name``, read where no province is declared.
    """
    centres = pl.DataFrame(
        [(a.ubigeo, a.lon, a.lat) for a in ground.areas.values()],
        schema={"ubigeo": pl.String, "area_lon": pl.Float64, "area_lat": pl.Float64},
        orient="row",
    )
    at = position(places, centres, ["ubigeo"])
    rows = _with_points(places.hstack([at.is_not_null().alias("known")]), ground, findings)
    on_site = pl.col("point_lon").is_not_null()
    level = pl.col("ubigeo").str.len_bytes().replace_strict(_PRECISION, default=None, return_dtype=pl.String)
    drawn = level.is_in([Precision.DISTRICT.value, Precision.PROVINCE.value])
    made = rows.hstack(gathered(centres[["area_lon", "area_lat"]], at)).with_columns(
        precision=pl.when(~pl.col("known"))
        .then(pl.lit(Precision.UNLOCATED.value))
        .when(on_site)
        .then(pl.lit(Precision.SITE.value))
        .otherwise(level),
        method=pl.when(pl.col("ubigeo").is_null())
        .then(pl.lit(PlacingMethod.NONE.value))
        .when(on_site)
        .then(pl.lit(PlacingMethod.DECLARED_COORDINATES.value))
        .otherwise(pl.lit(PlacingMethod.DECLARED_AREA.value)),
        lon=pl.when(on_site).then("point_lon").when(pl.col("known") & drawn).then("area_lon"),
        lat=pl.when(on_site).then("point_lat").when(pl.col("known") & drawn).then("area_lat"),
        place_name=pl.when(~pl.col("known")).then(pl.col("place")),
        ubigeo=pl.when("known").then("ubigeo").otherwise(pl.lit("")),
        locality_code=pl.lit(None, dtype=pl.String),
        share_millionths=pl.lit(None, dtype=pl.Int64),
        source_id=pl.lit(source_id),
    )
    told = _by_title(made[_TOLD], projects, ground)
    # Of a project with several rows that come to the same place, one is enough.
    return once(told, ["project_id", "precision", "ubigeo", "lon", "lat", "place_name"])


def _with_points(rows: pl.DataFrame, ground: Ground, findings: Findings) -> pl.DataFrame:
    """Add ``point_lon``, ``point_lat`` where declared coordinates agree with the declared area."""
    none = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(rows))
    indexed = rows[["line", "lon", "lat", "ubigeo", "known"]].with_row_index("at")
    given = indexed.filter(pl.col("lon").is_not_nan() & pl.col("lat").is_not_nan() & pl.col("known"))
    if given.is_empty():
        return rows.hstack([none.alias("point_lon"), none.alias("point_lat")])
    checks = check_coordinates(
        given["lon"].to_numpy(), given["lat"].to_numpy(), given["ubigeo"].to_list(), ground.shapes()
    )
    status = pl.Series("status", checks.status.tolist(), dtype=pl.String)
    odd = ~status.is_in(_AGREE)
    told = given[["line", "lon", "lat"]].hstack([status]).filter(odd)
    told = told.with_columns(pair=pl.format("{}, {}", "lon", "lat"))
    for kind, (reason, action) in _REASONS.items() if len(told) else ():
        rows_of = told.filter(told["status"] == kind.value)
        findings.add(rows_of["line"], "LONGITUD, LATITUD", rows_of["pair"], reason, action)
    use = status.is_in(_POINTS)
    at = given["at"].filter(use)
    points = {"point_lon": checks.lon, "point_lat": checks.lat}
    return rows.hstack([none.scatter(at, pl.Series(values).filter(use)).alias(name) for name, values in points.items()])


def _by_title(rows: pl.DataFrame, projects: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Where no province is declared, read the title; the department declared is where it has to be."""
    wide = rows.filter(pl.col("precision") == Precision.REGION.value)
    if wide.is_empty():
        return rows
    placed = rows.filter(pl.col("ubigeo").str.len_bytes() >= 4)  # noqa: PLR2004
    alone = wide.join(placed, on="project_id", how="anti", maintain_order="left")
    wide = alone.join(projects[["project_id", "name"]], on="project_id", maintain_order="left")
    if wide.is_empty():
        return rows
    made, locator = [], ground.locator()
    for row in wide.unique("project_id", keep="first", maintain_order=True).iter_rows(named=True):
        result = locator.locate(row["name"], hints=[row["ubigeo"]])
        if result.outcome != "found":
            continue
        for candidate in result.places:
            inside = candidate.ubigeo.startswith(row["ubigeo"]) and candidate.ubigeo in ground.areas
            if not inside or len(candidate.ubigeo) < 4:  # noqa: PLR2004
                continue
            area, exact = ground.areas[candidate.ubigeo], candidate.locality_code and candidate.lon is not None
            made.append(
                {
                    **row,
                    "precision": (candidate.precision if exact else Precision(_PRECISION[len(candidate.ubigeo)])).value,
                    "method": (PlacingMethod.MATCHED_LOCALITY if exact else PlacingMethod.MATCHED_NAME).value,
                    "ubigeo": candidate.ubigeo,
                    "lon": candidate.lon if exact else area.lon,
                    "lat": candidate.lat if exact else area.lat,
                    "locality_code": candidate.locality_code if exact else None,
                    "place_name": candidate.name if exact else None,
                }
            )
    if not made:
        return rows
    found = pl.DataFrame(made, schema_overrides=dict(rows.schema)).select(*rows.columns)
    return pl.concat([rows.join(found.select("project_id").unique(), on="project_id", how="anti"), found])
