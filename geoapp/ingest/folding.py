"""Whole columns of text without accents and in capitals, as `domain.text.fold` does it text by text."""

from __future__ import annotations

import polars as pl

from geoapp.domain.text import fold
from geoapp.ingest.cells import where

LETTERS = {letter: fold(letter) for letter in "ÁÀÄÉÈËÍÓÖÚÙÜÑáàäéèëíóöúùüñºª"}
"""What names have besides plain letters; text that has others is normalised, which takes much longer."""


def capitals(text: pl.Expr) -> pl.Expr:
    """Capitals without accents, of any text."""
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()


def folded(values: pl.Series) -> pl.Series:
    """Capitals without accents; spaces stay as they are."""
    text = pl.col(values.name)
    table = values.to_frame().with_columns(text.str.replace_many(LETTERS).str.to_uppercase())
    marked = table.select(text.str.len_bytes() != text.str.len_chars()).to_series()
    whole = values.to_frame()
    return where(marked, table.to_series(), lambda _: whole.filter(marked).select(capitals(text)).to_series())


def folded_few(values: pl.Series) -> pl.Series:
    """As `folded`, for a column of few different texts."""
    few = values.unique().drop_nulls()
    plain = folded(few)
    return values if plain.equals(few) else values.replace_strict(few, plain, default=None, return_dtype=pl.String)
