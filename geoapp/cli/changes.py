"""`geoapp editions` and `geoapp changes`: the editions there are, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from geoapp.cli.common import database_option, load_settings, open_database, plain_errors, rows_of, tell_edition
from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import STATUSES

if TYPE_CHECKING:
    from geoapp.db.repositories import Edition, ImportRun
    from geoapp.services.changes import Change, Changes, Figure

STATES = {"published": "publicada", "withdrawn": "retirada", "writing": "en escritura"}
_COUNTED = (
    ("read", "leídas"),
    ("accepted", "aceptadas"),
    ("refused", "rechazadas"),
    ("projects", "proyectos"),
    ("new", "nuevos"),
    ("changed", "cambiados"),
    ("unchanged", "sin cambio"),
    ("gone", "ya no figuran"),
)


@click.command("editions")
@click.option("--rollback", type=click.IntRange(min=1), metavar="N", help="Vuelve a la edición N; retira las otras.")
@database_option
@plain_errors
def editions_(rollback: int | None, database: str | None) -> None:
    """Lista las ediciones con sus fuentes, o vuelve a una anterior."""
    from geoapp.services.editions import list_editions, roll_back  # noqa: PLC0415 - heavy imports only where needed

    opened = open_database(load_settings(database))
    try:
        if rollback is not None:
            click.echo("Se volvió a:")
            tell_edition(roll_back(opened, rollback))
            return
        for edition, runs in list_editions(opened):
            for line in _edition_lines(edition, runs):
                click.echo(line)
    finally:
        opened.dispose()


def _edition_lines(edition: Edition, runs: tuple[ImportRun, ...]) -> Iterator[str]:
    state = STATES.get(edition.state, edition.state)
    yield f"Edición {edition.id} [{state}] {edition.title}"
    yield f"  corte {edition.cut_off}, creada {edition.created_at}, publicada {edition.published_at or 'no'}"
    tables = ("project", "location", "amount", "budget_line", "observation")
    counts = rows_of({name: edition.counts[name] for name in tables if name in edition.counts})
    yield f"  filas: {counts or 'sin cambio'}"
    for run in runs:
        name = run.file_name or "datos que acompañan a geoapp"
        cut_off = run.cut_off or edition.cut_off
        yield f"  importación {run.id}: {name} [{run.format}] corte {cut_off} sha256 {run.sha256}"
        figures = ", ".join(f"{label} {run.counts[name]:,}" for name, label in _COUNTED if name in run.counts)
        if figures:
            yield f"    {figures}"


@click.command("changes")
@click.option("--since", type=click.IntRange(min=1), metavar="N", help="Edición de partida.  [la anterior]")
@click.option("--until", type=click.IntRange(min=1), metavar="N", help="Edición de llegada.  [la publicada]")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Cambios listados por clase.")
@database_option
@plain_errors
def changes_(since: int | None, until: int | None, limit: int, database: str | None) -> None:
    """Dice qué cambió de una edición a otra."""
    from geoapp.services.changes import changes_between  # noqa: PLC0415 - heavy imports only where needed

    opened = open_database(load_settings(database))
    try:
        found = changes_between(opened, since, until)
    finally:
        opened.dispose()
    for line in _change_lines(found, limit):
        click.echo(line)


def _change_lines(found: Changes, limit: int) -> Iterator[str]:
    from geoapp.services.changes import CHANGE_KINDS  # noqa: PLC0415 - heavy imports only where needed

    since, until = found.since, found.until
    yield f"De la edición {since.id} (corte {since.cut_off}) a la {until.id} (corte {until.cut_off}):"
    for kind, label in CHANGE_KINDS.items():
        count = found.counts[kind]  # type: ignore[index]
        yield f"  {label:<38}{count:>10,}"
        for change in [change for change in found.changes if change.kind == kind][:limit]:
            yield f"    {_line(change)}"
        if count > limit > 0:
            yield f"    … y {count - limit:,} más (--limit {count})"
    yield f"  {'Sin cambio, dicho otra vez':<38}{found.confirmed:>10,}"
    yield f"  {'Sin dato nuevo':<38}{found.without_news:>10,}"


def _line(change: Change) -> str:
    if change.before is None or change.after is None:
        figure = change.after or change.before
        return f"{change.project_id} {change.name[:70]}: {_text(change, figure)}"
    return f"{change.project_id} {change.name[:60]}: {_text(change, change.before)} -> {_text(change, change.after)}"


def _text(change: Change, figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "sin dato"
    date = f" ({figure.date})" if figure.date else ""
    if isinstance(figure.value, str):
        return STATUSES[figure.value] + date
    if change.kind == "progress":
        return f"{figure.value / 100:.2f} %{date}"
    return f"S/ {to_soles(figure.value):,.2f}{date}"
