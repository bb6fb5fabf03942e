"""Text for search from whole columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest.cells import where
from geoapp.ingest.folding import LETTERS, capitals

_PARTING = {chr(code): " " for code in range(128) if not chr(code).isalnum() and code != ord(" ")}
_FOLDED = _PARTING | LETTERS
"""What nearly all names have besides plain letters and digits."""


def folded_words(table: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Text for search from columns, as `domain.text.words` folds it: each word once, in order."""
    joined = pl.concat_str(*columns, separator=" ", ignore_nulls=True).str.replace_many(_FOLDED)
    odd = pl.col("text").str.len_bytes() != pl.col("text").str.len_chars()
    plain = table.lazy().select(text=joined).with_columns(odd=odd).collect()
    text = where(plain["odd"], plain["text"], _bare)
    once = pl.col("text").str.to_uppercase().str.split(" ").list.unique(maintain_order=True).list.join(" ")
    # Where spaces met, an empty word is left: one, for it too is there once.
    words = once.str.replace("  ", " ", literal=True).str.strip_chars(" ")
    return text.to_frame("text").select(words).to_series()


def _bare(text: pl.Series) -> pl.Series:
    return text.to_frame("text").select(capitals(pl.col("text")).str.replace_all(r"[^0-9A-Z]+", " ")).to_series()
