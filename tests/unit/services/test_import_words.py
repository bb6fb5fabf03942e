"""Text for search by whole columns is the one that `domain.text` gives."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from geoapp.domain.text import words
from geoapp.services.importing.words import folded_words

MARKS = st.sampled_from(list("áÉñÜºª°ßﬁ½ŉ–«»“.,;:()/-_'\"\t\n\x00\x7f\xa0 aZ09\u0301\u0303\u0327"))


@given(st.lists(st.text(st.one_of(MARKS, st.characters(max_codepoint=0x24F)), max_size=12), min_size=1, max_size=4))
@example(["  hola, HOLA ", "(EL) Edén; 2"])
@example(["A  B A  C", " , "])
@example(["", ""])
def test_words_of_columns_are_those_of_text(texts: list[str]) -> None:
    table = pl.DataFrame({str(at): [text] for at, text in enumerate(texts)})
    assert folded_words(table, table.columns).to_list() == [" ".join(dict.fromkeys(words(" ".join(texts))))]


def test_what_is_blank_gives_no_word() -> None:
    table = pl.DataFrame({"a": [None, "x", None], "b": [None, None, "Ñ"]}, schema={"a": pl.String, "b": pl.String})
    assert folded_words(table, ["a", "b"]).to_list() == ["", "X", "N"]
