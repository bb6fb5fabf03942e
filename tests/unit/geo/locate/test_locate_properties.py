"""What holds for any text: it never raises, spans lie in the text, scores are their evidence, places do not overlap."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoapp.domain.places import Precision
from geoapp.geo.locate import RULES, Locator, Outcome
from geoapp.geo.locate.normalise import name_forms, tokenise
from geoapp.geo.locate.spelling import name_key, name_keys

CUES = "DISTRITO DISTRITOS PROVINCIA DEPARTAMENTO CASERIO C.P. SECTOR CALLE I.E. RIO CARRETERA HOSPITAL MUNICIPALIDAD"
NAMES = "SAN SANTA MIGUEL ROSA CRUZ CAJAMARCA LAMBAYEQUE FERRE?AFE BAMBAMARCA HUALGAYOC CHOTA LIMA PUCARA JAEN INKAWASI"
OTHER = "DE DEL LA Y E EN - – , . ; : ( ) / N° FRUTILLO BAJO A NIVEL DISTRITAL PROVINCIAL 28 JULIO AGUA"
WORDS = st.sampled_from([*CUES.split(), *NAMES.split(), *OTHER.split()])
TITLES = st.lists(WORDS, max_size=24).map(" ".join)
ANYTHING = st.text(max_size=200) | TITLES
SLOW_FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@given(text=ANYTHING, hints=st.lists(st.sampled_from(["06", "0607", "060701", "14", "99"]), max_size=2))
@SLOW_FIXTURE
def test_any_text_gets_a_consistent_answer(locator: Locator, text: str, hints: list[str]) -> None:
    result = locator.locate(text, hints=hints)
    for candidate in result.candidates:
        assert candidate.score == sum(item.points for item in candidate.evidence)
        for item in candidate.evidence:
            start, end = item.span
            assert 0 <= start <= end <= len(text)
            assert text[start:end] == item.words
            assert item.rule in RULES
    for group in result.alternatives:
        assert text[group.span[0] : group.span[1]]
        assert len(group.candidates) > 1
        assert all(one.ubigeo.startswith(group.within) for one in group.candidates)
    assert (result.outcome is Outcome.NONE) == (not result.candidates)


@given(text=TITLES)
@SLOW_FIXTURE
def test_no_place_found_contains_another(locator: Locator, text: str) -> None:
    places = locator.locate(text).places
    for one in places:
        for other in places:
            inside = other is not one and other.ubigeo.startswith(one.ubigeo)
            assert not inside or one.precision is Precision.LOCALITY


@given(text=TITLES)
@SLOW_FIXTURE
def test_case_does_not_matter(locator: Locator, text: str) -> None:
    assert locator.locate(text).ubigeos == locator.locate(text.lower()).ubigeos


@given(text=st.text(max_size=200))
def test_words_are_spans_of_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end <= len(text)
        assert token.form
        end = token.end


@given(st.text(alphabet="ABCÑñáÉ? \ufffd-", max_size=30))
def test_decomposed_and_composed_accents_read_alike(text: str) -> None:
    import unicodedata  # noqa: PLC0415

    composed = [token.form for token in tokenise(unicodedata.normalize("NFC", text))]
    assert composed == [token.form for token in tokenise(unicodedata.normalize("NFD", text))]


@given(text=ANYTHING)
def test_a_name_has_the_words_of_a_title(text: str) -> None:
    assert name_forms(text) == tuple(token.form for token in tokenise(text))


@given(names=st.lists(ANYTHING.map(name_forms), max_size=12))
def test_names_have_the_same_keys_together_as_alone(names: list[tuple[str, ...]]) -> None:
    assert name_keys(names) == [name_key(forms) for forms in names]
