"""`geoapp reports`: what readers say is wrong."""

from __future__ import annotations

from dataclasses import asdict

import click
import orjson

from geoapp.cli.common import database_option, load_settings, open_database, plain_errors


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Cuántos, los últimos.")
@click.option("--json", "as_json", is_flag=True, help="Como JSON.")
@database_option
@plain_errors
def reports(limit: int, database: str | None, *, as_json: bool) -> None:
    """Lista los errores que reportaron los lectores, el más reciente primero."""
    from geoapp.services.reports import KINDS, latest_reports, printable  # noqa: PLC0415 - heavy imports only where needed

    opened = open_database(load_settings(database))
    try:
        found = latest_reports(opened, limit)
    finally:
        opened.dispose()
    if as_json:
        click.echo(orjson.dumps([asdict(report) for report in found], option=orjson.OPT_INDENT_2).decode())
        return
    for report in found:
        click.echo(f"{report.id}  {report.created_at}  edición {report.edition}  {report.page}  {KINDS[report.kind]}")
        for line in printable(report.message).splitlines():
            click.echo(f"    {line}")
    if not found:
        click.echo("Ningún lector ha reportado un error.")
