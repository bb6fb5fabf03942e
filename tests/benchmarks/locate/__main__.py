"""``python -m tests.benchmarks.locate FOLDER``: print the table of docs/locate.md."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from geoapp.geo.locate import Locator, load_gazetteer
from tests.benchmarks.locate.cases import Case, read_cases, read_observations
from tests.benchmarks.locate.measure import Tally, measure

DATA = Path(__file__).parents[3] / "data"


def main() -> None:
    """Measure each file, all together, with the department as a hint, and the titles that state no level."""
    parser = argparse.ArgumentParser(description="Locating Invierte.pe projects from their titles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="print N wrong answers of each level")
    parser.add_argument("--observations", type=Path, help="news titles of Cajamarca (observations.csv)")
    arguments = parser.parse_args()
    localities = DATA / "localities" / "localities.csv"
    locator = Locator(load_gazetteer(DATA / "gazetteer" / "areas.csv", localities if localities.exists() else None))
    paths = sorted(arguments.folder.glob("*.xlsx"))
    for path in paths:
        _report(path.stem, read_cases([path]), locator)
    everything = read_cases(paths)
    for tally in _report("todos", everything, locator):
        step = max(1, len(tally.wrong) // max(1, arguments.wrong))
        for wrong in tally.wrong[::step][: arguments.wrong]:
            _say(" | ".join(("   ", tally.level, *wrong)))
    _report("todos, con el departamento", everything, locator, hinted=True)
    _report("los que no dicen nivel", [case for case in everything if not case.states_level], locator)
    if arguments.observations:
        _report("noticias, con el departamento", read_observations(arguments.observations), locator, hinted=True)


def _report(label: str, cases: list[Case], locator: Locator, *, hinted: bool = False) -> tuple[Tally, Tally]:
    begun = time.perf_counter()
    province, district, outcomes = measure(cases, locator, hinted=hinted)
    seconds = time.perf_counter() - begun
    _say(f"\n{label}: {len(cases)} proyectos, {dict(outcomes)}, {len(cases) / seconds:.0f} títulos por segundo")
    for tally in (province, district):
        _print(tally)
    return province, district


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _print(tally: Tally) -> None:
    _say(
        f"  {tally.level:9} declaran {tally.declared}, responde {tally.answered}, "
        f"acierta {_share(tally.right, tally.answered)}, sin lugar de más {_share(tally.exact, tally.answered)}; "
        f"de {tally.naming} títulos que nombran su {tally.level} responde "
        f"{_share(tally.naming_answered, tally.naming)}"
    )
    _say(f"    errores: {dict(tally.errors.most_common())}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "sin casos"


if __name__ == "__main__":
    main()
