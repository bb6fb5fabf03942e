"""`geoapp serve`."""

from __future__ import annotations

import errno
import gc
import os
import socket

import click

from geoapp.cli.common import database_option, load_settings, open_database, plain_errors, tell_table
from geoapp.errors import GeoAppError
from geoapp.settings import Settings


@click.command()
@click.option("--host", help="Dirección en que se escucha.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Puerto.  [8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Procesos que atienden.  [1]")
@database_option
@plain_errors
def serve(host: str | None, port: int | None, workers: int | None, database: str | None) -> None:
    """Sirve el mapa; si la base está vacía, primero carga los datos incluidos."""
    settings = load_settings(database, host=host, port=port, workers=workers)
    server = settings.server
    _check_port(server.host, server.port)
    # A start makes hundreds of thousands of objects and no garbage; the application collects again once it is ready.
    gc.disable()
    try:
        _run(settings)
    finally:
        gc.enable()


def _run(settings: Settings) -> None:
    server = settings.server
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


def _prepare(settings: Settings) -> None:
    """Load the shipped data where no edition is published, and say which edition is served."""
    from geoapp.services.editions import ensure_edition  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.web.layer_catalog import load_catalog  # noqa: PLC0415

    load_catalog(settings.paths.catalog)  # a broken layer file is told before anything is served
    opened = open_database(settings)
    try:
        edition = ensure_edition(opened, settings.paths.data, progress=tell_table)
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
