"""The command `geoapp`.

Exit codes: 0 done, 1 failed (one line says why and the mend), 2 wrong use, 3 done with rejected rows.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from geoapp import __version__
from geoapp.domain.filters import FILTER_NAMES
from geoapp.errors import DatabaseError, GeoAppError, InvalidFilterError
from geoapp.settings import Settings

if TYPE_CHECKING:
    from geoapp.db.repositories import Edition

EXIT_FAILED, EXIT_USAGE, EXIT_REJECTED = 1, 2, 3

P = ParamSpec("P")
R = TypeVar("R")


def _plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn expected errors into one line and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InvalidFilterError as error:
            click.echo(f"geoapp: {error}", err=True)
            sys.exit(EXIT_USAGE)
        except GeoAppError as error:
            click.echo(f"geoapp: {error}", err=True)
            sys.exit(EXIT_FAILED)

    return wrapped


def _settings(database: str | None, **server: Any) -> Settings:
    return Settings.load(database={"url": database}, server=server)


database_option = click.option(
    "--database",
    metavar="URL",
    help="Base de datos: sqlite:///archivo o postgresql://usuario@servidor/nombre.  [GEOAPP_DATABASE_URL]",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geoapp", message="%(prog)s %(version)s")
def cli() -> None:
    """Inversión pública en el territorio de Cajamarca: carga, mapa, API y archivos."""


@cli.command()
@click.option("--host", help="Dirección en que se escucha.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Puerto.  [8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Procesos que atienden.  [1]")
@database_option
@_plain_errors
def serve(host: str | None, port: int | None, workers: int | None, database: str | None) -> None:
    """Sirve el mapa; si la base está vacía, primero carga los datos incluidos."""
    settings = _settings(database, host=host, port=port, workers=workers)
    server = settings.server
    _check_port(server.host, server.port)
    _prepare(settings)
    shown = f"[{server.host}]" if ":" in server.host else server.host
    click.echo(f"geoapp está en http://{shown}:{server.port}/  (Ctrl+C para terminar)")

    import uvicorn  # noqa: PLC0415 - only this command needs it

    # Workers are processes of their own: they read the settings from the environment.
    os.environ["GEOAPP_DATABASE_URL"] = settings.database.url
    uvicorn.run(
        "geoapp.app:create_app",
        factory=True,
        host=server.host,
        port=server.port,
        workers=server.workers,
        log_level="warning",
        server_header=False,
    )


@cli.command()
@click.option("--force", is_flag=True, help="Reemplaza todo el contenido de la base por los datos incluidos.")
@database_option
@_plain_errors
def init(database: str | None, *, force: bool) -> None:
    """Crea el esquema y carga los datos incluidos como primera edición."""
    from geoapp.services.editions import load_shipped  # noqa: PLC0415 - heavy imports only where needed

    settings = _settings(database)
    opened = _open(settings)
    try:
        report = load_shipped(opened, settings.paths.data, force=force, progress=_tell_table)
        _tell_edition(report.edition)
        for row in report.rejected:
            click.echo(f"  apartado: {row.file}:{row.line} {row.column}={row.value!r}: {row.reason} ({row.action})")
        click.echo(f"Listo en {report.seconds:.1f} s: {opened.safe_url}")
    finally:
        opened.dispose()
    if report.rejected:
        sys.exit(EXIT_REJECTED)


def _filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(FILTER_NAMES):
        flag = "--" + name.replace("_", "-")
        command = click.option(flag, name, multiple=True, metavar="VALOR", help="Filtro; como en las páginas.")(command)
    return command


@cli.command()
@click.argument("format_name", metavar="FORMATO")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Archivo; sin él, la salida.")
@database_option
@_filter_options
@_plain_errors
def export(format_name: str, output: str | None, database: str | None, **filters: tuple[str, ...]) -> None:
    """Escribe la vista filtrada, igual que /descargas/proyectos.FORMATO."""
    from geoapp.domain.filters import parse_filter  # noqa: PLC0415
    from geoapp.services.exports import EXPORTS, export_metadata  # noqa: PLC0415
    from geoapp.services.publication import read_publication  # noqa: PLC0415

    if format_name not in EXPORTS:
        raise click.UsageError(f"No hay un formato «{format_name}». Hay: {', '.join(EXPORTS)}.")
    filter_ = parse_filter((name, value) for name, values in filters.items() for value in values)
    opened = _open(_settings(database))
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


def _open(settings: Settings) -> Any:
    from geoapp.db.engine import Database  # noqa: PLC0415 - heavy imports only where needed

    return Database.open(
        settings.database.url,
        connect_timeout_s=settings.database.connect_timeout_s,
        lock_timeout_s=settings.database.lock_timeout_s,
    )


def _tell_table(table: str, rows: int) -> None:
    click.echo(f"  {table}: {rows:,}", err=True)


def _tell_edition(edition: Edition) -> None:
    click.echo(f"Edición {edition.id} ({edition.title}), corte {edition.cut_off}")
    click.echo("  filas: " + ", ".join(f"{name} {count:,}" for name, count in edition.counts.items()))
    for kind, amount in edition.sums.items():
        click.echo(f"  suma de {kind}: S/ {amount:,.2f}")


def _prepare(settings: Settings) -> None:
    """Load the shipped data where no edition is published, and say which edition is served."""
    from geoapp.services.editions import ensure_edition  # noqa: PLC0415 - heavy imports only where needed

    opened = _open(settings)
    try:
        edition = ensure_edition(opened, settings.paths.data, progress=_tell_table)
        click.echo(f"Edición {edition.id} ({edition.title}), corte {edition.cut_off}")
    finally:
        opened.dispose()


def _check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on before anything is prepared.

    Raises
    ------
    GeoAppError
        With the reason and the mend.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror:
        raise GeoAppError(f"«{host}» no es una dirección de esta máquina: use --host 127.0.0.1 o 0.0.0.0.") from None
    except OSError as error:
        reason = {
            errno.EADDRINUSE: f"el puerto {port} ya está en uso: elija otro con --port {port + 1}",
            errno.EACCES: f"no hay permiso para el puerto {port}: elija uno mayor que 1023 con --port 8000",
            errno.EADDRNOTAVAIL: f"«{host}» no es una dirección de esta máquina: use --host 127.0.0.1 o 0.0.0.0",
        }.get(error.errno or 0, f"no se puede escuchar en {host}:{port} ({error.strerror})")
        raise GeoAppError(reason[0].upper() + reason[1:] + ".") from None


def main() -> None:
    """Run the command."""
    try:
        cli(prog_name="geoapp")
    except DatabaseError as error:
        click.echo(f"geoapp: {error}", err=True)
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
