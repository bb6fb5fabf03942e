"""`geoapp locate`: where a text says a project is, and which words say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

import click
import orjson

from geoapp.cli.common import plain_errors
from geoapp.domain.places import is_ubigeo
from geoapp.domain.vocabulary import PRECISIONS
from geoapp.settings import Settings

if TYPE_CHECKING:
    from geoapp.geo.locate import Candidate, LocateResult

OUTCOMES = {"found": "encontrado", "ambiguous": "ambiguo, por revisar", "none": "sin lugar"}


@click.command()
@click.argument("texts", metavar="TEXTO...", nargs=-1)
@click.option(
    "--file", "file", type=click.File("r", encoding="utf-8"), help="Archivo con un título por línea; - es la entrada."
)
@click.option("--hint", "hints", multiple=True, metavar="UBIGEO", help="Área donde se sabe que está, por ejemplo 06.")
@click.option("--json", "as_json", is_flag=True, help="Una respuesta JSON por línea.")
@plain_errors
def locate(texts: tuple[str, ...], file: TextIO | None, hints: tuple[str, ...], *, as_json: bool) -> None:
    """Dice dónde está lo que un título nombra, con qué precisión y por qué palabras."""
    from geoapp.geo.locate import Locator, load_gazetteer  # noqa: PLC0415 - heavy imports only where needed

    wanted = [*texts, *(line.strip() for line in file or () if line.strip())]
    if not wanted:
        raise click.UsageError("Dé un texto o un archivo con --file.")
    wrong = next((hint for hint in hints if not is_ubigeo(hint)), None)
    if wrong is not None:
        raise click.UsageError(f"--hint {wrong!r}: debe ser un ubigeo INEI de 2, 4 o 6 dígitos, por ejemplo 06.")
    data = Settings.load().paths.data
    locator = Locator(load_gazetteer(data / "gazetteer" / "areas.csv", data / "localities" / "localities.csv"))
    for text in wanted:
        result = locator.locate(text, hints=hints)
        if as_json:
            click.echo(orjson.dumps({"text": text, **asdict(result)}).decode())
        else:
            for line in _lines(text, result):
                click.echo(line)


def _lines(text: str, result: LocateResult) -> Iterator[str]:
    yield f"{text}"
    yield f"  {OUTCOMES[result.outcome]}"
    for place in result.places:
        yield from _candidate("  ", place)
    for group in result.alternatives:
        yield f"  «{group.words}» puede ser:"
        for candidate in group.candidates:
            yield from _candidate("    ", candidate)


def _candidate(indent: str, candidate: Candidate) -> Iterator[str]:
    from geoapp.geo.locate import RULES  # noqa: PLC0415 - heavy imports only where needed

    code = candidate.locality_code or candidate.ubigeo
    label = PRECISIONS[candidate.precision].lower()
    yield f"{indent}{candidate.name} ({label}, {code}), puntaje {candidate.score:.1f}"
    for evidence in candidate.evidence:
        words = f"«{evidence.words}»: " if evidence.words else ""
        yield f"{indent}  {evidence.points:+.1f} {words}{RULES[evidence.rule]}"
