"""Command of the build: ``python -m scripts.build_data SOURCE_FOLDER [--out data]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.build_data.amounts import build_amounts, write_amounts
from scripts.build_data.boundaries import build_areas, write_areas
from scripts.build_data.budget import build_budget, write_budget
from scripts.build_data.environment import build_liabilities, write_liabilities
from scripts.build_data.errors import BuildError
from scripts.build_data.facilities import build_facilities, write_facilities
from scripts.build_data.localities import build_localities, write_localities
from scripts.build_data.locations import build_locations, write_locations
from scripts.build_data.observations import read_observations, write_observations
from scripts.build_data.plan import build_plan, write_plan
from scripts.build_data.projects import build_projects, write_projects
from scripts.build_data.sources import write_sources


def build(source: Path, out: Path) -> None:
    """Build every shipped file from a source folder into ``out``.

    Raises
    ------
    BuildError
        When a source or a curated table breaks a rule.
    """
    areas = build_areas(source)
    write_areas(areas, source, out)
    localities = build_localities(source, areas)
    write_localities(localities, out)
    facilities = build_facilities(source, areas)
    write_facilities(facilities, out)
    observed, sources = read_observations(source)
    write_observations(observed, sources, out)
    projects = build_projects(observed)
    write_projects(projects, out)
    write_amounts(build_amounts(observed), out)
    write_locations(build_locations(source, areas, localities, facilities, observed), out)
    project_ids = {row["project_id"] for row in projects}
    write_plan(build_plan(source, areas, project_ids), out)
    write_budget(build_budget(source, areas), out)
    write_liabilities(build_liabilities(source, areas), out)
    write_sources(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the build and return the exit code: 0 done, 1 refused."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.build_data", description="Construye los datos que geoapp trae."
    )
    parser.add_argument("source", type=Path, metavar="CARPETA", help="carpeta con las fuentes")
    parser.add_argument("--out", type=Path, default=Path("data"), help="destino (data)")
    options = parser.parse_args(arguments)
    try:
        build(options.source, options.out)
    except BuildError as error:
        print(f"No se construyó: {error}", file=sys.stderr)
        return 1
    print(f"Datos construidos en {options.out}/")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
