"""The sheet of an area says of each figure what it is, of when and by which source, and all of it fits on the page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS
from geoapp.i18n import gettext, speaking
from geoapp.services.pdf import draw
from geoapp.services.pdf.sheet import Sheet
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web import formatting
from geoapp.web.pages.area import area_page
from geoapp.web.pages.sheet import area_sheet
from tests.support.serving import Client

AREAS = ("0601", "0602", "0604", "0608", "060101", "060801", "060201")
CITED = re.compile(r"\[(\d+)\]")
STYLE = Path(__file__).resolve().parents[4] / "geoapp/web/assets/sheet.css"


def sheet_of(publication: Publication, ubigeo: str) -> Sheet:
    return area_sheet(publication, MapSettings(), publication.area(ubigeo))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ubigeo", AREAS)
def test_amounts_and_progress_have_bound_kind_date_and_source(
    publication: Publication, ubigeo: str, language: str
) -> None:
    with speaking(language):
        sheet = sheet_of(publication, ubigeo)
        lines = area_page(publication, MapSettings(), publication.area(ubigeo)).projects.list.projects
        table = sheet.tables[0]
        assert len(table.rows) == len(table.details) > 0
        sources = publication.portfolio.text["cost_source_id"]
        for line, row, below in zip(lines, table.rows, table.details, strict=False):
            detail = below.line
            assert row[0] == line.name
            if line.cost is not None:
                word = gettext(BOUNDS[line.cost_bound or "exact"])
                assert row[3] == f"{word} {formatting.soles(line.cost)}".strip()
                kind = gettext(AMOUNT_KINDS[line.cost_kind or ""])
                assert detail.startswith(f"{kind}, {formatting.date(line.cost_date)}")
                source = publication.sources[str(sources[publication.portfolio.index_of[line.project_id]])]
                number = CITED.search(detail)
                assert number is not None
                assert re.search(rf"\[{number[1]}\]\s{re.escape(str(source.publisher))}", sheet.sources)
            else:
                assert row[3] == formatting.no_data()
            if line.physical_pct is not None:
                assert f": {formatting.date(line.physical_date)} [" in detail
            if line.entity:
                assert detail.endswith(line.entity)
        cited = {
            int(number)
            for text in (*(d.text for d in table.details), sheet.tables[1].title)
            for number in CITED.findall(text)
        }
        assert [int(number) for number in CITED.findall(sheet.sources)] == sorted(cited) == [*range(1, len(cited) + 1)]


def test_amounts_of_which_a_source_gives_a_bound_only_say_so(publication: Publication, client: Client) -> None:
    # The plan of 0601 and projects of 0608 have amounts that their sources bound or round.
    told = html.unescape(client.get("/provincias/0608/ficha").text).replace("\N{NO-BREAK SPACE}", " ")
    assert "más de S/ 150,000,000.00" in told
    assert "Estimado o anunciado, 18/11/2011 [4]" in told
    plan = html.unescape(client.get("/en/provincias/0601/ficha").text).replace("\N{NO-BREAK SPACE}", " ")
    assert "about S/ 6,000,000.00" in plan
    assert "Plan de gobierno regional de Cajamarca, sección II, 2018" in plan


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ubigeo", AREAS)
def test_all_of_a_sheet_fits_on_its_page(publication: Publication, ubigeo: str, language: str) -> None:
    with speaking(language):
        sheet = sheet_of(publication, ubigeo)
    page = draw._Page(sheet)
    page.render()
    assert page.free_mm > 0
    width = draw.A4_MM[0] - 2 * draw.MARGIN_MM
    for text, size, most in ((sheet.lead, draw.LEAD_PT, draw.MAX_LEAD), (sheet.sources, 6.2, draw.MAX_SOURCES)):
        lines = draw._wrapped(text, width, size, most)
        assert " ".join(lines) == text
        assert all(draw._fits(line, width, size) for line in lines)
    for table in sheet.tables:
        for row in table.rows:
            for column in table.right:
                assert draw._fits(row[column], width * table.widths[column] - 1.5, 7.0), row[column]


def test_columns_of_a_sheet_have_their_widths(publication: Publication) -> None:
    style = STYLE.read_text("utf-8")
    sheet = sheet_of(publication, "0608")
    for table in (*sheet.tables, *sheet.lists):
        assert sum(table.widths) == pytest.approx(1)
        for width in table.widths:
            assert f".w{round(width * 100)} {{ width: {round(width * 100)}%; }}" in style


def test_the_line_of_a_project_belongs_to_its_row(client: Client) -> None:
    text = client.get("/distritos/060801/ficha").text
    rows = re.findall(r'<th scope="row" id="(tabla-1-\d)">', text)
    assert rows
    assert re.findall(r'<td colspan="5" headers="(tabla-1-\d)">', text) == rows


def test_the_sheet_joins_its_totals(publication: Publication, client: Client) -> None:
    sheet = sheet_of(publication, "0608")
    assert sheet.lead
    for address in ("/provincias/0608", "/provincias/0608/ficha"):
        assert sheet.lead in client.get(address).text
    assert sheet.figures[4].value == "92.5\N{NO-BREAK SPACE}%"
    assert sheet.figures[4].note == "media simple de 2 de 25, de 2016 a 2020"
    empty = next(
        area
        for area in publication.areas.values()
        if len(area.ubigeo) == 6 and not area_page(publication, MapSettings(), area).projects.unfiltered
    )
    bare = sheet_of(publication, empty.ubigeo)
    assert (bare.lead, bare.tables[0].rows) == ("", ())


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [("", 2, []), ("uno", 2, ["uno"]), ("uno dos", 1, ["un…"]), ("uno dos tres", 3, ["uno", "dos", "tres"])],
)
def test_texts_are_broken_between_words(text: str, most: int, lines: list[str]) -> None:
    assert draw._wrapped(text, 7.5, 8.0, most) == lines
