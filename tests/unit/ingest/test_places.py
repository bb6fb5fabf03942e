"""Codes and names of areas: the shipped file is read whole, or what is wrong with it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.errors import DataSourceError
from geoapp.ingest.places import read_codes


def test_codes_are_read_by_the_names_of_their_columns(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text('name,level,ubigeo\nCajamarca,region,06\n"Jaén, la ciudad",province,0608\n', encoding="utf-8")
    assert read_codes(file).names == {"06": "Cajamarca", "0608": "Jaén, la ciudad"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "está vacío"),
        (b"ubigeo\n06\n", "línea 1: falta la columna name"),
        (b"ubigeo,name\n06\n", "línea 2: tiene 1 celdas"),
        (b"ubigeo,name\n6,Cajamarca\n", "línea 2, columna ubigeo, valor «6»"),
        ("ubigeo,name\n06,Jaén\n".encode("cp1252"), "no está en UTF-8"),
    ],
)
def test_a_damaged_file_is_told_with_the_mend(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "areas.csv").write_bytes(content)
    with pytest.raises(DataSourceError, match=rf"areas\.csv.*{said}.*Restaure el archivo"):
        read_codes(tmp_path / "areas.csv")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataSourceError, match=r"Falta el archivo .*areas\.csv\. Restaure el archivo"):
        read_codes(tmp_path / "areas.csv")
