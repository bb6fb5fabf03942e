"""``python -m scripts.build_gazetteer SOURCE_FOLDER``: write data/gazetteer/areas.csv."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from scripts.build_gazetteer.areas import ATTRIBUTES, BOUNDARIES, area_rows, read_capitals, read_districts, write_areas


def main() -> None:
    """Build the file and print how many areas of each level it holds."""
    parser = argparse.ArgumentParser(description="Names and codes of the areas of Peru, without geometry.")
    parser.add_argument("source", type=Path, help="folder with boundaries/ and areas/")
    parser.add_argument("--target", type=Path, default=Path("data/gazetteer/areas.csv"))
    arguments = parser.parse_args()
    rows = area_rows(read_districts(arguments.source / BOUNDARIES), read_capitals(arguments.source / ATTRIBUTES))
    write_areas(rows, arguments.target)
    counts = Counter(row.level for row in rows)
    print(f"{arguments.target}: " + ", ".join(f"{counts[level]} {level}" for level in counts))


if __name__ == "__main__":
    main()
