"""Limits (INEI): districts as GeoPackage, GeoJSON or zipped shapefile; provinces and department are their unions.

So that the three levels always fit, only districts are read, all of a department: a file of provinces is refused, and
so is one without some district, for the department would lose that part.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geoapp.deferred import deferred
from geoapp.domain.places import Level
from geoapp.domain.records import AreaRecord
from geoapp.errors import DataSourceError, MissingCRSError, SchemaError
from geoapp.geo.coordinates import PERU_BOUNDS
from geoapp.ingest.findings import REPAIRED, Findings
from geoapp.ingest.inspect import digest_of
from geoapp.ingest.intake import Context, GeoFormat, Intake
from geoapp.ingest.sheets import canonical
from geoapp.ingest.unpack import refuse_several

if TYPE_CHECKING:
    import geopandas as gpd
    import pyogrio
else:
    gpd, pyogrio = deferred("geopandas"), deferred("pyogrio")

_CODES = ("UBIGEO", "IDDIST", "COD_DISTRITO", "CODIGO", "COD_DIST", "CCDD_CCPP_CCDI", "INEI", "UBIGEO_DIST", "GID_3")
_NAMES = ("DISTRITO", "NOMBDIST", "NOM_DIST", "NOMBRE", "NAME", "DISTRICT")
_SHOWN = 10
"""Codes named in an error."""
_LIGHT_M = 250.0
_NEAR = 0.1
"""Degrees by which outlines may lie beyond `PERU_BOUNDS`."""
_AREA_CRS = "+proj=cea +lat_ts=0 +datum=WGS84"
"""Equal area: for sizes in km²."""
_LIGHT_CRS = "EPSG:32718"


def _read(path: Path, name: str, context: Context) -> Intake:
    if context.department is None:
        raise SchemaError(f"{name}: los límites se cargan de un departamento a la vez; indíquelo con --department 06.")
    if context.cut_off is None:
        raise SchemaError(f"{name}: los límites no dicen su fecha. Indíquela con --cut-off AAAA-MM-DD.")
    findings = Findings(name)
    frame = _frame(path, name)
    code, label = _column(frame, _CODES, name, "ubigeo"), _column(frame, _NAMES, name, "nombre del distrito")
    frame = _without_repeated(frame, (code, label), name)
    codes = frame[code].astype(str).str.strip().str.replace(r"\.0$", "", regex=True).str.zfill(6)
    if not codes.str.fullmatch(r"\d{6}").mean() > 0.5:  # noqa: PLR2004
        raise SchemaError(
            f"{name}: la columna {code} no trae ubigeos de distrito (6 dígitos). Use el archivo de distritos."
        )
    _check_scheme(codes, frame, name, context)
    read, inside = len(frame), codes.str.startswith(context.department)
    frame, codes = frame[inside.to_numpy()], codes[inside]
    _check_ground(frame, name)
    if not len(frame):
        raise SchemaError(f"{name}: no trae ningún distrito del departamento {context.department}.")
    _check_whole(frame, codes, name, context)
    districts = _districts(frame, codes, label, findings)
    return Intake(
        format="limits",
        findings=findings,
        sha256=digest_of(path),
        size=path.stat().st_size,
        cut_off=context.cut_off,
        cut_off_declared=True,
        read=read,
        outside=read - len(frame),
        accepted=len(districts),
        areas=tuple(_areas(districts, context)),
    )


def _frame(path: Path, name: str) -> gpd.GeoDataFrame:
    try:
        source = _layer_of(path, name)
        refuse_several(name, [layer for layer, geometry in pyogrio.list_layers(source) if geometry is not None])
        frame = gpd.read_file(source, engine="pyogrio")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, OSError) as error:
        raise DataSourceError(f"{name}: no se puede leer como capa geográfica ({error}).") from error
    if frame.crs is None:
        raise MissingCRSError(
            f"{name}: la capa no dice su sistema de referencia (CRS). Agregue su .prj o asígnelo antes de importar."
        )
    return frame.to_crs("EPSG:4326").rename(columns=lambda c: c if c == frame.geometry.name else canonical(str(c)))


def _layer_of(path: Path, name: str) -> str:
    """What GDAL opens: the file, or the shapefile of a zip, whatever the zip is called.

    Raises
    ------
    DataSourceError
        When there are several, or the shapefile lacks one of its files.
    """
    if not zipfile.is_zipfile(path):
        return str(path)
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.namelist() if not entry.startswith("__MACOSX/")]
    layers = sorted(entry for entry in entries if entry.lower().endswith(".shp"))
    if not layers:
        raise DataSourceError(f"{name}: es un zip sin shapefile. Entregue el archivo que contiene.")
    refuse_several(name, layers)
    layer = layers[0]
    there = {entry.lower() for entry in entries}
    missing = [part for part in (".shx", ".dbf") if layer[:-4].lower() + part not in there]
    if missing:
        raise DataSourceError(
            f"{name}: al shapefile {layer} le falta su {' y su '.join(missing)}."
            " Ponga en el zip .shp, .shx, .dbf y .prj."
        )
    return f"/vsizip/{{{path.resolve()}}}/{layer}"


def _without_repeated(frame: gpd.GeoDataFrame, used: tuple[str, ...], name: str) -> gpd.GeoDataFrame:
    """The frame with each column once: names that differ in capitals alone are one."""
    for column in used:
        same = frame.loc[:, frame.columns == column].astype(str)
        if same.nunique(axis=1).gt(1).any():
            raise SchemaError(f"{name}: tiene {same.shape[1]} columnas {column} que no dicen lo mismo. Deje una sola.")
    return frame.loc[:, ~frame.columns.duplicated()]


def _column(frame: gpd.GeoDataFrame, known: tuple[str, ...], name: str, what: str) -> str:
    found = next((column for column in known if column in frame.columns), None)
    if found is None:
        raise SchemaError(f"{name}: no tiene una columna de {what} ({', '.join(known[:4])}…).")
    return found


def _check_scheme(codes: Any, frame: gpd.GeoDataFrame, name: str, context: Context) -> None:
    column = next((c for c in ("PROVINCIA", "NOMBPROV", "NOM_PROV") if c in frame.columns), None)
    if column is None:
        return
    pairs = {(c[:4], canonical(str(n))) for c, n in zip(codes, frame[column], strict=True)}
    known = [(c, n) for c, n in pairs if c in context.codes.names]
    same = sum(canonical(context.codes.names[c]) == n for c, n in known)
    if known and same / len(known) < 0.5:  # noqa: PLR2004
        raise SchemaError(
            f"{name}: sus códigos no son los de INEI; parecen los de RENIEC. Pida el archivo con ubigeo INEI."
        )


def _check_ground(frame: gpd.GeoDataFrame, name: str) -> None:
    west, south, east, north = frame.total_bounds
    if not len(frame) or math.isnan(west):
        return  # told where the geometry of each district is looked at
    least_x, least_y, most_x, most_y = PERU_BOUNDS
    inside = least_x - _NEAR <= west and east <= most_x + _NEAR and least_y - _NEAR <= south and north <= most_y + _NEAR
    if not inside:
        raise SchemaError(
            f"{name}: sus coordenadas no caen en el Perú (longitud {west:.6g} a {east:.6g}, latitud {south:.6g} a"
            f" {north:.6g}): parecen proyectadas (UTM) sin decirlo, o dicen otro sistema de referencia. Declare el CRS"
            " en el archivo o expórtelo en WGS 84 (EPSG:4326)."
        )


def _check_whole(frame: gpd.GeoDataFrame, codes: Any, name: str, context: Context) -> None:
    """Check that all districts of the department are there: provinces and department are their unions."""
    place = f"{context.department_name} ({context.department})"
    above = _listed(codes[codes.str.endswith("00")])
    if above:
        raise SchemaError(
            f"{name}: {above} no son códigos de distrito (terminan en 00). Use el archivo de distritos; provincias y"
            " departamento salen de ellos."
        )
    drawn = shapely.area(shapely.make_valid(frame.geometry.to_numpy(), method="structure", keep_collapsed=False))
    blank = _listed(codes[~(drawn > 0)])  # none, lines, and polygons that are only lines
    if blank:
        raise SchemaError(
            f"{name}: la geometría de {blank} falta o no es un polígono. Sin ella quedaría un hueco en {place}:"
            " complétela y repita."
        )
    known = {code for code in context.codes.names if len(code) == 6 and code[:2] == context.department}  # noqa: PLR2004
    missing = _listed(known - {*codes})
    if missing:
        raise SchemaError(
            f"{name}: faltan distritos de {place}: {missing}. Entregue todos los distritos del departamento; los"
            " límites anteriores a la creación de un distrito no sirven."
        )


def _listed(codes: Iterable[str]) -> str:
    """Some codes in words; blank for none."""
    found = sorted({*codes})
    more = f" y {len(found) - _SHOWN} más" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _districts(
    frame: gpd.GeoDataFrame, codes: Any, label: str, findings: Findings
) -> dict[str, tuple[str, shapely.Geometry]]:
    districts: dict[str, tuple[str, shapely.Geometry]] = {}
    for row, (code, title, drawn) in enumerate(zip(codes, frame[label], frame.geometry, strict=True), start=1):
        shape = drawn
        if not shape.is_valid:
            findings.one(row, "geometría", code, "el contorno se cruzaba; se corrigió", REPAIRED)
            shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        text = re.sub(r"\s+", " ", str(title)).strip()
        if code in districts:
            findings.one(row, "ubigeo", code, "el código se repite; sus polígonos se unieron", REPAIRED)
            shape = shapely.union(districts[code][1], shape)
        districts[code] = (text.title() if text.isupper() else text, shape)
    # Neighbours that overlap or leave gaps are made to fit, so that each point is in one district.
    if not shapely.coverage_is_valid([shape for _, shape in districts.values()]):
        fitted = shapely.coverage_clean([shape for _, shape in districts.values()])
        findings.one(
            1, "geometría", f"{len(districts)} distritos", "los límites vecinos se ajustaron entre sí", REPAIRED
        )
        districts = {c: (t, s) for (c, (t, _)), s in zip(districts.items(), fitted, strict=True)}
    return districts


def _areas(districts: dict[str, tuple[str, shapely.Geometry]], context: Context) -> list[AreaRecord]:
    region = context.department or ""
    codes = sorted(districts)
    full = gpd.GeoSeries([districts[c][1] for c in codes], index=codes, crs="EPSG:4326")
    metres = full.to_crs(_LIGHT_CRS)
    light = gpd.GeoSeries(shapely.coverage_simplify(metres.to_numpy(), _LIGHT_M), index=codes, crs=_LIGHT_CRS).to_crs(
        "EPSG:4326"
    )
    groups = {c: [c] for c in codes} | {region: codes}
    for code in codes:
        groups.setdefault(code[:4], []).append(code)
    records = []
    for code, parts in sorted(groups.items()):
        level = {2: Level.REGION, 4: Level.PROVINCE, 6: Level.DISTRICT}[len(code)]
        shape, thin = shapely.union_all(full[parts].to_numpy()), shapely.union_all(light[parts].to_numpy())
        point = shapely.point_on_surface(shape)
        west, south, east, north = shape.bounds
        name = districts[code][0] if code in districts else context.codes.names.get(code, code)
        known = context.codes.names.get(code, name)
        records.append(
            AreaRecord(
                ubigeo=code,
                level=level.value,
                name=known,
                parent=code[:-2] or None,
                capital=None,
                capital_lon=None,
                capital_lat=None,
                area_km2=round(float(gpd.GeoSeries([shape], crs="EPSG:4326").to_crs(_AREA_CRS).area.iloc[0]) / 1e6, 2),
                population=None,
                population_year=None,
                lon=round(point.x, 7),
                lat=round(point.y, 7),
                west=west,
                south=south,
                east=east,
                north=north,
                geometry=shapely.to_wkb(shape, output_dimension=2),
                geometry_light=shapely.to_wkb(thin, output_dimension=2),
            )
        )
    return records


FORMAT = GeoFormat(
    name="limits",
    title="Límites distritales",
    publisher="Instituto Nacional de Estadística e Informática (INEI)",
    url="https://ide.inei.gob.pe/",
    read=_read,
)
