"""Reading CSV by schema: columns by name, one parser per column, errors that name the cell and the mend."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import to_centimos
from geoapp.domain.places import is_ubigeo
from geoapp.errors import DataSourceError, SchemaError

RESTORE = "Restaure el archivo original: viene con geoapp."
_SHOWN = 80
_MAX_CELL = 10_000_000

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column that a file must have.

    Parameters
    ----------
    parse
        Turns the cell's text into its value; raises ValueError with a Spanish reason.
    blank
        Whether the cell may be blank; it is then None.
    """

    name: str
    parse: Parser = str
    blank: bool = False


@dataclass(frozen=True)
class Row:
    """A row read: the line of the file where it begins, and its values by column."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def read_table(path: Path, columns: Sequence[Column]) -> list[Row]:
    """Read a UTF-8 CSV file whose every cell must be right.

    Parameters
    ----------
    columns
        Columns to read, in any order; the file may have others.

    Raises
    ------
    DataSourceError
        When the file is missing or cannot be read.
    SchemaError
        When a column is missing or a cell has an impossible value.
    """
    csv.field_size_limit(_MAX_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(path, csv.reader(file, strict=True), columns)
    except FileNotFoundError:
        raise DataSourceError(f"Falta el archivo {path}. {RESTORE}") from None
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path}: no está en UTF-8 (byte {error.start}). {RESTORE}") from error
    except csv.Error as error:
        raise SchemaError(f"{path}: no es un CSV válido ({error}). {RESTORE}") from error
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path}: {error.strerror}. Revise sus permisos.") from error


def _rows(path: Path, reader: Any, columns: Sequence[Column]) -> list[Row]:
    header = next(reader, None)
    if header is None:
        raise SchemaError(f"{path}: está vacío. {RESTORE}")
    missing = [column.name for column in columns if column.name not in header]
    if missing:
        raise SchemaError(f"{path}, línea 1: falta la columna {', '.join(missing)}. {RESTORE}")
    positions = [(column, header.index(column.name)) for column in columns]
    rows: list[Row] = []
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) != len(header):
            raise SchemaError(f"{path}, línea {line}: tiene {len(cells)} celdas y se esperan {len(header)}. {RESTORE}")
        rows.append(Row(line, {c.name: _value(path, line, c, cells[i]) for c, i in positions}))
        line = reader.line_num + 1
    return rows


def _value(path: Path, line: int, column: Column, cell: str) -> Any:
    text = cell.strip()
    if not text:
        if column.blank:
            return None
        raise SchemaError(f"{path}, línea {line}, columna {column.name}: está en blanco. {RESTORE}")
    try:
        return column.parse(text)
    except (ValueError, ArithmeticError) as error:
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        raise SchemaError(
            f"{path}, línea {line}, columna {column.name}, valor «{shown}»: {error}. {RESTORE}"
        ) from error


def whole(text: str) -> int:
    """Whole number."""
    if not (text.lstrip("-").isascii() and text.lstrip("-").isdigit()):
        raise ValueError("no es un número entero")
    return int(text)


def number(text: str) -> float:
    """Finite number with decimal point."""
    return float(decimal(text))


def decimal(text: str) -> Decimal:
    """Finite decimal with decimal point."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise ValueError("no es un número") from None
    if not value.is_finite():
        raise ValueError("no es un número")
    return value


def centimos(text: str) -> int:
    """Amount in soles, as whole céntimos."""
    try:
        return to_centimos(text)
    except ValueError:
        raise ValueError("no es un importe en soles con punto y hasta dos decimales") from None


def hundredths(text: str) -> int:
    """Percentage, as hundredths of a percent."""
    value = decimal(text) * 100
    if value != value.to_integral_value():
        raise ValueError("tiene más de dos decimales")
    return int(value)


def percentage(text: str) -> int:
    """Percentage from 0 to 100, as hundredths of a percent."""
    value = hundredths(text)
    if not 0 <= value <= 10_000:  # noqa: PLR2004
        raise ValueError("no está entre 0 y 100")
    return value


def millionths(text: str) -> int:
    """Share from 0 to 1, as millionths."""
    value = decimal(text)
    if not 0 <= value <= 1:
        raise ValueError("no es una parte entre 0 y 1")
    return round(value * 1_000_000)


def date(text: str) -> str:
    """Date as AAAA, AAAA-MM or AAAA-MM-DD; kept as text."""
    try:
        return ReducedDate(text).text
    except ValueError:
        raise ValueError("no es una fecha AAAA, AAAA-MM o AAAA-MM-DD") from None


def year(text: str) -> int:
    """Year of four digits."""
    if len(text) != 4:  # noqa: PLR2004
        raise ValueError("no es un año de cuatro cifras")
    return whole(text)


def flag(text: str) -> bool:
    """0 or 1."""
    if text not in {"0", "1"}:
        raise ValueError("no es 0 ni 1")
    return text == "1"


def ubigeo(text: str) -> str:
    """INEI code of 2, 4 or 6 digits."""
    if not is_ubigeo(text):
        raise ValueError("no es un ubigeo INEI de 2, 4 o 6 dígitos (¿perdió el cero inicial?)")
    return text


def degrees(limit: float) -> Parser:
    """Coordinate between plus and minus a limit."""

    def parse(text: str) -> float:
        value = number(text)
        if abs(value) > limit:
            raise ValueError(f"está fuera de ±{limit:g} grados")
        return value

    return parse


def one_of(*codes: str) -> Parser:
    """One of a closed list of codes."""

    def parse(text: str) -> str:
        if text not in codes:
            raise ValueError(f"se acepta {', '.join(codes)}")
        return text

    return parse


def codes(text: str) -> tuple[str, ...]:
    """Codes separated by spaces."""
    return tuple(text.split())


longitude = degrees(180)
latitude = degrees(90)
