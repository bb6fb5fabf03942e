"""A search with a slip leads to the search that was meant, with all else of the address, and only where that finds."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from geoapp.domain.filters import ProjectFilter
from geoapp.services.publication import Publication
from geoapp.services.suggestion import mended_filter, project_words
from tests.support.serving import Client

LINK = re.compile(r'<p class="lead"><a href="([^"]*)">(¿Quiso decir|Did you mean)\s(.*?)</a>')


def _meant(client: Client, address: str) -> tuple[str, str] | None:
    answer = client.get(address)
    assert answer.status_code == 200
    found = LINK.findall(answer.text)
    assert len(found) <= 1
    return (html.unescape(found[0][0]), re.sub("<[^>]*>", "", found[0][2])) if found else None


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_projects_by_mended_words(served: Client, prefix: str) -> None:
    address = f"{prefix}/proyectos?q=hospitl+Jaén&province=0608&sort=name&order=asc&utm_source=x"
    found = _meant(served, address)
    assert found is not None
    href, text = found
    assert text == ("“hospital Jaén”?" if prefix else "«hospital Jaén»?")
    assert urlsplit(href).path == f"{prefix}/proyectos"
    wanted = {"q": ["hospital Jaén"], "province": ["0608"], "sort": ["name"], "order": ["asc"]}
    assert parse_qs(urlsplit(href).query) == wanted
    listed = served.get(href).text
    assert 'class="empty"' not in listed
    assert "<tbody" in listed
    assert _meant(served, href) is None


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_places_by_a_mended_name(served: Client, prefix: str) -> None:
    found = _meant(served, f"{prefix}/cerca?q=bambamrca&radio_km=5")
    assert found is not None
    href, text = found
    assert text == ("“bambamarca”?" if prefix else "«bambamarca»?")
    assert urlsplit(href).path == f"{prefix}/cerca"
    assert parse_qs(urlsplit(href).query) == {"q": ["bambamarca"], "radio_km": ["5"]}
    places = served.get(href).text
    assert "lon=" in places
    assert "radio_km=5" in places
    assert _meant(served, href) is None


@pytest.mark.parametrize(
    ("q", "mended"), [("hospitl", "hospital"), ("bambamrca", "bambamarca"), ("hospitl Jaén", "hospital Jaén")]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_search_of_the_map_by_mended_words(served: Client, prefix: str, q: str, mended: str) -> None:
    answer = served.get(f"{prefix}/mapas/datos/buscar", params={"q": q}).json()
    assert answer["results"] == []
    assert answer["meant"]["q"] == mended
    assert answer["meant"]["text"] == (f"Did you mean “{mended}”?" if prefix else f"¿Quiso decir «{mended}»?")
    assert answer["text"].endswith(answer["meant"]["text"])
    right = served.get("/mapas/datos/buscar", params={"q": mended}).json()
    assert right["results"]
    assert right["meant"] is None


def test_the_search_of_the_map_knows_no_near_words(served: Client) -> None:
    for q in ("xyzzyq", "2345678999", "ñ" * 60, "hospitl " * 24):
        answer = served.get("/mapas/datos/buscar", params={"q": q}).json()
        assert answer["results"] == []
        assert answer["meant"] is None


@pytest.mark.parametrize("q", ["xyzzyq", "%27%22%3E%3Cb%3Exqz", "2345678999", "qqq+" * 12, "%C3%B1" * 60, "a"])
def test_nothing_is_suggested_without_near_words(served: Client, q: str) -> None:
    assert _meant(served, f"/proyectos?q={q}") is None
    assert _meant(served, f"/cerca?q={q}") is None


def test_words_that_other_filters_exclude_are_right(served: Client, publication: Publication) -> None:
    assert _meant(served, "/proyectos?q=agua&min_amount=999999999999") is None
    # The mended words have to find something below the same filters.
    assert _meant(served, "/proyectos?q=hospitl&min_amount=999999999999") is None
    assert _meant(served, "/proyectos?min_amount=999999999999") is None
    assert mended_filter(publication, ProjectFilter(q="hospital")) is None


def test_a_mended_search_is_not_longer_than_one_may_be(served: Client) -> None:
    for page, most, slip in (("proyectos", 200, "hospitl"), ("cerca", 80, "bambamrca")):
        longest = f"{slip}{'!' * (most - len(slip) - 3)} {slip[:2]}"  # two letters that begin a word
        found = _meant(served, f"/{page}?q={longest}")
        assert found is not None
        assert served.get(found[0]).status_code == 200
        repeated = " ".join([slip] * 30)[:most].rpartition(" ")[0]
        assert _meant(served, f"/{page}?q={repeated}") is None


def test_what_is_typed_is_shown_as_text(served: Client) -> None:
    found = _meant(served, "/proyectos?q=%3Cb%3E+hospitl")
    assert found is not None
    assert found[1].startswith("«&lt;b&gt; hospital»")


def test_words_of_an_edition_are_read_once(publication: Publication) -> None:
    first = project_words(publication)
    assert first.uses("HOSPITAL") > 0
    assert project_words(publication) is first
