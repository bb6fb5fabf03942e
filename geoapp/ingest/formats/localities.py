"""Populated places (INEI): code, name, district and coordinates in a row each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.domain.records import LocalityRecord
from geoapp.errors import SchemaError
from geoapp.geo.coordinates import PERU_BOUNDS
from geoapp.ingest import cells
from geoapp.ingest.findings import MERGED
from geoapp.ingest.intake import Context, Format, Intake
from geoapp.ingest.kinds import Degrees, Text
from geoapp.ingest.reading import Column, read
from geoapp.ingest.sheets import LINE, Sheet

_CODE = ("CODCCPP", "CODIGO_CCPP", "COD_CCPP", "CODIGO_CENTRO_POBLADO", "LOCALITY_CODE", "IDCCPP", "INEI_CCPP")
_NAME = ("NOMCCPP", "NOMBRE_CCPP", "NOM_CCPP", "CENTRO_POBLADO", "NOMBRE_CENTRO_POBLADO", "NAME", "NOMBRE", "CCPP")
_URBAN = "^(1|U|URB)"


def _recognise(names: Sequence[str]) -> bool:
    known = {*names}
    located = bool({"LON", "LONGITUD", "LONGITUDE", "X"} & known) and bool({"LAT", "LATITUD", "LATITUDE", "Y"} & known)
    return located and any(n in known for n in _CODE) and any(n in known for n in _NAME)


def _read(sheet: Sheet, context: Context) -> Intake:
    count = len(sheet)
    code = cells.raw(sheet, "CODCCPP").str.replace(r"\.0+$", "")
    short = code.str.contains(r"^[0-9]{9}$")
    cells.told(sheet, short, "CODCCPP", "había perdido el cero inicial", "repaired")
    code = code.zip_with(~short.fill_null(value=False), "0" + code)
    bad = (~code.str.contains(r"^[0-9]{10}$")).fill_null(value=True)
    sheet = cells.refuse(sheet, bad, "CODCCPP", "un centro poblado tiene un código de diez cifras")
    code = code.filter(~bad)
    if context.department is not None:
        inside = code.str.starts_with(context.department)
        sheet, code = cells.only(sheet, inside), code.filter(inside)
    outside = count - len(sheet) - int(bad.sum())
    found = read(
        sheet,
        {
            "name": Column("NOMCCPP", Text()),
            "lon": Column("LONGITUD", Degrees()),
            "lat": Column("LATITUD", Degrees()),
            "area": Column("AREA_RESIDENCIA", Text()),
        },
    ).told()
    table = found.with_columns(
        pl.col("lon", "lat").fill_null(float("nan")),
        code.alias("code"),
        sheet.frame[LINE].alias("line"),
        urban=pl.col("area").str.to_uppercase().str.contains(_URBAN),
    )
    west, south, east, north = PERU_BOUNDS
    placed = pl.col("lon").is_between(west, east) & pl.col("lat").is_between(south, north)
    good = table.select(placed & pl.col("name").is_not_null()).to_series()
    reason = "no tiene nombre, o sus coordenadas no caen en el Perú (longitud y latitud WGS 84)"
    sheet = cells.refuse(sheet, ~good, "LONGITUD", reason)
    kept = table.filter(good)
    first = kept.unique("code", keep="first", maintain_order=True)
    again = kept.join(first.select("line"), on="line", how="anti")
    sheet.findings.add(again["line"], "CODCCPP", again["code"], "el código se repite; vale la primera fila", MERGED)
    if context.cut_off is None:
        raise SchemaError(f"{sheet.file}: nada dice a qué fecha corresponde. Indíquela con --cut-off AAAA-MM-DD.")
    records = tuple(
        LocalityRecord(
            locality_code=row["code"],
            name=row["name"],
            ubigeo=row["code"][:6],
            kind="urbano" if row["urban"] else "rural",
            lon=row["lon"],
            lat=row["lat"],
            in_district=True,
            in_region=True,
        )
        for row in first.iter_rows(named=True)
    )
    return Intake(
        format="localities",
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=context.cut_off,
        cut_off_declared=True,
        read=count,
        outside=outside,
        accepted=len(kept),
        localities=records,
    )


FORMAT = Format(
    name="localities",
    title="Centros poblados",
    publisher="Instituto Nacional de Estadística e Informática (INEI)",
    url=None,
    recognise=_recognise,
    columns=(
        ("CODCCPP", *_CODE[1:]),
        ("NOMCCPP", *_NAME[1:]),
        ("LONGITUD", "LON", "LONGITUDE", "X"),
        ("LATITUD", "LAT", "LATITUDE", "Y"),
        ("AREA_RESIDENCIA", "AREA_17", "AREA", "KIND", "TIPO"),
    ),
    read=_read,
)
