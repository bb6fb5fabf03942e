"""``python -m tests.benchmarks.locate FOLDER``: print the table of docs/locate.md."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from geoapp.geo.locate import Locator, load_gazetteer
from tests.benchmarks.locate.cases import read_cases
from tests.benchmarks.locate.measure import Tally, measure

DATA = Path(__file__).parents[3] / "data"


def main() -> None:
    """Measure each file alone, then all together, without and with the department as a hint."""
    parser = argparse.ArgumentParser(description="Locating Invierte.pe projects from their titles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="print N wrong answers of each level")
    arguments = parser.parse_args()
    localities = DATA / "localities" / "localities.csv"
    locator = Locator(load_gazetteer(DATA / "gazetteer" / "areas.csv", localities if localities.exists() else None))
    paths = sorted(arguments.folder.glob("*_Filtrado.xlsx"))
    for label, chosen in [*((path.stem, [path]) for path in paths), ("todos", paths)]:
        cases = read_cases(chosen)
        for hinted in (False, True):
            begun = time.perf_counter()
            province, district, outcomes = measure(cases, locator, hinted=hinted)
            seconds = time.perf_counter() - begun
            _say(f"\n{label}, {'con' if hinted else 'sin'} el departamento: {len(cases)} proyectos, {dict(outcomes)}")
            _say(f"{len(cases) / seconds:.0f} títulos por segundo")
            for tally in (province, district):
                _print(tally)
            if label == "todos" and not hinted:
                for tally in (province, district):
                    for wrong in tally.wrong[:: max(1, len(tally.wrong) // max(1, arguments.wrong))][: arguments.wrong]:
                        _say(" | ".join(("   ", tally.level, *wrong)))


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
