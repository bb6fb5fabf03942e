"""What a file is, from its content: its first bytes, then its columns. Its name says nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import polars as pl

from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.findings import SET_ASIDE, Findings
from geoapp.ingest.formats import FORMATS, GEO_FORMATS
from geoapp.ingest.formats.mapped import read_mapping
from geoapp.ingest.inspect import Tick, digest_of
from geoapp.ingest.intake import Context, Format, GeoFormat, Intake
from geoapp.ingest.sheets import (
    LINE,
    MAX_UNPACKED,
    Choose,
    Looked,
    Looking,
    Sheet,
    canonical,
    read_csv,
    unknown_header,
)
from geoapp.ingest.unpack import unpacked
from geoapp.ingest.workbooks import read_xlsx


def read_file(
    path: Path,
    context: Context,
    *,
    format_name: str | None = None,
    name: str | None = None,
    tick: Tick | None = None,
    looked: Looked | None = None,
) -> tuple[Format | GeoFormat, Intake]:
    """Read an official file of any known format.

    Parameters
    ----------
    format_name
        Name of a format, or path of a TOML mapping; None to recognise it.
    name
        Name of the file in reports, where it is not the path's.
    tick, looked
        Told how far the file is read, and then how far its rows are checked; layers tell only the first.

    Raises
    ------
    SchemaError
        When the format is not known, or the file is not of the format named.
    DataSourceError
        When the file cannot be read, or is written anew meanwhile.
    """
    shown = name or path.name
    if not path.is_file():
        raise DataSourceError(f"No existe el archivo {path}. Revise la ruta.")
    with _unchanged(path, shown):
        return _read_kind(path, shown, context, _wanted(format_name), tick, looked)


def _read_kind(
    path: Path,
    shown: str,
    context: Context,
    wanted: Format | GeoFormat | None,
    tick: Tick | None,
    looked: Looked | None,
) -> tuple[Format | GeoFormat, Intake]:
    kind = _kind(path)
    if kind == "rar":
        with unpacked(path, shown) as layer:
            chosen, intake = _read_kind(layer, shown, context, wanted, None, None)
        if tick:
            tick(path.stat().st_size)
        # What was published is the archive: its digest is the one that others can compare.
        return chosen, replace(intake, sha256=digest_of(path), size=path.stat().st_size)
    if kind == "geojson" and isinstance(wanted, Format):
        sheet = _features(path, shown, wanted)
        return wanted, _read(wanted, sheet, context, looked)
    if kind in {"geojson", "gpkg", "shp"}:
        chosen = wanted if isinstance(wanted, GeoFormat) else GEO_FORMATS["limits"]
        if tick:
            tick(path.stat().st_size)
        return chosen, chosen.read(path, shown, context)
    if isinstance(wanted, GeoFormat):
        raise SchemaError(f"{shown}: no es una capa geográfica (GeoPackage, GeoJSON o shapefile en zip).")
    formats = [wanted] if wanted else list(FORMATS.values())
    found: list[Format] = []
    sheet = (read_xlsx if kind == "xlsx" else read_csv)(path, _chooser(formats, found), name=shown, tick=tick)
    return found[0], _read(found[0], sheet, context, looked)


@contextmanager
def _unchanged(path: Path, shown: str) -> Iterator[None]:
    """Make sure that what is told of a file, its digest first, is of the bytes that were read."""
    before = _stamp(path)
    try:
        yield
    except Exception as error:
        if _stamp(path) != before:  # the error is of a file half written
            raise _changed(shown) from error
        raise
    if _stamp(path) != before:
        raise _changed(shown)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _changed(shown: str) -> DataSourceError:
    return DataSourceError(f"{shown}: cambió mientras se leía. Espere a que termine de copiarse y repita.")


def _read(chosen: Format, sheet: Sheet, context: Context, looked: Looked | None) -> Intake:
    if not len(sheet):
        # As a listing it would take away all that was there before.
        refused = sheet.findings.frame().head(1).iter_rows(named=True)
        why = "".join(f" (la primera que se rechazó, línea {row['line']}: {row['reason']})" for row in refused)
        raise SchemaError(f"{sheet.file}: no trae ninguna fila que se pueda leer{why}. Descárguelo de nuevo.")
    looking = Looking(len(sheet), sheet.frame.width - 1, looked)
    intake = chosen.read(chosen.renamed(replace(sheet, looking=looking)), context)
    looking.end()
    return replace(intake, notes=(*sheet.notes, *intake.notes)) if sheet.notes else intake


def _wanted(name: str | None) -> Format | GeoFormat | None:
    if name is None:
        return None
    if name.endswith(".toml"):
        return read_mapping(Path(name))
    known = FORMATS | GEO_FORMATS
    if name not in known:
        raise SchemaError(f"No hay un formato «{name}». Hay: {', '.join(known)}, o un mapeo en un archivo .toml.")
    return known[name]


def _chooser(formats: Sequence[Format], found: list[Format]) -> Choose:
    def choose(names: Sequence[str]) -> Sequence[str] | None:
        chosen = next((f for f in formats if f.recognise(names)), None)
        if chosen is None:
            return None
        found[:] = [chosen]
        return chosen.choose(names)

    return choose


def _kind(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path.name}: {error.strerror}. Revise sus permisos.") from error
    if start.startswith(b"Rar!"):
        return "rar"
    if start.startswith(b"\0\0\x27\x0a"):
        return "shp"
    if start.startswith(b"SQLite format 3"):
        return "gpkg"
    if start.startswith(b"PK"):
        return _zip_kind(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataSourceError(f"{path.name}: es un XLS antiguo. Guárdelo como XLSX o CSV.")
    if start.startswith(b"%PDF"):
        raise DataSourceError(f"{path.name}: es un PDF, no un archivo de datos. Pida el CSV o XLSX del que salió.")
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if text.startswith((b"<!DOCTYPE", b"<html", b"<!doctype")):
        raise DataSourceError(f"{path.name}: es una página web, no un archivo de datos. Descárguelo de nuevo.")
    return "geojson" if text.startswith(b"{") else "csv"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise DataSourceError(f"{path.name}: está dañado o incompleto ({error}). Descárguelo de nuevo.") from error
    if size > MAX_UNPACKED:
        raise DataSourceError(f"{path.name}: descomprimido ocuparía {size / 2**30:.1f} GB, más de lo que se acepta.")
    if any(n.startswith("xl/") for n in names):
        return "xlsx"
    if any(n.lower().endswith(".shp") for n in names):
        return "shp"
    raise DataSourceError(f"{path.name}: es un zip sin shapefile ni hoja de cálculo. Entregue el archivo que contiene.")


def _features(path: Path, shown: str, wanted: Format) -> Sheet:
    """Properties of a GeoJSON as a table of text, with the point of each feature as LON and LAT."""
    findings = Findings(shown)
    try:
        document = orjson.loads(path.read_bytes())
        features = document["features"]
        rows = [{canonical(k): v for k, v in (f.get("properties") or {}).items()} for f in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataSourceError(f"{shown}: no es un GeoJSON con «features» ({error}).") from error
    for line, (row, feature) in enumerate(zip(rows, features, strict=True), 1):
        try:
            point = _point(feature.get("geometry"))
        except ValueError as error:
            point = None, None
            findings.one(line, "(geometría)", feature["geometry"], str(error), SET_ASIDE)
        if point:
            row.setdefault("LON", point[0])
            row.setdefault("LAT", point[1])
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not wanted.recognise(names):
        raise SchemaError(unknown_header(shown, names))
    data = {name: [None if (v := row.get(name)) is None else str(v) for row in rows] for name in wanted.choose(names)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String)).with_row_index(LINE, offset=1)
    frame = frame.with_columns(pl.col(LINE).cast(pl.Int64))
    return Sheet(shown, digest_of(path), path.stat().st_size, "utf-8", tuple(names), frame, findings)


def _point(shape: object) -> tuple[object, object] | None:
    """Longitude and latitude of a geometry, blank where there is none; None for one that is no point."""
    match shape:
        case None:
            return None, None
        case {"type": "Point", "coordinates": [longitude, latitude, *_]}:
            return longitude, latitude
        case {"type": str(kind)} if kind != "Point":
            return None
    raise ValueError("sin punto: su geometría está vacía o mal escrita")
