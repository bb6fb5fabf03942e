"""Provenance: every shipped file has its source, and every source ships something."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scripts.build_data.errors import BuildError
from scripts.build_data.tables import CURATED, read_curated_toml

FIELDS: Final = (
    "id",
    "title",
    "publisher",
    "url",
    "date",
    "licence",
    "files",
    "transformations",
    "caveat",
)
FOLDERS: Final = (
    "budget",
    "environment",
    "facilities",
    "localities",
    "plan",
    "projects",
    "shapefiles",
)
"""The folders that this build writes."""
ELSEWHERE: Final = frozenset({"gazetteer/areas.csv"})
"""Shipped files that another build writes and whose sources stand in the same list."""


def write_sources(out: Path) -> None:
    """Check ``sources.toml`` against what was built and write it.

    Raises
    ------
    BuildError
        When a source lacks a field or names a file that was not built, or a built table has no
        source.
    """
    sources = read_curated_toml("sources.toml")["source"]
    named: set[str] = set()
    for source in sources:
        if missing := [name for name in FIELDS if not source.get(name)]:
            raise BuildError(f"sources.toml: a {source.get('id')} le falta {', '.join(missing)}.")
        named |= set(source["files"])
    if len({source["id"] for source in sources}) != len(sources):
        raise BuildError("sources.toml: hay dos fuentes con el mismo id.")
    built = {
        path.relative_to(out).as_posix()
        for folder in FOLDERS
        for path in (out / folder).rglob("*")
        if path.suffix in {".csv", ".shp"}
    }
    if wrong := sorted(built ^ (named - ELSEWHERE)):
        raise BuildError(f"sources.toml: archivos sin fuente o fuentes sin archivo: {', '.join(wrong)}.")
    (out / "sources.toml").write_bytes((CURATED / "sources.toml").read_bytes())
