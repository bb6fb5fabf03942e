"""Labels of classes: short, and never two neighbours alike."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.services.classes import METHODS, ValueClass, classify
from geoapp.web.answers.class_labels import class_labels

UNITS = ("soles", "soles_per_inhabitant", "percent", "projects")
amounts = st.one_of(
    st.decimals(0, 10**10, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(1_199_000, 1_201_000, places=2, allow_nan=False, allow_infinity=False),
    st.decimals(0, 2, places=4, allow_nan=False, allow_infinity=False),
)


def _read(text: str) -> list[Decimal]:
    """The figures of a label in their unit."""
    parts = text.replace("\N{NO-BREAK SPACE}", " ").split(" a ")
    whole = [Decimal(re.sub(r"[^\d.]", "", part.replace("S/", ""))) for part in parts]
    words = ["millones" in part for part in parts]
    # «S/ 60.7 a 94.8 millones» says sign and word once.
    if words[-1] and len(parts) > 1 and "S/" not in parts[-1]:
        words[0] = True
    return [figure * 1_000_000 if word else figure for figure, word in zip(whole, words, strict=True)]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("method", METHODS)
@given(values=st.lists(amounts, min_size=1, max_size=25))
def test_labels_differ_and_no_limit_is_written_beyond_its_neighbour(
    unit: str, method: str, values: list[Decimal]
) -> None:
    classes = classify(values, method=method)
    labels = class_labels(classes, unit)
    assert len(set(labels)) == len(labels)
    bounds = sorted({bound for class_ in classes for bound in (class_.low, class_.high)})
    written: dict[Decimal, Decimal] = {}
    for class_, label in zip(classes, labels, strict=True):
        figures = _read(label)
        assert len(figures) == (1 if class_.low == class_.high else 2)
        for bound, figure in zip(dict.fromkeys((class_.low, class_.high)), figures, strict=True):
            assert written.setdefault(bound, figure) == figure
    for low, high in pairwise(bounds):
        assert written[low] < written[high]
        assert written[low] < high
        assert low < written[high]


def _classes(*bounds: str) -> list[ValueClass]:
    numbers = [Decimal(bound) for bound in bounds]
    return [ValueClass(low, high, 1) for low, high in zip(numbers[::2], numbers[1::2], strict=True)]


@pytest.mark.parametrize(
    ("unit", "bounds", "labels"),
    [
        (
            "soles",
            ("62500", "3500000", "4000000", "15700000"),
            ["S/ 62,500 a S/ 3.5 millones", "S/ 4.0 a 15.7 millones"],
        ),
        (
            "soles",
            ("1160000", "1190000", "1210000", "9000000"),
            ["S/ 1.16 a 1.19 millones", "S/ 1.2 a 9.0 millones"],
        ),
        (
            "soles",
            ("1200000", "1200300", "1200300.5", "2000000"),
            ["S/ 1,200,000 a 1,200,300.00", "S/ 1,200,300.50 a S/ 2.0 millones"],
        ),
        ("soles_per_inhabitant", ("10", "20.4", "20.45", "30"), ["S/ 10 a 20.40", "S/ 20.45 a 30"]),
        ("percent", ("54.74", "62.61", "62.64", "71.3"), ["54.7 % a 62.61 %", "62.64 % a 71.3 %"]),
        ("projects", ("0", "2", "3", "39"), ["0 a 2", "3 a 39"]),
        ("projects", ("0", "2.4", "2.4", "4.8"), ["0 a 2", "2 a 5"]),
    ],
)
def test_digits_are_added_only_where_neighbours_would_read_alike(
    unit: str, bounds: tuple[str, ...], labels: list[str]
) -> None:
    written = [label.replace("\N{NO-BREAK SPACE}", " ") for label in class_labels(_classes(*bounds), unit)]
    assert written == labels
