"""A CSV read record by record: for files in which some record is not as long as the header, or not closed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

import polars as pl

from geoapp.errors import DataSourceError
from geoapp.ingest.findings import REFUSED, Findings

MAX_CELL = 64 * 2**20
_END = "\0"
"""Read after the last line: what is inside of quotes there has it in its cell. No text file holds it."""


class _Reader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def run_together(text: str, cells: Sequence[str], separator: str) -> bool:
    """Whether quotes that do not close took the rest of a row and the beginning of another into one cell.

    The quotes that open the same column of the other row close them, so the record has as many cells as any.
    """
    if not any("\n" in cell and cell.count(separator) >= len(cells) - 1 for cell in cells):
        return False
    try:
        next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
    except csv.Error:  # a letter where a separator has to follow
        return True
    return False


def read_records(
    path: Path, separator: str, positions: Sequence[int], names: Sequence[str], findings: Findings
) -> tuple[pl.DataFrame, pl.Series]:
    """Read record by record; those that are not as long as the header are refused, each with its line.

    Parameters
    ----------
    positions
        Of the columns to read; `names` are those of all columns.

    Returns
    -------
    tuple
        The cells, blank ones null, and the line at which each record begins.

    Raises
    ------
    DataSourceError
        When the end of the file is inside of a cell, or it is no CSV.
    """
    columns: list[list[str | None]] = [[] for _ in positions]
    lines: list[int] = []
    csv.field_size_limit(MAX_CELL)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        record: list[str] = []  # lines of the record that is being read
        reader = csv.reader(_kept(chain(file, [_END]), record), delimiter=separator)
        line = 1
        for at, cells in enumerate(_records(reader, findings.file)):
            if cells and cells[-1].endswith(_END):
                if cells != [_END]:  # the end of the file is inside of a cell
                    raise DataSourceError(_unclosed(findings.file, line, names, len(cells)))
                break
            whole = len(cells) == len(names) and not (
                len(record) > 1 and run_together("".join(record), cells, separator)
            )
            record.clear()
            if at and whole:
                lines.append(line)
                for column, position in zip(columns, positions, strict=True):
                    column.append(cells[position] or None)
            elif at and cells:
                reason = f"tiene {len(cells)} celdas y la cabecera {len(names)}"
                if len(cells) == len(names):
                    reason = "una celda trae el resto de la fila y parte de otra"
                if reader.line_num > line:
                    reason += f"; llega hasta la línea {reader.line_num}: revise si le falta cerrar comillas"
                findings.one(line, "(fila)", separator.join(cells)[:200], reason, REFUSED)
            line = reader.line_num + 1
    data = {f"c{p}": pl.Series(values, dtype=pl.String) for p, values in zip(positions, columns, strict=True)}
    return pl.DataFrame(data), pl.Series(lines, dtype=pl.Int64)


def _kept(lines: Iterable[str], record: list[str]) -> Iterator[str]:
    for line in lines:
        record.append(line)
        yield line


def _unclosed(shown: str, line: int, names: Sequence[str], cells: int) -> str:
    column = f", columna {names[cells - 1]}" if cells <= len(names) and names[cells - 1] else ""
    return (
        f"{shown}: comillas sin cerrar desde la línea {line}{column}; lo que sigue se leería como una sola celda."
        " Cierre o quite esas comillas, o descárguelo de nuevo."
    )


def _records(reader: _Reader, shown: str) -> Iterator[list[str]]:
    line = 1
    try:
        for cells in reader:
            line = reader.line_num + 1
            yield cells
    except csv.Error as error:
        raise DataSourceError(
            f"{shown}, línea {line}: no es un CSV válido ({error}). Revise si faltan comillas de cierre, o descárguelo"
            " de nuevo."
        ) from error
