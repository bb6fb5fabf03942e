"""The command `geoapp`: one module per command, put together here.

Exit codes: 0 done, 1 failed (one line says why and the mend), 2 wrong use, 3 done with refused rows.
"""

from __future__ import annotations

import click

from geoapp import __version__
from geoapp.cli.changes import changes_, editions_
from geoapp.cli.export import export
from geoapp.cli.imports import import_
from geoapp.cli.init import init
from geoapp.cli.locate import locate
from geoapp.cli.render import render
from geoapp.cli.reports import reports
from geoapp.cli.review import check, place
from geoapp.cli.serve import serve


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[OPCIONES]",
    subcommand_metavar="ORDEN [ARGUMENTOS]...",
)
@click.version_option(__version__, prog_name="geoapp", message="%(prog)s %(version)s")
def cli() -> None:
    """Inversión pública en el territorio de Cajamarca: carga, mapa, API y archivos."""


for _command in (serve, init, import_, export, editions_, changes_, locate, check, place, render, reports):
    _command.options_metavar = "[OPCIONES]"
    cli.add_command(_command)


def main() -> None:
    """Run the command."""
    cli(prog_name="geoapp")


__all__ = ["cli", "main"]
