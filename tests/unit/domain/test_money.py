"""Money: exact conversion, refusal of what is no amount, and parts that add up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.money import MAX_CENTIMOS, split_by_weights, to_centimos, to_soles

AMOUNTS = st.integers(-MAX_CENTIMOS, MAX_CENTIMOS)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(AMOUNTS)
def test_soles_and_centimos_are_one_another_exactly(centimos: int) -> None:
    soles = to_soles(centimos)
    assert to_centimos(soles) == centimos
    assert to_centimos(f"{soles:f}") == centimos
    assert soles.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "centimos"),
    [("0", 0), ("-0.00", 0), ("1", 100), ("1.5", 150), ("1.50", 150), ("1.5000", 150), ("0.01", 1), ("-3.07", -307)],
)
def test_plain_texts(text: str, centimos: int) -> None:
    assert to_centimos(text) == centimos


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1,5",
        "1.",
        ".5",
        "1e3",
        "+1",
        "S/ 1",
        "1 000",
        "nan",
        "inf",
        "--1",
        "1_000",
        "٣",
        "1\n",
        "½",
        "9" * 2_000_000,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no es un importe en soles"):
        to_centimos(text)


@pytest.mark.parametrize(
    "amount", ["0.001", "1.999", "1." + "0" * 40 + "1", Decimal("1E-3"), Decimal("1." + "0" * 40 + "1")]
)
def test_a_fraction_of_a_centimo_is_refused_not_rounded(amount: str | Decimal) -> None:
    with pytest.raises(ValueError, match="más de dos decimales"):
        to_centimos(amount)


@pytest.mark.parametrize(
    "amount", ["100000000000000.01", "-100000000000001", "9" * 60, Decimal("1E+999999"), Decimal("-1E+400")]
)
def test_an_impossible_amount_is_refused(amount: str | Decimal) -> None:
    with pytest.raises(ValueError, match="fuera de todo importe posible"):
        to_centimos(amount)


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_decimals_that_are_no_number_are_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="no es un importe"):
        to_centimos(amount)


@pytest.mark.parametrize("amount", [Decimal("1E+3"), Decimal("0E+9"), Decimal("0E-30")])
def test_decimals_with_exponents_are_exact(amount: Decimal) -> None:
    assert to_centimos(amount) == int(amount * 100)


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    try:
        centimos = to_centimos(text)
    except ValueError:
        return
    assert Decimal(text) * 100 == centimos


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_and_are_fair(centimos: int, weights: list[int]) -> None:
    parts = split_by_weights(centimos, weights)
    total = sum(weights)
    assert sum(parts) == centimos
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        # Within one céntimo of the exact share, compared in whole numbers.
        assert abs(part * total - centimos * weight) < total
        assert part * centimos >= 0
        assert weight or part == 0


@given(AMOUNTS, WEIGHTS)
def test_a_heavier_part_never_gets_less(centimos: int, weights: list[int]) -> None:
    parts = [abs(part) for part in split_by_weights(centimos, weights)]
    by_weight = sorted(zip(weights, parts, strict=True))
    for (light, less), (heavy, more) in pairwise(by_weight):
        assert light == heavy or less <= more


@given(AMOUNTS, WEIGHTS)
def test_the_sign_only_turns_the_parts(centimos: int, weights: list[int]) -> None:
    assert split_by_weights(-centimos, weights) == [-part for part in split_by_weights(centimos, weights)]


@given(AMOUNTS, st.integers(1, 500))
def test_equal_parts_differ_by_a_centimo_and_the_first_take_it(centimos: int, count: int) -> None:
    parts = [abs(part) for part in split_by_weights(centimos, [1] * count)]
    assert sum(parts) == abs(centimos)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_odd_centimos_go_to_the_largest_remainders() -> None:
    assert split_by_weights(100, [1, 2, 4]) == [14, 29, 57]
    assert split_by_weights(1, [1, 1, 1]) == [1, 0, 0]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, -1]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="pesos"):
        split_by_weights(100, weights)
