"""`geoapp export`: the files of the download addresses, written by the same code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geoapp.cli.common import database_option, filter_options, load_settings, open_database, plain_errors

if TYPE_CHECKING:
    from geoapp.services.exports.view import ExportView, Progress

METADATA = "metadatos.json"
OC4IDS = "oc4ids.json"
AREAS = "areas."


@click.command()
@click.argument("format_name", metavar="FORMATO")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Archivo; sin él, la salida.")
@click.option("--level", type=click.Choice(["province", "district"]), help="Nivel, solo para areas.*; sin él, ambos.")
@database_option
@filter_options
@plain_errors
def export(
    format_name: str, output: str | None, level: str | None, database: str | None, **filters: tuple[str, ...]
) -> None:
    """Escribe la vista filtrada, los mismos bytes que /descargas/proyectos.FORMATO.

    FORMATO es geojson, geojsonl, gpkg, shp.zip, kml, fgb, parquet, csv, excel.csv, xlsx, metadatos.json, oc4ids.json,
    o areas.geojson, areas.gpkg, areas.shp.zip, areas.csv.
    """
    from geoapp.domain.filters import parse_filter  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.exports.view import ExportView, no_progress  # noqa: PLC0415
    from geoapp.services.publication import read_publication  # noqa: PLC0415

    settings = load_settings(database)
    write = _writer(format_name, level, settings.server.public_url)
    filter_ = parse_filter((name, value) for name, values in filters.items() for value in values)
    opened = open_database(settings)
    try:
        view = ExportView.of(read_publication(opened), filter_)
        if output is None:
            for piece in write(view, no_progress):
                sys.stdout.buffer.write(piece)
            return
        partial = Path(f"{output}.parcial")
        try:
            with (
                partial.open("wb") as file,
                click.progressbar(length=len(view.indices), label="Proyectos", file=sys.stderr) as bar,
            ):
                for piece in write(view, bar.update):
                    file.write(piece)
            partial.replace(output)  # the file appears whole or not at all
        finally:
            partial.unlink(missing_ok=True)
    finally:
        opened.dispose()


def _writer(format_name: str, level: str | None, public_url: str | None) -> Any:
    """What writes a format.

    Raises
    ------
    click.UsageError
        When there is no such format, or a level is given for one that has none.
    """
    from geoapp.services.exports import AREA_EXPORTS, EXPORTS  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.exports.areas import DEFAULT_LEVELS  # noqa: PLC0415

    if format_name.startswith(AREAS) and (chosen := AREA_EXPORTS.get(format_name.removeprefix(AREAS))):
        levels = tuple(known for known in DEFAULT_LEVELS if level in {None, known.value})
        return lambda view, progress: chosen.write(view, progress, levels)
    if level is not None:
        raise click.UsageError("--level solo vale para los formatos areas.*.")
    if format_name == METADATA:
        return _write_metadata
    if format_name == OC4IDS:
        from geoapp.services.exports.oc4ids import write_oc4ids  # noqa: PLC0415

        address = None if public_url is None else public_url.rstrip("/")
        return lambda view, progress: write_oc4ids(view, progress, address)
    if format_name in EXPORTS:
        return EXPORTS[format_name].write
    known = [*EXPORTS, METADATA, OC4IDS, *(AREAS + name for name in AREA_EXPORTS)]
    raise click.UsageError(f"No hay un formato «{format_name}». Hay: {', '.join(known)}.")


def _write_metadata(view: ExportView, progress: Progress) -> Iterator[bytes]:
    import orjson  # noqa: PLC0415 - heavy imports only where needed

    yield orjson.dumps(view.metadata)
    progress(len(view.indices))
