"""Folding of Spanish text."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.text import fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  San José de  Lourdes ", "SAN JOSE DE LOURDES"),
        ("CAÑARIS", "CANARIS"),
        ("Pucará\u00a0–\tJaén\n", "PUCARA – JAEN"),
        ("n\u0303andú", "NANDU"),
        ("", ""),
    ],
)
def test_accents_case_and_spaces_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_letters_and_digits_only(text: str) -> None:
    for word in words(text):
        assert word.isascii()
        assert word.isalnum()
        assert word == word.upper()


@given(st.text(alphabet="áéíóúüñÁÉÍÓÚÜÑabcXYZ019 -./\"'"))
def test_words_do_not_depend_on_case(text: str) -> None:
    assert words(text) == words(text.upper()) == words(text.lower())


def test_words_of_an_official_title() -> None:
    assert words('I.E. N° 10-A "José Gálvez", C.P. El Nogal') == (
        "I",
        "E",
        "N",
        "10",
        "A",
        "JOSE",
        "GALVEZ",
        "C",
        "P",
        "EL",
        "NOGAL",
    )


def test_every_mark_of_every_script_goes_and_no_other_letter() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = "".join(map(chr, range(start, start + 4096)))
        decomposed = unicodedata.normalize("NFKD", text)
        bare = "".join(char for char in decomposed if not unicodedata.combining(char))
        assert fold(text) == re.sub(r"\s+", " ", bare).strip().upper()
