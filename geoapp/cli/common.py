"""What commands share: options, errors as one line and an exit code, opening the database.

Heavy modules are imported inside functions, so that `geoapp --help` and a second start are quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from geoapp.cli.spanish import speak_spanish
from geoapp.domain.filters import FILTER_NAMES
from geoapp.domain.money import REFERENCE_SUM
from geoapp.domain.vocabulary import AMOUNT_KINDS, SUMS
from geoapp.errors import GeoAppError, InvalidFilterError
from geoapp.settings import Settings

if TYPE_CHECKING:
    from geoapp.db.engine import Database
    from geoapp.db.repositories import Edition

speak_spanish()  # before any option is made: click names kinds of values then

EXIT_FAILED, EXIT_USAGE, EXIT_REJECTED = 1, 2, 3

TABLES = {
    "area": "áreas",
    "area_budget": "presupuesto de áreas",
    "area_budget_total": "totales de presupuesto",
    "amount": "montos",
    "budget_function": "funciones de presupuesto",
    "budget_line": "líneas de presupuesto",
    "commitment": "compromisos",
    "commitment_area": "áreas de compromisos",
    "commitment_project": "proyectos de compromisos",
    "dataset_label": "rótulos",
    "entity_total": "totales de entidades",
    "facility": "establecimientos",
    "locality": "centros poblados",
    "location": "lugares de proyectos",
    "mining_liability": "pasivos mineros",
    "observation": "observaciones",
    "project": "proyectos",
    "project_alias": "otros códigos",
    "source": "fuentes",
    "stalled_count": "cuentas de paralizadas",
    "unmatched_locality": "localidades no encontradas",
}
"""Tables of an edition in words."""

P = ParamSpec("P")
R = TypeVar("R")


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
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
        except BrokenPipeError:
            raise  # whoever read the output stopped: click ends quietly
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(
                f"geoapp: {place}{error.strerror or error}. Revise la ruta, el espacio y los permisos.", err=True
            )
            sys.exit(EXIT_FAILED)

    return wrapped


def load_settings(database: str | None, **server: Any) -> Settings:
    """Settings of the environment, with what the command line says taking precedence."""
    return Settings.load(database={"url": database}, server=server)


database_option = click.option(
    "--database",
    metavar="URL",
    help="Base de datos: sqlite:///archivo o postgresql://usuario@servidor/nombre.  [GEOAPP_DATABASE_URL]",
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the filters of pages and API as options."""
    for name in reversed(FILTER_NAMES):
        flag = "--" + name.replace("_", "-")
        command = click.option(flag, name, multiple=True, metavar="VALOR", help="Filtro; como en las páginas.")(command)
    return command


def open_database(settings: Settings) -> Database:
    """Open the database of the settings."""
    from geoapp.db.engine import Database  # noqa: PLC0415 - heavy imports only where needed

    return Database.open(
        settings.database.url,
        connect_timeout_s=settings.database.connect_timeout_s,
        lock_timeout_s=settings.database.lock_timeout_s,
    )


def tell_table(table: str, rows: int) -> None:
    """Say that a table was written."""
    click.echo(f"  {TABLES.get(table, table)}: {rows:,}", err=True)


def tell_edition(edition: Edition) -> None:
    """Say what an edition holds."""
    click.echo(f"Edición {edition.id} ({edition.title}), corte {edition.cut_off}")
    click.echo("  filas: " + rows_of(edition.counts))
    for line in sum_lines(edition.sums, lambda kind: f"S/ {edition.sums[kind]:,.2f}"):
        click.echo(line)


def rows_of(counts: Mapping[str, int]) -> str:
    """Rows by table, in words."""
    return ", ".join(f"{TABLES.get(table, table)} {count:,}" for table, count in counts.items())


def sum_lines(kinds: Collection[str], figure: Callable[[str], str]) -> Iterator[str]:
    """Lines with an edition's sums: first the cost that pages add up, then what sources tell, kind by kind."""
    if REFERENCE_SUM in kinds:
        yield f"  {SUMS[REFERENCE_SUM]}: {figure(REFERENCE_SUM)}"
    told = [kind for kind in AMOUNT_KINDS if kind in kinds]
    if told:
        yield "  Montos que dan las fuentes, por clase (un proyecto puede tener varios):"
    for kind in told:
        yield f"    {SUMS[kind]}: {figure(kind)}"
