"""Files as tables of text, and the reader of CSV of any usual encoding and separator. Nothing is converted here.

Column names are compared folded, without padding, with ``_`` for spaces: ``Código único`` is ``CODIGO_UNICO``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from geoapp.domain.text import fold
from geoapp.errors import SchemaError
from geoapp.ingest.findings import Findings
from geoapp.ingest.inspect import TextFacts, Tick, inspect_text
from geoapp.ingest.records import MAX_CELL, read_records, run_together
from geoapp.ingest.transcode import to_utf8

LINE = "_line"
MAX_UNPACKED = 4 * 2**30
"""Bytes that a spreadsheet may take unpacked: INFOBRAS takes about 1.2 GB."""
_SEPARATORS = ",;\t|"
_NOT_NAME = re.compile(r"[^0-9A-Z]+")

Choose = Callable[[Sequence[str]], Sequence[str] | None]
"""Given canonical column names, those to read; None when they are not a header that anyone knows."""


Looked = Callable[[int, int], None]
"""Called with the rows checked so far and all of them."""


class Looking:
    """How far a sheet is checked: each column that is looked at for the first time takes its share of the rows.

    Parameters
    ----------
    rows, columns
        Of the sheet as it was read.
    """

    def __init__(self, rows: int = 0, columns: int = 0, tell: Looked | None = None) -> None:
        self._rows, self._columns, self._tell = rows, columns, tell
        self._seen: set[str] = set()

    def at(self, column: str) -> None:
        """Say that a column is looked at."""
        if self._tell is not None and column not in self._seen:
            self._seen.add(column)
            self._tell(self._rows * min(len(self._seen), self._columns) // self._columns, self._rows)

    def end(self) -> None:
        """Say that nothing is left to look at: a format may not need all columns."""
        if self._tell is not None:
            self._tell(self._rows, self._rows)


@dataclass(frozen=True)
class Sheet:
    """A table as text.

    Attributes
    ----------
    frame
        Text columns under canonical names, and `LINE`: the line (or row of the sheet) of each record.
    columns
        Canonical names of all columns of the file, read or not.
    notes
        What its reader has to say of the whole file, in Spanish.
    looking
        Told of each column that is checked.
    """

    file: str
    sha256: str
    size: int
    encoding: str
    columns: tuple[str, ...]
    frame: pl.DataFrame
    findings: Findings
    note: str | None = None
    notes: tuple[str, ...] = ()
    looking: Looking = field(default_factory=Looking)

    def __len__(self) -> int:
        return self.frame.height


def canonical(name: str) -> str:
    """Column name as formats know it.

    >>> canonical("  Código único de inversión ")
    'CODIGO_UNICO_DE_INVERSION'
    """
    return _NOT_NAME.sub("_", fold(name)).strip("_")


def read_csv(path: Path, choose: Choose, *, name: str | None = None, tick: Tick | None = None) -> Sheet:
    """Read a CSV as text.

    Raises
    ------
    SchemaError
        When its header is not one that `choose` knows.
    DataSourceError
        When it cannot be read.
    """
    shown = name or path.name
    # Its bytes are inspected while its cells are read; most files turn out to be UTF-8.
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(_ahead, path, choose)
        facts = inspect_text(path, tick)
    if facts.size == 0:
        raise SchemaError(f"{shown}: está vacío. Descárguelo de nuevo.")
    if facts.encoding == "utf-8" and facts.sound:
        return _read_utf8(path, facts, choose, shown, facts.encoding, ahead.result())
    with TemporaryDirectory(prefix="geoapp-") as folder:
        plain = Path(folder) / "texto.csv"
        told = f"{shown} {to_utf8(path, plain, facts.encoding)}"
        again = inspect_text(plain)
        kept = replace(again, sha256=facts.sha256, size=facts.size, encoding="utf-8")
        sheet = _read_utf8(plain, kept, choose, shown, facts.encoding)
    return replace(sheet, notes=(told,))


def header_of(path: Path, encoding: str = "utf-8") -> tuple[str, list[str]]:
    """Separator and column names of a CSV."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="") as file:
        start = file.read(2**20)
    first = start.splitlines()[0] if start.strip() else ""
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(MAX_CELL)
    return separator, next(csv.reader(io.StringIO(start, newline=""), delimiter=separator), [])


