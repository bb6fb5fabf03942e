"""Workbooks (XLSX) as tables of text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl

from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.findings import Findings
from geoapp.ingest.inspect import Tick, digest_of
from geoapp.ingest.sheets import LINE, MAX_UNPACKED, Choose, Sheet, canonical, unknown_header

HEADER_ROWS = 20
"""The header of a spreadsheet is looked for in this many rows."""


def read_xlsx(path: Path, choose: Choose, *, name: str | None = None, tick: Tick | None = None) -> Sheet:
    """Read the first sheet of a spreadsheet as text; its header may stand below titles.

    Raises
    ------
    SchemaError
        When no row is a header that `choose` knows.
    DataSourceError
        When it cannot be read.
    """
    import fastexcel  # noqa: PLC0415 - only spreadsheets need it

    shown = name or path.name
    digest = digest_of(path, tick)
    _check_unpacked(path, shown)
    try:
        book = fastexcel.read_excel(path)
        top = book.load_sheet(0, header_row=None, n_rows=HEADER_ROWS, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, OSError) as error:
        raise DataSourceError(f"{shown}: no es un XLSX que se pueda leer ({error}). Guárdelo de nuevo.") from error
    for at, row in enumerate(top.iter_rows()):
        names = [canonical(cell or "") for cell in row]
        wanted = choose(names)
        if wanted is not None:
            frame = book.load_sheet(0, header_row=None, skip_rows=at + 1, dtypes="string").to_polars()
            # fastexcel starts at the first row that holds something; `top` starts there as well.
            positions = sorted({names.index(n) for n in wanted})
            frame = frame.select(pl.nth(p).alias(names[p]) for p in positions if p < frame.width)
            frame = frame.with_columns(pl.int_range(at + 2, at + 2 + pl.len(), dtype=pl.Int64).alias(LINE))
            blank = pl.all_horizontal(pl.exclude(LINE).is_null())
            return Sheet(
                shown, digest, path.stat().st_size, "xlsx", tuple(names), frame.filter(~blank), Findings(shown)
            )
    raise SchemaError(unknown_header(shown, [cell or "" for cell in next(top.iter_rows(), ())]))


def _check_unpacked(path: Path, shown: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise DataSourceError(f"{shown}: está dañado o incompleto ({error}). Descárguelo de nuevo.") from error
    if size > MAX_UNPACKED:
        raise DataSourceError(
            f"{shown}: descomprimido ocuparía {size / 2**30:.1f} GB; se acepta hasta {MAX_UNPACKED / 2**30:.0f} GB."
        )
