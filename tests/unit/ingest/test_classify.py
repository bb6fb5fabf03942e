"""Sector and kind of an investment from its function and its name."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.text import fold
from geoapp.ingest.classify import kind, sectors
from geoapp.ingest.folding import folded

CASES = [
    ("SALUD", "MEJORAMIENTO DEL SERVICIO EDUCATIVO", "salud", "obra"),
    ("AGROPECUARIA", "CREACION DE LA PRESA ALTA Y CANAL DE RIEGO", "represa", "obra"),
    ("AGROPECUARIA", "AMPLIACION DEL CANAL DE RIEGO", "riego", "obra"),
    ("AGROPECUARIA", "APOYO A LA GANADERIA", "agropecuario", "obra"),
    ("AMBIENTE", "RECOLECCION DE RESIDUOS SOLIDOS", "residuos", "obra"),
    ("SANEAMIENTO", "RELLENO SANITARIO", "residuos", "obra"),
    ("CULTURA Y DEPORTE", "LOSA DEPORTIVA", "deporte", "obra"),
    ("CULTURA Y DEPORTE", "MUSEO", "cultura", "obra"),
    ("JUSTICIA", "MEJORAMIENTO DEL HOSPITAL", "otro", "obra"),
    (None, "MEJORAMIENTO DEL HOSPITAL", "salud", "obra"),
    (None, "ADQUISICION DE ESCRITORIOS", "otro", "equipamiento"),
    ("EDUCACIÓN", "MANTENIMIENTO DE AULAS", "educacion", "mantenimiento"),
    (None, None, "otro", "obra"),
]


def test_the_function_decides_and_the_name_where_it_leaves_open() -> None:
    function, name = (pl.Series([case[at] for case in CASES], dtype=pl.String) for at in (0, 1))
    assert sectors(folded(function), folded(name)).to_list() == [case[2] for case in CASES]


def test_the_kind_is_told_by_the_name_unless_the_type_is_a_programme() -> None:
    table = pl.DataFrame({"type": [None] * len(CASES), "words": [case[1] for case in CASES]})
    made = table.with_columns(pl.col("type").cast(pl.String)).select(kind("type", "words")).to_series()
    assert made.to_list() == [case[3] for case in CASES]
    programme = pl.DataFrame({"type": ["PROGRAMA DE INVERSION"], "words": ["ADQUISICION"]})
    assert programme.select(kind("type", "words")).item() == "programa"


@pytest.mark.parametrize("text", ["Ñandú y café", "PLAIN", "", "Jaén 1º"])
def test_texts_are_folded_as_single_ones_are(text: str) -> None:
    assert folded(pl.Series([text, "OTRO"])).to_list() == [fold(text).upper(), "OTRO"]


_LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x17F) | st.sampled_from("áéíóúüñÁÉÍÓÚÜÑºª\u0301\u0303…ﬁ")


@given(st.lists(st.text(_LETTERS, max_size=30), min_size=1, max_size=5))
def test_any_latin_text_is_folded_as_a_single_one_is(texts: list[str]) -> None:
    assert [" ".join(text.split()) for text in folded(pl.Series(texts))] == [fold(text) for text in texts]
