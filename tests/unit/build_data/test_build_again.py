"""A second build gives the committed files, byte by byte."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import shapely

from scripts.build_data.__main__ import build
from scripts.build_data.sources import FOLDERS

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT.parent / "shared"
DATA = ROOT / "data"

pytestmark = [
    pytest.mark.skipif(not (SOURCE / "data").is_dir(), reason="the source folder is not on this machine"),
    pytest.mark.skipif(shapely.geos_version < (3, 14), reason="coverage_clean needs GEOS 3.14"),
]


def built_files(folder: Path) -> dict[str, bytes]:
    """Every file the build writes, by its path; README files are written by hand."""
    paths = [folder / "sources.toml", *(path for name in FOLDERS for path in (folder / name).rglob("*"))]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and path.name != "README.md"
    }


def test_building_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    build(SOURCE, tmp_path)
    again, committed = built_files(tmp_path), built_files(DATA)
    assert sorted(again) == sorted(committed)
    assert [name for name in again if again[name] != committed[name]] == []


def test_no_remark_of_a_compiler_is_shipped() -> None:
    observations = (DATA / "projects/observations.csv").read_text(encoding="utf-8")
    with (SOURCE / "data/projects/observations.csv").open(encoding="utf-8", newline="") as stream:
        remarks = [row["note"] for row in csv.DictReader(stream) if row["note"]]
    assert len(remarks) > 300
    assert not [remark for remark in remarks if remark in observations]
