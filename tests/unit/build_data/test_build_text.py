"""Names, reduced dates, money and counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.build_data.errors import BuildError
from scripts.build_data.observations import publisher, remark_flags
from scripts.build_data.places import place_names
from scripts.build_data.projects import Beneficiaries, parse_beneficiaries
from scripts.build_data.text import fold, money, parse_reduced_date, spanish_title, split_list

WORDS = st.lists(st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúü", min_size=1, max_size=9), min_size=1, max_size=5)


@given(WORDS)
def test_fold_ignores_case_accents_and_spaces(words: list[str]) -> None:
    name = " ".join(words)
    assert fold(name) == fold(name.upper()) == fold(f"  {name.title()}  ") == fold(fold(name))
    assert fold(name).isascii()


@given(WORDS)
def test_title_changes_only_case_and_settles(words: list[str]) -> None:
    name = " ".join(words).upper()
    titled = spanish_title(name)
    assert titled.upper() == name
    assert spanish_title(titled) == titled
    assert titled[0] == titled[0].upper()


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("SANTO DOMINGO DE LA CAPILLA", "Santo Domingo de la Capilla"),
        ("LA  LIBERTAD DE PALLAN", "La Libertad de Pallan"),
        ("CARNICHE BAJO-HUANABAL", "Carniche Bajo-Huanabal"),
        ("SAN JUAN DE CHIPLE (CHIPLE)", "San Juan de Chiple (Chiple)"),
        ("CAÑARIS", "Cañaris"),
        ("EL TRIUNFO Y ANEXOS", "El Triunfo y Anexos"),
    ],
)
def test_title_follows_spanish_use(capitals: str, written: str) -> None:
    assert spanish_title(capitals) == written


@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from([4, 7, 10]))
def test_reduced_dates_come_back_as_they_are(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    assert parse_reduced_date(text) == text


@pytest.mark.parametrize("text", ["", "2023-13", "2023-02-29", "23-01", "2023-1", "2023-01-01T00:00", "0000", "2023-"])
def test_dates_that_are_not_are_refused(text: str) -> None:
    with pytest.raises(BuildError, match="fecha"):
        parse_reduced_date(text)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
def test_money_keeps_every_centimo(amount: Decimal) -> None:
    written = money(str(amount))
    assert Decimal(written) == amount
    assert written.rpartition(".")[2].isdigit()
    assert len(written.rpartition(".")[2]) == 2


@pytest.mark.parametrize("text", ["1.005", "S/ 10", "nan", "inf", "1,5"])
def test_money_that_is_not_is_refused(text: str) -> None:
    with pytest.raises(BuildError, match="monto"):
        money(text)


def test_blank_money_stays_blank() -> None:
    assert money(" ") == ""


@pytest.mark.parametrize(
    ("cell", "remark", "expected"),
    [
        ("15 174 (3762 viviendas)", "", Beneficiaries("15174", "personas")),
        ("205 familias (8 caseríos)", "", Beneficiaries("205", "familias")),
        ("90 mil", "", Beneficiaries("90000", "")),
        ("5 mil familias", "", Beneficiaries("5000", "familias")),
        ("más de 90 mil personas (directas e indirectas)", "", Beneficiaries("90000", "personas")),
        ("22 caseríos", "", Beneficiaries()),
        ("", "", Beneficiaries()),
        ("391", "reactivada; 391 familias", Beneficiaries("391", "familias")),
        ("2370", "paralizada", Beneficiaries("2370", "")),
    ],
)
def test_beneficiaries_are_read_with_their_unit(cell: str, remark: str, expected: Beneficiaries) -> None:
    assert parse_beneficiaries(cell, remark) == expected


def test_place_names_leave_out_counts_and_split_lists() -> None:
    assert place_names("Chamis y Chilimpampa Alto") == ["Chamis", "Chilimpampa Alto"]
    assert place_names("448 localidades de 12 distritos") == []
    assert place_names("Santa Cruz; Cherec, Porcón Alto") == ["Santa Cruz", "Cherec", "Porcón Alto"]
    assert split_list(" 0601; ;0602 ") == ["0601", "0602"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.gob.pe:443/institucion/x", "gob.pe"),
        ("http://www-bambamarcaaldia.blogspot.com/2016", "www-bambamarcaaldia.blogspot.com"),
        ("https://andina.pe/a/www.gob.pe/b", "andina.pe"),
    ],
)
def test_publisher_is_the_host(url: str, host: str) -> None:
    assert publisher(url) == host


def test_address_without_host_is_refused() -> None:
    with pytest.raises(BuildError, match="servidor"):
        publisher("sin dirección")


@pytest.mark.parametrize(
    ("remark", "flags"),
    [
        ("Fecha según sello del URL.", ["date_from_url"]),
        ("Estado deducido.", ["status_inferred"]),
        ("Provincia 0610 deducida del trazado.", ["province_inferred"]),
        ("Inauguración programada para mayo.", ["planned_opening"]),
        ("Sin monto propio.", ["shared_amount"]),
        ("Más de 60 km.", []),
    ],
)
def test_remarks_become_codes(remark: str, flags: list[str]) -> None:
    assert remark_flags(remark) == flags
