"""`geoapp init`."""

from __future__ import annotations

import sys

import click

from geoapp.cli.common import (
    EXIT_REJECTED,
    database_option,
    load_settings,
    open_database,
    plain_errors,
    tell_edition,
    tell_table,
)


@click.command()
@click.option("--force", is_flag=True, help="Reemplaza todo el contenido de la base por los datos incluidos.")
@database_option
@plain_errors
def init(database: str | None, *, force: bool) -> None:
    """Crea el esquema y carga los datos incluidos como primera edición."""
    from geoapp.ingest.findings import ACTIONS, REFUSED  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.editions import load_shipped  # noqa: PLC0415

    settings = load_settings(database)
    opened = open_database(settings)
    try:
        report = load_shipped(opened, settings.paths.data, force=force, progress=tell_table)
        tell_edition(report.edition)
        for row in report.rejected:
            done = ACTIONS[row.action]
            click.echo(f"  {done}: {row.file}, línea {row.line}, {row.column}, «{row.value}»: {row.reason}")
        click.echo(f"Listo en {report.seconds:.1f} s: {opened.safe_url}")
    finally:
        opened.dispose()
    if any(row.action == REFUSED for row in report.rejected):
        sys.exit(EXIT_REJECTED)
