"""`geoapp render`: one map as one file, to send by mail, open without network or place in a document."""

from __future__ import annotations

from pathlib import Path

import click

from geoapp.cli.common import database_option, filter_options, load_settings, open_database, plain_errors

PICTURES = ("png", "svg", "pdf")


@click.command()
@click.option("-o", "--output", required=True, metavar="ARCHIVO", help="Archivo .html, .png, .svg o .pdf.")
@click.option("--area", metavar="UBIGEO", help="Provincia (0608) o distrito (060801).  [toda la región]")
@click.option(
    "--layer",
    "layers",
    multiple=True,
    metavar="CAPA",
    help="Capa del catálogo; se puede repetir. Una de áreas coloreadas da la medida.  [proyectos]",
)
@click.option(
    "--measure", metavar="MEDIDA", default="cost_pen", show_default=True, help="Medida que colorea las áreas."
)
@click.option(
    "--level", type=click.Choice(["province", "district"]), default="province", show_default=True, help="Áreas."
)
@click.option("--at", type=click.IntRange(1990, 2100), metavar="AÑO", help="A fines de este año.  [hoy]")
@database_option
@filter_options
@plain_errors
def render(
    output: str,
    area: str | None,
    layers: tuple[str, ...],
    measure: str,
    level: str,
    at: int | None,
    database: str | None,
    **filters: tuple[str, ...],
) -> None:
    """Escribe un mapa en un solo archivo: HTML con todo dentro, o imagen."""
    ending = Path(output).suffix.lower().removeprefix(".")
    if ending not in {"html", *PICTURES}:
        raise click.UsageError(f"«{output}» debe terminar en .html, .{', .'.join(PICTURES)}.")
    from geoapp.domain.filters import parse_filter  # noqa: PLC0415 - heavy imports only where needed
    from geoapp.services.measures import MEASURES  # noqa: PLC0415
    from geoapp.services.publication import read_publication  # noqa: PLC0415
    from geoapp.web.layer_catalog import load_catalog  # noqa: PLC0415
    from geoapp.web.offline import OfflineChoice, checked, offline_document  # noqa: PLC0415
    from geoapp.web.pages.explore import EVERY_PROJECT  # noqa: PLC0415

    if measure not in MEASURES:
        raise click.UsageError(f"No hay una medida «{measure}». Hay: {', '.join(MEASURES)}.")
    settings = load_settings(database)
    filter_ = parse_filter((name, value) for name, values in filters.items() for value in values)
    opened = open_database(settings)
    try:
        publication = read_publication(opened)
        catalog = load_catalog(settings.paths.catalog)
        asked = tuple(dict.fromkeys(layers)) or (EVERY_PROJECT,)
        choice = checked(OfflineChoice(filter_, area or "06", measure, level, at, asked), catalog)
        if ending == "html":
            content = offline_document(publication, catalog, choice).encode()
        else:
            from geoapp.services.render.picture import draw_picture  # noqa: PLC0415
            from geoapp.web.picture import picture_of  # noqa: PLC0415

            content = draw_picture(picture_of(publication, choice, with_points=True), ending)
    finally:
        opened.dispose()
    target = Path(output)
    partial = target.with_name(target.name + ".parcial")
    try:
        partial.write_bytes(content)
        partial.replace(target)  # the file appears whole or not at all
    except OSError as error:
        raise click.ClickException(f"No se pudo escribir {output}: {error.strerror}.") from error
    click.echo(f"{output}: {len(content) / 1000:,.0f} kB", err=True)
