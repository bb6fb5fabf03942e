"""Text for the search index: the distinct folded words, which nothing can break out of."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from geoapp.db.search import folded


def test_words_are_folded_once_each() -> None:
    assert folded("hospital-jaen", None, "Hospital de Jaén «II-1»") == "HOSPITAL JAEN DE II 1"


@given(st.lists(st.none() | st.text(), max_size=4))
def test_only_letters_and_digits_are_left(texts: list[str | None]) -> None:
    text = folded(*texts)
    assert re.fullmatch(r"(?:[0-9A-Z]+(?: [0-9A-Z]+)*)?", text)
    assert len(set(text.split())) == len(text.split())
