"""Reading the gazetteer from the shipped tables: the only part of this package that touches files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from geoapp.domain.places import Precision
from geoapp.errors import DataSourceError, SchemaError
from geoapp.geo.locate.gazetteer import Entry, Gazetteer

_AREA_COLUMNS = ("ubigeo", "level", "name", "parent", "capital")
_LOCALITY_COLUMNS = ("locality_code", "name", "ubigeo", "lon", "lat")
_LEVELS = {"region": Precision.REGION, "province": Precision.PROVINCE, "district": Precision.DISTRICT}
_FORMS = {p: re.compile(rf"[0-9]{{{n}}}") for p, n in zip(_LEVELS.values(), (2, 4, 6), strict=True)}


def load_gazetteer(areas: Path, localities: Path | None = None) -> Gazetteer:
    """Read the areas of the country and, where given, the populated places of the region.

    Parameters
    ----------
    areas
        ``data/gazetteer/areas.csv``: ubigeo, level, name, parent, capital.
    localities
        ``data/localities/localities.csv``: at least locality_code, name, ubigeo, lon, lat (WGS 84 degrees). Places
        whose ``in_district`` is 0 keep their declared district and lose their coordinates, which contradict it.

    Raises
    ------
    DataSourceError
        A file cannot be read.
    SchemaError
        A column is missing, or a row has a code, level or coordinate that cannot be right; the message names the
        file and the line.
    """
    entries: list[Entry] = []
    capitals: dict[str, str] = {}
    for line, (ubigeo, level, name, _, capital) in _rows(areas, _AREA_COLUMNS):
        precision = _LEVELS.get(level)
        if precision is None or not _FORMS[precision].fullmatch(ubigeo):
            raise SchemaError(f"{areas.name}, línea {line}: el nivel {level!r} y el ubigeo {ubigeo!r} no concuerdan.")
        entries.append(Entry(precision, ubigeo, name))
        if capital:
            capitals[ubigeo] = capital
    if localities is not None:
        entries.extend(_localities(localities))
    try:
        return Gazetteer(entries, capitals)
    except ValueError as error:
        raise SchemaError(str(error)) from error


def _localities(path: Path) -> Iterator[Entry]:
    for line, (code, name, ubigeo, *point, inside) in _rows(path, _LOCALITY_COLUMNS, maybe="in_district"):
        try:
            lon, lat = map(float, point)
        except ValueError as error:
            raise SchemaError(f"{path.name}, línea {line}: longitud o latitud no numérica.") from error
        if not _FORMS[Precision.DISTRICT].fullmatch(ubigeo) or not code:
            raise SchemaError(f"{path.name}, línea {line}: ubigeo {ubigeo!r} o código de centro poblado no válido.")
        trusted = inside != "0"
        yield Entry(Precision.LOCALITY, ubigeo, name, code, lon if trusted else None, lat if trusted else None)


def _rows(path: Path, columns: tuple[str, ...], *, maybe: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Cells of each row in the order of the columns, with its line; the last is blank where the file has no `maybe`."""
    try:
        handle = path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path.name}: {error.strerror}.") from error
    with handle:
        reader = csv.reader(handle)
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        if missing:
            raise SchemaError(f"A {path.name} le faltan las columnas {', '.join(missing)}.")
        wanted = (*columns, maybe) if maybe else columns
        places = [header.index(column) if column in header else None for column in wanted]
        for cells in reader:
            if cells:
                yield (
                    reader.line_num,
                    [cells[at].strip() if at is not None and at < len(cells) else "" for at in places],
                )
