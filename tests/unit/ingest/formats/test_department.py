"""Whose the rows of a listing are, where its column of departments is missing."""

from __future__ import annotations

from pathlib import Path

from geoapp.ingest.recognise import read_file
from tests.support.investments import DETALLE, coded, context, write_csv


def test_codes_of_places_tell_the_department(tmp_path: Path) -> None:
    base = {name: value for name, value in DETALLE.items() if name != "DEPARTAMENTO"}
    rows = coded(3)
    rows[2] |= {"PROVINCIA": "TUMBES", "DISTRITO": "TUMBES", "UBIGEO": "240101"}
    _, intake = read_file(write_csv(tmp_path / "x", rows, base=base), context())
    assert (intake.read, intake.outside, intake.accepted) == (3, 1, 2)
    assert set(intake.places["ubigeo"]) == {"060107"}
