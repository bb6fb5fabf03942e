"""The filter: what it takes, what it refuses and how, and that its address gives it back."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.filters import (
    FILTER_NAMES,
    MAX_PROBLEMS,
    MAX_WITHIN_VERTICES,
    ProjectFilter,
    parse_filter,
)
from geoapp.domain.places import Precision
from geoapp.domain.vocabulary import ALERTS, SECTORS, STATUSES
from geoapp.errors import InvalidFilterError

LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)


def ring(vertices: int, lon: float = -78.5, lat: float = -7.0, radius: float = 0.5) -> str:
    """A closed ring of WKT with that many coordinates, the first repeated at the end."""
    points = [
        (
            lon + radius * math.cos(2 * math.pi * i / (vertices - 1)),
            lat + radius * math.sin(2 * math.pi * i / (vertices - 1)),
        )
        for i in range(vertices - 1)
    ]
    return "(" + ", ".join(f"{x:.7f} {y:.7f}" for x, y in [*points, points[0]]) + ")"


def refused(*pairs: tuple[str, str]) -> InvalidFilterError:
    with pytest.raises(InvalidFilterError) as caught:
        parse_filter(pairs)
    return caught.value


repeated = st.one_of(
    st.tuples(st.just("province"), st.sampled_from(["0601", "0608", "0613"])),
    st.tuples(st.just("district"), st.sampled_from(["060101", "060801"])),
    st.tuples(st.just("sector"), st.sampled_from(list(SECTORS))),
    st.tuples(st.just("status"), st.sampled_from([str(status) for status in STATUSES])),
    st.tuples(st.just("alert"), st.sampled_from([str(alert) for alert in ALERTS])),
    st.tuples(st.just("precision"), st.sampled_from([str(precision) for precision in Precision])),
)
BOXES = st.tuples(LONS, LATS, LONS, LATS).filter(lambda b: b[2] - b[0] > 1e-6 and b[3] - b[1] > 1e-6)


@st.composite
def accepted_pairs(draw: st.DrawFn) -> list[tuple[str, str]]:
    pairs = draw(st.lists(repeated, max_size=8))
    low, high = sorted(draw(st.tuples(st.integers(0, 10**15), st.integers(0, 10**15))))
    singles = {
        "min_amount": f"{low // 100}.{low % 100:02d}",
        "max_amount": f"{high // 100}.{high % 100:02d}",
        "year": str(draw(st.integers(1990, 2100))),
        "q": draw(st.text(max_size=60).filter(lambda text: any(c.isascii() and c.isalnum() for c in text))),
        "bbox": ",".join(map(repr, draw(BOXES))),
        "near": f"{draw(LONS)!r},{draw(LATS)!r},{draw(st.floats(0.001, 500))!r}",
        "within": f"POLYGON ({ring(draw(st.integers(4, 60)), draw(st.floats(-170, 170)), draw(st.floats(-80, 80)))})",
    }
    chosen = draw(st.sets(st.sampled_from(sorted(singles))))
    return draw(st.permutations(pairs + [(name, singles[name]) for name in chosen]))


@pytest.mark.parametrize("text", ["1,500,000", "S/ 1,500,000.00", " S/1500000.0 ", "S/\u00a01,500,000"])
def test_amounts_are_taken_as_pages_write_them(text: str) -> None:
    assert parse_filter([("min_amount", text)]) == parse_filter([("min_amount", "1500000")])


@given(accepted_pairs())
def test_the_address_of_a_filter_gives_it_back(pairs: list[tuple[str, str]]) -> None:
    filter_ = parse_filter(pairs)
    assert parse_filter(filter_.pairs()) == filter_
    assert parse_filter(filter_.pairs()).pairs() == filter_.pairs()
    assert parse_filter(parse_qsl(filter_.query(), errors="strict")) == filter_
    assert filter_.is_empty == (not filter_.pairs()) == (not pairs)
    assert {name for name, _ in filter_.pairs()} == {name for name, _ in pairs}


@given(accepted_pairs(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_alternatives_matters(pairs: list[tuple[str, str]], random: object) -> None:
    turned = pairs + [pair for pair in pairs if pair[0] in {"province", "sector", "alert"}]
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert parse_filter(turned) == parse_filter(pairs)


any_text = st.text(max_size=50) | st.from_regex(r"-?[0-9.,e+ naif-]{0,40}", fullmatch=True) | st.builds(
    lambda head, body: f"{head} ({body})",
    st.sampled_from(["POLYGON", "MULTIPOLYGON", "POLYGON Z", "polygon", "POLYGONM", "CURVEPOLYGON", "POINT"]),
    st.text(alphabet="0123456789 ,().-neaifEMPTY", max_size=80),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(FILTER_NAMES) | st.text(max_size=20), any_text), max_size=5))
def test_any_input_is_a_filter_or_an_invalid_filter(pairs: list[tuple[str, str]]) -> None:
    try:
        filter_ = parse_filter(pairs)
    except InvalidFilterError as error:
        reasons = [problem.reason for problem in error.problems]
    else:
        assert parse_filter(filter_.pairs()) == filter_
        reasons = ["accepted"]
    assert reasons
    assert all(reasons)


@pytest.mark.parametrize("name", FILTER_NAMES)
@pytest.mark.parametrize(
    "value",
    [
        "\x00",
        "\ud800",
        "9" * 100_000,
        "," * 100_000,
        "POLYGON" * 9_000,
        "(" * 60_000,
        "nan",
        "inf",
        "-inf",
        "1e999",
        "½",
        "٣",
        "%",
    ],
    ids=lambda value: ascii(value[:12]),
)
def test_hostile_values_are_refused_in_few_words(name: str, value: str) -> None:
    if name == "q" and value in {"nan", "inf", "-inf", "1e999", "½"}:
        assert parse_filter([(name, value)]).q == value
    else:
        assert len(str(refused((name, value)))) < 1_000


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("province", "060801", "4 dígitos, por ejemplo 0608"),
        ("province", "Jaén", "4 dígitos"),
        ("district", "0608", "6 dígitos, por ejemplo 060801"),
        ("sector", "sanidad", "saneamiento"),
        ("sector", "Salud", "salud"),
        ("status", "EN EJECUCION", "ejecucion"),
        ("alert", "atrasada", "plazo_vencido"),
        ("precision", "exact", "site"),
        ("min_amount", "1,00", "punto decimal"),
        ("min_amount", "1,0000", "punto decimal"),
        ("min_amount", "1.000,00", "punto decimal"),
        ("min_amount", "-1", "negativo"),
        ("max_amount", "0.001", "dos decimales"),
        ("max_amount", "1e9", "soles"),
        ("year", "1989", "1990 a 2100"),
        ("year", "2024.0", "1990 a 2100"),
        ("year", "02024", "1990 a 2100"),
        ("q", "«»", "letra ni cifra"),
        ("q", "a" * 201, "200 caracteres"),
        ("bbox", "1,2,3", "oeste,sur,este,norte"),
        ("bbox", "1,2,3,4,5", "oeste,sur,este,norte"),
        ("bbox", "a,b,c,d", "oeste,sur,este,norte"),
        ("bbox", "nan,0,1,1", "oeste,sur,este,norte"),
        ("bbox", "-79,-7,-78,inf", "oeste,sur,este,norte"),
        ("bbox", "-78,-7,-79,-6", "oeste < este"),
        ("bbox", "-79,-7,-79,-6", "oeste < este"),
        ("bbox", "-181,-7,-79,-6", "±180"),
        ("bbox", "1.00000000001,0,1.00000000002,1", "oeste < este"),
        ("near", "-78,-7", "longitud,latitud,kilómetros"),
        ("near", "-78,-7,0", "500 km"),
        ("near", "-78,-7,500.1", "500 km"),
        ("near", "-78,-97,5", "punto de la Tierra"),
        ("within", "POINT (1 1)", "POLYGON o MULTIPOLYGON"),
        ("within", "POLYGON EMPTY", "POLYGON o MULTIPOLYGON"),
        ("within", "POLYGON ((0 0, 1 1, 1 0))", "POLYGON o MULTIPOLYGON"),
        ("within", "CURVEPOLYGON ((0 0, 1 1, 1 0, 0 0))", "POLYGON o MULTIPOLYGON"),
        ("within", "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "válido"),
        ("within", "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 21 20, 21 21, 20 20))", "válido"),
        ("within", "POLYGON ((0 0, 0.00000001 0, 0 0.00000001, 0 0))", "válido"),
        ("within", "POLYGON ((0 0, 1 1, 2 2, 0 0))", "válido"),
        ("within", "POLYGON ((-181 0, 1 1, 1 0, -181 0))", "±180"),
        ("within", "POLYGON ((nan 0, 1 1, 1 0, nan 0))", "WGS 84"),
        ("within", "POLYGON ((0 0, inf 1, 1 0, 0 0))", "±180"),
        ("provincia", "0608", "province, district"),
        ("PROVINCE", "0608", "province, district"),
    ],
)
def test_a_bad_value_is_refused_and_told_what_is_accepted(name: str, value: str, told: str) -> None:
    error = refused((name, value))
    (problem,) = error.problems
    assert problem.parameter == name
    assert told in str(error)


@pytest.mark.parametrize("name", ["min_amount", "max_amount", "year", "q", "bbox", "near", "within"])
def test_what_can_be_given_once_is_refused_twice(name: str) -> None:
    value = {"bbox": "-79,-7,-78,-6", "near": "-78,-7,5", "within": f"POLYGON ({ring(5)})"}.get(name, "2024")
    parse_filter([(name, value)])
    assert "una sola vez" in str(refused((name, value), (name, value)))


def test_all_problems_are_told_at_once() -> None:
    error = refused(("province", "x"), ("sectr", "salud"), ("year", "1"), ("min_amount", "-1"))
    assert {problem.parameter for problem in error.problems} == {"province", "sectr", "year", "min_amount"}


def test_a_flood_of_problems_is_cut() -> None:
    assert len(refused(*[(f"x{i}", "1") for i in range(5_000)]).problems) == MAX_PROBLEMS


def test_a_closed_list_is_told_whole() -> None:
    assert refused(("sector", "nada")).problems[0].accepted == tuple(SECTORS)


def test_a_minimum_above_the_maximum_is_refused() -> None:
    assert "max_amount" in str(refused(("min_amount", "2"), ("max_amount", "1")))
    assert parse_filter([("min_amount", "2"), ("max_amount", "2.00")]).min_amount == 200


def test_blank_values_are_left_out_as_forms_send_them() -> None:
    assert parse_filter([(name, "  ") for name in FILTER_NAMES]) == ProjectFilter()


def test_names_of_the_address_itself_are_skipped() -> None:
    assert parse_filter([("page", "3"), ("year", "2024")], other_names=["page"]) == ProjectFilter(year=2024)


class TestWithin:
    def test_a_thousand_vertices_and_no_more(self) -> None:
        assert parse_filter([("within", f"POLYGON ({ring(MAX_WITHIN_VERTICES)})")]).within
        assert "1000 vértices" in str(refused(("within", f"POLYGON ({ring(MAX_WITHIN_VERTICES + 1)})")))
        halves = f"MULTIPOLYGON (({ring(501)}), ({ring(500, lon=-70)}))"
        assert "1000 vértices" in str(refused(("within", halves)))

    def test_holes_are_kept(self) -> None:
        text = f"POLYGON ({ring(40)}, {ring(20, radius=0.2)})"
        assert parse_filter([("within", text)]).within.count("(") == 3

    def test_heights_are_dropped(self) -> None:
        flat = parse_filter([("within", "POLYGON Z ((0 0 5, 1 1 5, 1 0 5, 0 0 5))")])
        assert flat.within == "POLYGON ((0 0, 1 1, 1 0, 0 0))"

    def test_any_case_is_read(self) -> None:
        assert parse_filter([("within", "polygon((0 0,1 1,1 0,0 0))")]).within == "POLYGON ((0 0, 1 1, 1 0, 0 0))"
