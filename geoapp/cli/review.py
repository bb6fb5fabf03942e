"""`geoapp check` and `geoapp place`: the quality of the data, and settling a place by hand."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import orjson

from geoapp.cli.common import database_option, load_settings, open_database, plain_errors
from geoapp.domain.vocabulary import PRECISIONS

if TYPE_CHECKING:
    from geoapp.services.quality import QualityReport

SHOWN_IDS = 5


@click.command()
@click.option("--json", "as_json", is_flag=True, help="El informe completo como JSON, con todos los proyectos.")
@click.option("--finding", "code", metavar="CÓDIGO", help="Lista los proyectos de un hallazgo.")
@database_option
@plain_errors
def check(code: str | None, database: str | None, *, as_json: bool) -> None:
    """Informa de la calidad de los datos de la edición publicada."""
    from geoapp.services.publication import read_publication  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.quality import quality_report  # noqa: PLC0415

    opened = open_database(load_settings(database))
    try:
        report = quality_report(read_publication(opened))
    finally:
        opened.dispose()
    if code is not None:
        finding = report.finding(code)
        if finding is None:
            accepted = ", ".join(each.code for each in report.findings)
            raise click.UsageError(f"No hay un hallazgo «{code}». Hay: {accepted}.")
        for identifier in finding.project_ids:
            click.echo(identifier)
    elif as_json:
        click.echo(orjson.dumps(report.as_json(), default=str, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in _lines(report):
            click.echo(line)


def _lines(report: QualityReport) -> Iterator[str]:
    total = report.total
    yield f"Edición {report.edition}, corte {report.cut_off}: {total.located} de {total.projects} proyectos ubicados"
    yield "Por precisión:"
    for row in report.by_precision:
        cost = "sin dato" if row.cost is None else f"S/ {row.cost:,.2f}"
        yield f"  {PRECISIONS[row.key]:<18} {row.projects:>7,}  {cost}"
    yield "Hallazgos:"
    for finding in report.findings:
        count = finding.count
        more = f" … y {count - SHOWN_IDS} más (--finding {finding.code})" if count > SHOWN_IDS else ""
        yield f"  {finding.title} [{finding.code}]: {count:,}"
        if count:
            yield f"    {', '.join(finding.first(SHOWN_IDS))}{more}"
    yield "Campos sin dato:"
    for field in report.missing:
        yield f"  {field.title:<28} {field.missing:>7,} de {field.total:,}"
    yield f"Celdas reparadas o apartadas al cargar: {report.repaired_total:,}"


@click.command()
@click.argument("project_id", metavar="PROYECTO")
@click.option("--district", metavar="UBIGEO", help="Ubigeo INEI del distrito, 6 dígitos.")
@click.option("--province", metavar="UBIGEO", help="Ubigeo INEI de la provincia, 4 dígitos.")
@click.option("--locality", metavar="CÓDIGO", help="Código del centro poblado, 10 dígitos.")
@click.option("--point", metavar="LON,LAT", help="Sitio exacto, grados WGS 84: longitud,latitud.")
@click.option("--reason", required=True, help="Por qué está ahí: queda con la decisión.")
@click.option("--reviewer", help="Quién decide.  [usuario del sistema]")
@database_option
@plain_errors
def place(
    project_id: str,
    district: str | None,
    province: str | None,
    locality: str | None,
    point: str | None,
    reason: str,
    reviewer: str | None,
    database: str | None,
) -> None:
    """Fija el lugar de un proyecto por revisión; las cargas siguientes lo respetan."""
    from geoapp.services.review import Target, place_project  # noqa: PLC0415 - heavy imports only where needed

    if sum(given is not None for given in (district, province, locality, point)) != 1:
        raise click.UsageError("Dé uno, y solo uno, de --district, --province, --locality o --point.")
    target = Target(area=district or province, locality=locality, point=_point(point))
    opened = open_database(load_settings(database))
    try:
        edition = place_project(opened, project_id, target, reason=reason, reviewer=reviewer or getpass.getuser())
    finally:
        opened.dispose()
    click.echo(f"Edición {edition.id}: {edition.title}")


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(
            f"--point {text!r}: debe tener la forma longitud,latitud, por ejemplo -78.8,-5.7."
        ) from None
    return lon, lat
