"""Fonts embedded without the tables that lay letters out: a PDF says itself where each letter stands.

matplotlib has fontTools keep them, and reading and writing them anew takes a good part of a sheet's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern")


@contextmanager
def lean_fonts() -> Iterator[None]:
    """Drop `LAYOUT_TABLES` from the fonts that are cut down during the block; for one thread at a time.

    matplotlib passes no options on to fontTools: what it makes them with is another for so long.
    """
    subset: Any = import_module("fontTools.subset")  # a heavy library, needed for sheets only
    kept = subset.Options

    def lean(**options: Any) -> Any:
        made = kept(**options)
        made.drop_tables = [*made.drop_tables, *LAYOUT_TABLES]
        return made

    subset.Options = lean
    try:
        yield
    finally:
        subset.Options = kept