def _ahead(path: Path, choose: Choose) -> pl.DataFrame | None:
    try:
        separator, header = header_of(path)
        names = [canonical(cell) for cell in header]
        wanted = choose(names)
    except (OSError, csv.Error):
        return None
    return _cells_of(path, separator, _positions(names, wanted)) if wanted else None


def _positions(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    # The last column tells short records from blank cells.
    return sorted({names.index(name) for name in wanted} | {len(names) - 1})


def _cells_of(path: Path, separator: str, positions: Sequence[int]) -> pl.DataFrame | None:
    try:
        return pl.read_csv(path, separator=separator, columns=list(positions), infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, OSError):
        return None


def _read_utf8(
    path: Path, facts: TextFacts, choose: Choose, shown: str, encoding: str, ahead: pl.DataFrame | None = None
) -> Sheet:
    separator, header = header_of(path)
    names = [canonical(cell) for cell in header]
    wanted = choose(names)
    if wanted is None:
        raise SchemaError(unknown_header(shown, header))
    refuse_repeated(f"{shown}, línea 1", names, wanted)
    findings = Findings(shown)
    positions = _positions(names, wanted)
    frame = ahead if ahead is not None else _cells_of(path, separator, positions)
    if frame is not None:
        frame = _checked(frame, path, facts, separator, len(names))
    if frame is None:
        frame, lines = read_records(path, separator, positions, names, findings)
        frame = frame.with_columns(lines.alias(LINE))
    frame = frame.rename(dict(zip(frame.columns, [names[p] or f"_{p}" for p in positions], strict=False)))
    return Sheet(shown, facts.sha256, facts.size, encoding, tuple(names), frame, findings)


def _checked(frame: pl.DataFrame, path: Path, facts: TextFacts, separator: str, width: int) -> pl.DataFrame | None:
    """The cells with the line of each record; None where some record may not be as long as the header."""
    # No rows where there may be some: lines that end in CR alone.
    if facts.unclosed or not frame.height or frame.height != len(facts.lines) - 1:
        return None
    frame = frame.with_columns(pl.Series(LINE, facts.lines[1:]))
    short = frame.select(pl.arg_where(pl.nth(frame.width - 2).is_null())).to_series()
    several_lines = np.flatnonzero(np.diff(facts.lines[1:]) > 1).tolist()
    if _any_odd(path, facts, separator, sorted({*short, *several_lines, frame.height - 1}), width):
        return None
    return frame


def _any_odd(path: Path, facts: TextFacts, separator: str, suspects: Iterable[int], width: int) -> bool:
    with path.open("rb") as file:
        for record in suspects:
            start, end = int(facts.starts[record + 1]), int(facts.starts[record + 2])
            file.seek(start)
            text = file.read(end - start).decode("utf-8", errors="replace")
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
            if len(cells) != width or run_together(text, cells, separator):
                return True
    return False


def refuse_repeated(place: str, names: Sequence[str], wanted: Sequence[str]) -> None:
    """Refuse a header that has a wanted column more than once."""
    repeated = sorted({n for n in wanted if names.count(n) > 1})
    if repeated:
        raise SchemaError(f"{place}: repite la columna {', '.join(repeated)}. Deje una sola.")


def unknown_header(shown: str, header: Sequence[str]) -> str:
    """Message for a file whose columns no format knows."""
    seen = ", ".join(cell.strip() for cell in header[:8] if cell.strip()) or "ninguna"
    return (
        f"{shown}: sus columnas ({seen}…) no son de un formato conocido. Diga cuál es con --format, o describa sus"
        " columnas en un archivo TOML y úselo con --format archivo.toml (docs/imports.md)."
    )
