"""`geoapp import`: an official file in, and what came of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geoapp.cli.common import EXIT_REJECTED, database_option, load_settings, open_database, plain_errors, sum_lines
from geoapp.errors import ConfigurationError

if TYPE_CHECKING:
    from geoapp.services.importing.report import ImportReport

_REDRAW_S = 0.2
_IN_BYTES = ("Leyendo", "Descargando")


@click.command("import")
@click.argument("source", metavar="ARCHIVO_O_DIRECCIÓN")
@click.option("--format", "format_name", metavar="NOMBRE", help="Formato, o mapeo .toml; sin él se reconoce solo.")
@click.option("--department", default="06", show_default=True, metavar="CÓDIGO", help="Departamento INEI, o «todos».")
@click.option("--cut-off", metavar="AAAA-MM-DD", help="Fecha a la que corresponden las cifras del archivo.")
@click.option("--dry-run", is_flag=True, help="Lee y compara, y no escribe nada.")
@click.option("--report", "report_path", type=click.Path(dir_okay=False), help="Escribe el informe completo como CSV.")
@click.option("--accept-fewer", is_flag=True, help="Acepta un archivo con menos de la mitad que el anterior.")
@click.option("--accept-older", is_flag=True, help="Acepta un archivo de corte anterior al último publicado.")
@database_option
@plain_errors
def import_(
    source: str,
    format_name: str | None,
    department: str,
    cut_off: str | None,
    report_path: str | None,
    database: str | None,
    *,
    dry_run: bool,
    accept_fewer: bool,
    accept_older: bool,
) -> None:
    """Importa un archivo oficial como una edición nueva; dice qué trajo, qué reparó y qué rechazó."""
    from geoapp.services.editions import ensure_edition  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.importing.download import Limits, fetched  # noqa: PLC0415
    from geoapp.services.importing.report import write_report  # noqa: PLC0415
    from geoapp.services.importing.request import ImportRequest  # noqa: PLC0415
    from geoapp.services.importing.run import import_file  # noqa: PLC0415

    if report_path is not None:
        _check_folder(Path(report_path))
    settings = load_settings(database)
    opened = open_database(settings)
    bar = _Bar()
    try:
        allowed = settings.imports
        limits = Limits(allowed.max_mb * 2**20, allowed.timeout_s, allowed.allow_private, allowed.folder)
        with fetched(source, limits, progress=bar) as file:
            ensure_edition(opened, settings.paths.data)
            request = ImportRequest(
                path=file.path,
                format_name=format_name,
                department=department,
                cut_off=cut_off,
                dry_run=dry_run,
                name=file.name,
                url=file.url,
                accept_fewer=accept_fewer,
                accept_older=accept_older,
            )
            report = import_file(opened, settings.paths.data, request, progress=bar)
    finally:
        bar.end()
        opened.dispose()
    for line in summary(report):
        click.echo(line)
    # Last: what was imported is told also where the report cannot be written.
    if report_path is not None:
        write_report(report.findings, Path(report_path))
        click.echo(f"Informe: {report_path} ({len(report.findings):,} líneas)", err=True)
    if report.refused:
        sys.exit(EXIT_REJECTED)


def _check_folder(report: Path) -> None:
    """Make sure that the report can be written before anything is imported."""
    folder = report.parent
    wrong = ""
    if not folder.is_dir():
        wrong = f"no existe la carpeta {folder}. Créela o indique otra"
    elif not os.access(folder, os.W_OK):
        wrong = f"no se puede escribir en la carpeta {folder}. Revise sus permisos o indique otra"
    if wrong:
        raise ConfigurationError(f"--report {report}: {wrong}; no se importó nada.")


def summary(report: ImportReport) -> Iterator[str]:
    """Lines that tell an import."""
    where = f"{report.department_name} ({report.department})" if report.department else "todo el archivo"
    how = "indicado" if report.cut_off_declared else "último hecho del archivo"
    yield f"{report.file}: {report.format_title} [{report.format}], {where}, corte {report.cut_off} ({how})"
    yield f"  sha256 {report.sha256}, {report.size:,} bytes"
    for label, value in (
        ("filas leídas", report.read),
        ("de otros departamentos", report.outside),
        ("aceptadas", report.accepted),
        ("con algo reparado", report.repaired),
        ("con algún valor dejado de lado", report.set_aside),
        ("unidas a otra del mismo código", report.merged),
        ("rechazadas", report.refused),
    ):
        yield f"  {label:<34}{value:>12,}"
    yield f"  {'proyectos':<34}{report.projects:>12,}"
    for label, value in (
        ("  nuevos", report.new),
        ("  cambiados", report.changed),
        ("  sin cambio", report.unchanged),
        ("  ya no figuran", report.gone),
    ):
        yield f"  {label:<34}{value:>12,}"
    yield from sum_lines(
        {*report.before, *report.after},
        lambda kind: f"S/ {report.before.get(kind, 0):,.2f} antes, S/ {report.after.get(kind, 0):,.2f} después",
    )
    for note in report.notes:
        yield f"  nota: {note}"
    yield _outcome(report)


def _outcome(report: ImportReport) -> str:
    took = f"{report.seconds:.1f} s"
    if report.nothing_new:
        return f"Nada cambia: la edición publicada ya dice todo lo que trae el archivo ({took})."
    if report.edition is None:
        return f"Ensayo: se agregarían {report.rows_added:,} filas y se cerrarían {report.rows_closed:,} ({took})."
    added, closed = report.rows_added, report.rows_closed
    return (
        f"Edición {report.edition.id} publicada: {added:,} {'fila agregada' if added == 1 else 'filas agregadas'},"
        f" {closed:,} {'cerrada' if closed == 1 else 'cerradas'} ({took}). Informe en /importaciones/{report.run}"
    )


class _Bar:
    """One line on a terminal with the phase, the share done, the pace and the time left."""

    def __init__(self) -> None:
        self._phase, self._start, self._drawn, self._first = "", 0.0, 0.0, 0
        self._shown = sys.stderr.isatty()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Draw, at most a few times a second; a phase without a total is only named."""
        now = time.monotonic()
        if phase != self._phase:
            self.end()
            self._phase, self._start, self._drawn, self._first = phase, now, 0.0, done
        if not self._shown or (now - self._drawn < _REDRAW_S and done < total):
            return
        self._drawn = now
        pace = (done - self._first) / max(now - self._start, 1e-3)
        click.echo(f"\r{self.line(phase, done, total, pace)}\x1b[K", err=True, nl=False)

    @staticmethod
    def line(phase: str, done: int, total: int, pace: float) -> str:
        """The line itself: bar, share, pace in rows (while reading, in bytes) and seconds left."""
        if not total:
            return f"{phase:<12}{done:,} filas" if done else f"{phase}…"
        share = min(done / total, 1.0)
        filled = round(30 * share)
        text = f"{phase:<12}[{'#' * filled}{'.' * (30 - filled)}] {share:4.0%}"
        if pace <= 0:
            return text
        text += f" {pace / 2**20:.1f} MB/s" if phase in _IN_BYTES else f" {pace:,.0f} filas/s"
        return f"{text}, faltan {(total - done) / pace:.0f} s" if done < total else text

    def end(self) -> None:
        """Leave the line as it is."""
        if self._phase and self._shown:
            click.echo("", err=True)
        self._phase = ""
