"""Reading CSV by schema: what is right is read, what is wrong is named to the cell."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.money import to_soles
from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest import tables
from geoapp.ingest.tables import Column, read_table

COLUMNS = (Column("code"), Column("amount", tables.centimos, blank=True))


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


def test_rows_are_read_with_their_lines(tmp_path: Path) -> None:
    path = _file(tmp_path, '\ufeffamount,code,other\n1.50,a,x\n,"b\nb",y\n2,c,z\n'.encode())
    rows = read_table(path, COLUMNS)
    assert [(row.line, row["code"], row["amount"]) for row in rows] == [
        (2, "a", 150),
        (3, "b\nb", None),
        (5, "c", 200),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "está vacío"),
        (b"code,other\na,1\n", "línea 1: falta la columna amount"),
        (b"code,amount\na,1\n,2\n", "línea 3, columna code: está en blanco"),
        (b"code,amount\na,1.234\n", "línea 2, columna amount, valor «1.234»"),
        (b'code,amount\na,"1,5"\n', "valor «1,5»: no es un importe"),
        (b"code,amount\na\n", "línea 2: tiene 1 celdas y se esperan 2"),
        (b"code,amount\na,1\xff\n", "no está en UTF-8"),
        (b'code,amount\n"a,1\n', "no es un CSV válido"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = _file(tmp_path, content)
    with pytest.raises(SchemaError) as caught:
        read_table(path, COLUMNS)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "Restaure el archivo original" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSourceError, match="Falta el archivo") as caught:
        read_table(tmp_path / "no.csv", COLUMNS)
    assert "no.csv" in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(DataSourceError, match="No se puede leer"):
        read_table(tmp_path, COLUMNS)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_amounts_are_read_exactly(centimos: int) -> None:
    assert tables.centimos(str(to_soles(centimos))) == centimos


@given(st.text(max_size=12))
def test_parsers_give_a_value_or_a_reason(text: str) -> None:
    for parser in (
        tables.whole,
        tables.number,
        tables.decimal,
        tables.centimos,
        tables.percentage,
        tables.millionths,
        tables.date,
        tables.year,
        tables.flag,
        tables.ubigeo,
        tables.longitude,
        tables.latitude,
        tables.one_of("a", "b"),
    ):
        with contextlib.suppress(ValueError):  # any other error fails the test
            value = parser(text)
            assert value is not None


@pytest.mark.parametrize(
    ("parser", "text", "value"),
    [
        (tables.percentage, "45.67", 4567),
        (tables.percentage, "100", 10_000),
        (tables.hundredths, "104.5", 10_450),
        (tables.millionths, "0.25", 250_000),
        (tables.decimal, "13.3", Decimal("13.3")),
        (tables.whole, "-3", -3),
        (tables.codes, "a  b", ("a", "b")),
    ],
)
def test_values(parser: tables.Parser, text: str, value: object) -> None:
    assert parser(text) == value


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        (tables.percentage, "100.01"),
        (tables.percentage, "-1"),
        (tables.percentage, "1.234"),
        (tables.whole, "٣"),
        (tables.whole, "1.0"),
        (tables.whole, "--3"),
        (tables.number, "NaN"),
        (tables.number, "inf"),
        (tables.ubigeo, "60801"),
        (tables.longitude, "-181"),
        (tables.date, "2024-02-30"),
        (tables.flag, "yes"),
    ],
)
def test_refused(parser: tables.Parser, text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parser(text)
