"""Read source tables as text and write ours the same way on every machine."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.build_data.errors import BuildError

CURATED = Path(__file__).parent / "curated"

Row = dict[str, str]


def read_rows(path: Path, required: Sequence[str] = ()) -> list[Row]:
    """Read a comma-separated UTF-8 file as text, row by row.

    Raises
    ------
    BuildError
        When the file is absent, or a required column is.
    """
    if not path.is_file():
        raise BuildError(f"Falta el archivo {path.name} en {path.parent.name}/.")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = reader.fieldnames or []
        missing = [column for column in required if column not in columns]
        if missing:
            raise BuildError(f"A {path.name} le faltan las columnas {', '.join(missing)}.")
        return [{key: (value or "").strip() for key, value in row.items()} for row in reader]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as UTF-8 without mark, comma, LF and minimal quoting.

    Raises
    ------
    BuildError
        When a row has a column that the header does not name, or lacks one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            if set(row) != set(columns):
                wrong = ", ".join(sorted(set(row) ^ set(columns)))
                raise BuildError(f"{path.name}: columnas que no concuerdan: {wrong}.")
            writer.writerow([row[column] for column in columns])


def read_curated(name: str, required: Sequence[str]) -> list[Row]:
    """Read one of the curated tables, which hold the judgements made by hand."""
    return read_rows(CURATED / name, required)


def read_curated_toml(name: str) -> dict[str, Any]:
    """Read one of the curated TOML files."""
    path = CURATED / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{name} no es TOML válido: {error}.") from error


def unique_by(rows: Iterable[Row], column: str, what: str) -> dict[str, Row]:
    """Index rows by a column that must not repeat."""
    index: dict[str, Row] = {}
    for row in rows:
        if row[column] in index:
            raise BuildError(f"{what}: {row[column]!r} está repetido.")
        index[row[column]] = row
    return index
