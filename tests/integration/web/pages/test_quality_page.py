"""The page of quality: lists that are cut say so, and lead to all of what they are cut from."""

from __future__ import annotations

import html
import re

import pytest

from geoapp.db import Database
from geoapp.web.pages import quality
from tests.support.serving import Client, serving

CUT = re.compile(r'Aquí están 2 de ([\d,]+); <a href="/api/v1/quality">')


def test_cut_lists_lead_to_all(sqlite_shipped: Database, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told = client.get("/api/v1/quality").json()
    monkeypatch.setattr(quality, "MAX_LISTED", 2)
    with serving(sqlite_shipped) as cut:
        page = html.unescape(cut.get("/calidad").text)
    counts = [len(finding["project_ids"]) for finding in told["findings"]]
    counts += [len(told["review"]), len(told["repaired"])]
    assert [int(number.replace(",", "")) for number in CUT.findall(page)] == [count for count in counts if count > 2]


def test_whole_lists_say_nothing_of_a_rest(client: Client) -> None:
    page = client.get("/calidad").text
    shown = {int(number.replace(",", "")) for number in re.findall(r"Aquí están ([\d,]+) de", page)}
    assert shown <= {quality.MAX_LISTED}


def test_one_project_is_told_as_one_and_figures_stand_in_columns(client: Client) -> None:
    page = client.get("/calidad").text
    assert "Ver 1 proyecto<" in page
    assert not re.search(r"\b1 proyectos", page)
    assert '<td class="n">' in page
