"""A search that found nothing is mended by the nearest known words, and only into one that finds something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.text import words
from geoapp.services.near_words import MAX_LETTERS, Vocabulary
from geoapp.services.suggestion import MAX_MENDED, MAX_TRIALS, mended

COUNTS = {
    "HOSPITAL": 40, "HOSPITALARIO": 3, "JAEN": 90, "AGUA": 500, "POTABLE": 300, "MEJORAMIENTO": 900, "MEJORAMENTO": 1,
    "CAJAMARCA": 700, "BAMBAMARCA": 60, "NINO": 5, "RIEGO": 80, "RIEGA": 2, "CANAL": 30, "SALUD": 70,
}  # fmt: skip
VOCABULARY = Vocabulary(COUNTS.items())


def _anything(_q: str) -> bool:
    return True


def _slips(left: str, right: str) -> int:
    """The same by the book: a table of all beginnings."""
    rows = [[i + j if not i * j else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i, a in enumerate(left, start=1):
        for j, b in enumerate(right, start=1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hospitl jaen", "hospital jaen"),
        ("Hospitl de Jaén", "hospital de Jaén"),
        ("ospital", "hospital"),
        ("hopsital", "hospital"),
        ("hozpital", "hospital"),
        ("hosspittal", "hospital"),
        ("bambamrca", "bambamarca"),
        ("BÁMBAMRCA", "bambamarca"),
        ("Niñö nñio", "Niñö nino"),
        ("agau potble, cajamrca", "agua potable cajamarca"),
        ("agua-potble 2345678", "agua potable 2345678"),
        ("hosp jaem", "hosp jaen"),
        ("  hospitl   hospitl ", "hospital hospital"),
        ("«« hospitl -- Jaén »»", "hospital Jaén"),
    ],
)
def test_words_are_mended_and_right_ones_stay_as_typed(typed: str, meant: str) -> None:
    assert mended(typed, VOCABULARY, _anything) == meant


@pytest.mark.parametrize(
    "q",
    [
        "", "   ", "«»", "hospital", "hospital jaén", "hosp", "agua de jaen", "xyzwv", "jn", "de", "2345679",
        "ag", "hxxpxxl", "h" * 200, "ñ" * 90, "\x00\ud800 ؆ 漢字", "' OR 1=1 --", "a" * 41 + " b*", "%_%",
    ],
)  # fmt: skip
def test_nothing_is_suggested_without_a_near_word(q: str) -> None:
    assert mended(q, VOCABULARY, _anything) is None


def test_only_what_finds_something_is_suggested() -> None:
    tried: list[str] = []

    def finds(wanted: str) -> Callable[[str], bool]:
        def tells(q: str) -> bool:
            tried.append(q)
            return q == wanted

        return tells

    assert mended("rieg0 canl", VOCABULARY, finds("")) is None
    assert mended("riegi", VOCABULARY, finds("riega")) == "riega"
    assert tried[-2:] == ["riego", "riega"]  # the more used first


def test_a_rare_word_is_doubted_where_a_much_used_one_is_near() -> None:
    assert mended("mejoramento jaen", VOCABULARY, _anything) == "mejoramiento jaen"
    assert mended("riega jaen", VOCABULARY, _anything) is None


def test_work_has_a_bound() -> None:
    tried: list[str] = []

    def never(q: str) -> bool:
        tried.append(q)
        return False

    counts = {f"{a}{b}{c}AGUAS": 9 for a in "ABC" for b in "ABC" for c in "ABC"}
    assert mended(" ".join(["xaaguas", "xbaguas", "xcaguas", "abaguas"] * 9), Vocabulary(counts.items()), never) is None
    assert 0 < len(tried) <= MAX_TRIALS + 1
    slipped = ["hospitl", "jaem", "agau", "potble", "cajamrca", "bambamrca", "salut"]
    assert mended(" ".join(slipped[:MAX_MENDED]), VOCABULARY, _anything) is not None
    assert mended(" ".join(slipped), VOCABULARY, _anything) is None
    many = "mejoramiento agua potable cajamarca bambamarca salud canal riego jaen hospital nino hospitl"
    assert mended(many, VOCABULARY, _anything) == many.removesuffix("hospitl") + "hospital"


@given(st.text(max_size=200))
def test_any_text_is_taken(q: str) -> None:
    found = mended(q, VOCABULARY, _anything)
    assert found is None or set(words(found)) - set(words(q)) <= COUNTS.keys()


WORDS = st.text("ABC", min_size=3, max_size=9)


@given(WORDS, st.lists(WORDS, unique=True, max_size=30))
def test_near_words_are_all_those_few_slips_away(word: str, others: list[str]) -> None:
    vocabulary = Vocabulary((other, 1) for other in others)
    most = 2 if len(word) >= 6 else 1
    near = sorted((_slips(word, other), other) for other in others if not other.startswith(word))
    assert vocabulary.near(word, 99) == [other for slips, other in near if slips <= most]
    assert vocabulary.uses(word) == sum(other.startswith(word) for other in others)


def test_words_of_any_length_and_no_words_at_all() -> None:
    longest = "A" * MAX_LETTERS
    assert Vocabulary([(longest, 1), (longest + "A", 1), ("AB", 1), ("A1B", 1), ("ÑANDU", 1)]).uses("") == 1
    assert Vocabulary([(longest, 1)]).near("A" * (MAX_LETTERS - 1) + "B", 3) == [longest]
    assert Vocabulary([(longest, 1)]).near("B" + "A" * (MAX_LETTERS - 2), 3) == [longest]
    assert Vocabulary([]).near("HOSPITL", 3) == []
    assert Vocabulary([]).uses("A") == 0
    assert mended("hospitl", Vocabulary([]), _anything) is None
