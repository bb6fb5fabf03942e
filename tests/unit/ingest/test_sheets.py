"""CSV as tables of text: what breaks a file is told where it is, and nothing of it vanishes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.errors import DataSourceError
from geoapp.ingest.sheets import LINE, Sheet, read_csv


def _csv(folder: Path, content: str | bytes) -> Sheet:
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, _known)


def _known(names: Sequence[str]) -> list[str] | None:
    return ["A", "B"] if {"A", "B"} <= set(names) else None


@pytest.mark.parametrize("cell", ['x,"y,z', 'x,y,"z', '"x'], ids=["middle", "last", "first"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_quotes_that_do_not_close_are_told_with_their_line(tmp_path: Path, cell: str, end: str) -> None:
    rows = "".join(f"{n},{n},{n}\n" for n in range(40))
    with pytest.raises(DataSourceError, match=r"comillas sin cerrar desde la línea 42, columna [ABC];.*Cierre o quite"):
        _csv(tmp_path, f"a,b,c\n{rows}{cell}\n{rows[:-1]}{end}")


def test_quotes_inside_of_words_are_read(tmp_path: Path) -> None:
    sheet = _csv(tmp_path, 'a,b\n1,TUBERIA DE 5" PVC\n2,"x\ny"\n3,z')
    assert sheet.frame.rows() == [("1", 'TUBERIA DE 5" PVC', 2), ("2", "x\ny", 3), ("3", "z", 5)]
    assert sheet.findings.frame().is_empty()


def test_a_refused_record_of_several_lines_says_where_it_ends(tmp_path: Path) -> None:
    sheet = _csv(tmp_path, 'a,b\n1,2\n"x,y\n3,4\n5,"z",6,7\n7,8\n')
    assert sheet.frame[LINE].to_list() == [2, 6]
    assert sheet.findings.frame().select("line", "reason").rows() == [
        (3, "tiene 3 celdas y la cabecera 2; llega hasta la línea 5: revise si le falta cerrar comillas")
    ]


@pytest.mark.parametrize("last", ["", '9,"z",9\n'], ids=["at the end", "in the middle"])
def test_quotes_that_a_later_row_closes_do_not_join_two_rows(tmp_path: Path, last: str) -> None:
    sheet = _csv(tmp_path, f'a,b,c\n1,"x",1\n2,"y,2\n3,"z",3\n{last}')
    assert sheet.frame[LINE].to_list() == [2, 5][: 1 + bool(last)]
    reason = (
        "una celda trae el resto de la fila y parte de otra; llega hasta la línea 4: revise si le falta cerrar comillas"
    )
    assert sheet.findings.frame().select("line", "action", "reason").rows() == [(3, "refused", reason)]


@given(st.lists(st.tuples(*[st.text(alphabet='ab",;\n', max_size=12)] * 3), min_size=1, max_size=6))
def test_cells_written_by_a_program_are_read_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    sheet = _csv(tmp_path_factory.mktemp("csv"), written.getvalue())
    assert sheet.frame.select("A", "B").fill_null("").rows() == [row[:2] for row in rows]
    assert sheet.findings.frame().is_empty()


def test_lines_may_end_in_cr_alone(tmp_path: Path) -> None:
    assert _csv(tmp_path, "a,b\r1,2\r3,4\r").frame.rows() == [("1", "2", 2), ("3", "4", 3)]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_one_bad_byte_costs_one_letter(tmp_path: Path, bom: bytes) -> None:
    text = bom + "a,b\nEDUCACIÓN,ÑAÑA\n".encode() + b"CAMI\xd1O,x\n"
    sheet = _csv(tmp_path, text)
    assert sheet.frame.rows() == [("EDUCACIÓN", "ÑAÑA", 2), ("CAMI\ufffdO", "x", 3)]
    assert sheet.notes == (
        "t.csv se leyó como UTF-8; perdió 1 letra, la primera en la línea 3 (se ve «\ufffd»): descárguelo de nuevo.",
    )
    assert (sheet.encoding, sheet.size) == ("utf-8", len(text))


def test_latin_1_with_a_pair_that_utf_8_knows_stays_latin_1(tmp_path: Path) -> None:
    sheet = _csv(tmp_path, "a,b\nEDUCACIÓN,CAÑÓN\nCAF@,ÑAÑA\n".replace("@", "É”").encode("cp1252"))
    assert sheet.frame.rows() == [("EDUCACIÓN", "CAÑÓN", 2), ("CAFÉ”", "ÑAÑA", 3)]
    assert sheet.notes == ("t.csv se leyó como Windows-1252 (Latin-1), no UTF-8.",)


def test_sound_utf_8_is_not_spoken_of(tmp_path: Path) -> None:
    assert _csv(tmp_path, "a,b\nÑ,1\n").notes == ()
