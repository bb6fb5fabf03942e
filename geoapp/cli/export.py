"""`geoapp export`: the files of the download addresses, written by the same code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from geoapp.cli.common import database_option, filter_options, load_settings, open_database, plain_errors


@click.command()
@click.argument("format_name", metavar="FORMATO")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Archivo; sin él, la salida.")
@database_option
@filter_options
@plain_errors
def export(format_name: str, output: str | None, database: str | None, **filters: tuple[str, ...]) -> None:
    """Escribe la vista filtrada, igual que /descargas/proyectos.FORMATO."""
    from geoapp.domain.filters import parse_filter  # noqa: PLC0415
    from geoapp.services.exports import EXPORTS, export_metadata  # noqa: PLC0415
    from geoapp.services.publication import read_publication  # noqa: PLC0415

    if format_name not in EXPORTS:
        raise click.UsageError(f"No hay un formato «{format_name}». Hay: {', '.join(EXPORTS)}.")
    filter_ = parse_filter((name, value) for name, values in filters.items() for value in values)
    opened = open_database(load_settings(database))
    try:
        publication = read_publication(opened)
        mask = publication.select(filter_)
        pieces = EXPORTS[format_name].write(publication, mask, export_metadata(publication, filter_, mask))
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return
        partial = Path(f"{output}.parcial")
        with (
            partial.open("wb") as file,
            click.progressbar(length=int(mask.sum()), label="Proyectos", file=sys.stderr) as bar,
        ):
            for piece in pieces:
                file.write(piece)
            bar.update(int(mask.sum()))
        partial.replace(output)  # the file appears whole or not at all
    finally:
        opened.dispose()
