"""Projects of an area on its own page, its populated places, and what changed there since the edition before."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from geoapp.db import Database
from geoapp.domain.filters import ProjectFilter
from geoapp.errors import InvalidFilterError
from geoapp.services.news import area_news, latest_news
from geoapp.services.ordering import ORDERS, SORTS
from geoapp.services.publication import Publication, read_publication
from geoapp.services.summary import summarise
from geoapp.settings import MapSettings
from geoapp.web.pages.area import AreaPage, AreaView, area_page
from tests.integration.imports.conftest import (
    Load,
    load,  # noqa: F401 - a fixture
)
from tests.support.investments import coded
from tests.support.serving import Client, serving


def page_of(publication: Publication, ubigeo: str, filter_: ProjectFilter, **given: str) -> AreaPage:
    return area_page(publication, MapSettings(), publication.area(ubigeo), AreaView(filter_, given))


@pytest.mark.parametrize("ubigeo", ["0608", "060801"])
@pytest.mark.parametrize("filter_", [ProjectFilter(), ProjectFilter(sector=("salud", "transporte"))])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sort", SORTS)
def test_pages_give_each_project_once_and_their_rows_add_up_to_the_totals(
    publication: Publication, ubigeo: str, filter_: ProjectFilter, sort: str, order: str
) -> None:
    first = page_of(publication, ubigeo, filter_, sort=sort, order=order).projects
    seen = list(first.list.projects)
    for number in range(2, first.list.pages + 1):
        seen += page_of(publication, ubigeo, filter_, sort=sort, order=order, page=str(number)).projects.list.projects
    assert len({line.project_id for line in seen}) == len(seen) == first.list.total.projects
    costs = [line.cost for line in seen if line.summed and line.cost is not None]
    assert sum(costs, Decimal(0)) == (first.list.total.cost or 0)
    assert sum((line.part or Decimal(0) for line in seen), Decimal(0)) == (first.part or 0)
    level = {4: "province", 6: "district"}[len(ubigeo)]
    mask = publication.select(ProjectFilter(sector=filter_.sector, **{level: (ubigeo,)}))
    assert first.list.total == summarise(publication.portfolio, mask).total


def test_without_a_filter_the_parts_add_up_to_the_figures_of_the_area(publication: Publication) -> None:
    for area in publication.areas.values():
        if len(area.ubigeo) > 2:
            page = page_of(publication, area.ubigeo, ProjectFilter())
            assert page.projects.part == page.row.cost_with_share, area.name
            assert page.projects.unfiltered == page.row.projects + page.row.shared_projects


def test_the_page_works_by_addresses_alone(client: Client) -> None:
    address = "/provincias/0608"
    plain = client.get(address)
    filtered = client.get(f"{address}?sector=salud&sort=name&order=desc")
    assert 'aria-sort="descending"' in filtered.text
    assert re.search(r'<option value="salud" selected>', filtered.text)
    links = re.findall(r'<a class="sort" href="([^"]+)"', filtered.text)
    assert links
    assert all("sector=salud" in link and link.endswith("#proyectos") for link in links)
    for link in links:
        assert client.get(link.replace("&amp;", "&").split("#")[0]).status_code == 200
    assert plain.headers["etag"] != filtered.headers["etag"]
    again = client.get(
        f"{address}?sector=salud&sort=name&order=desc", headers={"If-None-Match": filtered.headers["etag"]}
    )
    assert again.status_code == 304
    # What the page holds besides does not change with the filter.
    part = re.compile(r'<section aria-labelledby="partes">.*?</section>', re.DOTALL)
    assert part.findall(plain.text) == part.findall(filtered.text)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", ["/provincias/0608", "/distritos/060801"])
def test_the_selection_can_be_seen_on_the_map(client: Client, prefix: str, address: str) -> None:
    text = client.get(f"{prefix}{address}?sector=salud&q=puesto&min_amount=1000").text
    (link,) = re.findall(rf'href="({prefix}/mapa\?[^"]+)"', text.partition('id="resultado"')[2])
    asked = f"/proyectos?{link.partition('?')[2]}".replace("&amp;", "&")
    explorer = client.get(link.replace("&amp;", "&"))
    assert explorer.status_code == 200
    assert f'data-geoapp-filters="{link.partition("?")[2]}"' in explorer.text
    total = re.compile(r"<strong>(\d+) ")
    assert total.search(text.partition('id="resultado"')[2])[1] == total.search(client.get(asked).text)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    "address",
    [
        "/provincias/0608?province=0601",
        "/provincias/0608?district=060101",
        "/distritos/060801?district=060801",
        "/provincias/0608?page=99",
        "/provincias/0608?centros=999",
        "/provincias/0608?sort=color",
        "/provincias/0608?pagina=2",
    ],
)
def test_what_the_page_cannot_give_is_refused_with_its_name(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert address.split("?")[1].split("=", maxsplit=1)[0] in answer.text


def test_a_province_can_be_narrowed_to_one_of_its_districts(publication: Publication) -> None:
    page = page_of(publication, "0608", ProjectFilter(district=("060801",)))
    assert 0 < page.projects.list.total.projects < page.projects.unfiltered
    assert all("060801" in chip.href or chip.field == "district" for chip in page.projects.form.chips)


def test_filters_without_a_field_stay_and_can_be_taken_away(publication: Publication) -> None:
    page = page_of(publication, "0608", ProjectFilter(sector=("salud", "riego"), min_amount=100))
    assert page.projects.form.carried == (("sector", "riego"), ("min_amount", "1"))
    assert len(page.projects.form.chips) == 3


def test_populated_places_are_all_there_once_and_counted_by_kind(publication: Publication) -> None:
    page = page_of(publication, "0608", ProjectFilter())
    assert sum(line.urban + line.rural for line in page.localities.districts) == page.localities.total
    assert not page.localities.lines, "the list is given when asked for"
    own = page_of(publication, "060801", ProjectFilter(), centros="1").localities
    lines = list(own.lines)
    for number in range(2, own.pages + 1):
        lines += page_of(publication, "060801", ProjectFilter(), centros=str(number)).localities.lines
    assert len(lines) == own.total
    assert sum(line.urban for line in lines) == own.urban > 0
    with pytest.raises(InvalidFilterError):
        page_of(publication, "060801", ProjectFilter(), centros=str(own.pages + 1))


def test_the_filtered_page_is_light_to_send(client: Client) -> None:
    for address in ("/provincias/0601", "/provincias/0601?sector=salud", "/distritos/060101", "/provincias/0601/ficha"):
        with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
            sent = sum(map(len, answer.iter_raw()))
        assert sent < 20_000, address


def test_with_one_edition_only_the_page_says_so(publication: Publication, client: Client) -> None:
    assert latest_news(publication) is None
    assert "Solo hay una edición publicada" in client.get("/provincias/0608").text
    assert "Solo hay una edición publicada" in client.get("/novedades").text


@pytest.fixture
def second(load: Load, shipped_copy: Database) -> Publication:  # noqa: F811
    rows = coded(6)
    load(rows)
    rows[0]["COSTO_ACTUALIZADO"] = "1500000"
    rows[1]["COSTO_ACTUALIZADO"] = "1100000"
    load(rows)
    return read_publication(shipped_copy)


def test_what_changed_is_told_by_area_and_apart_from_no_news(second: Publication) -> None:
    mask = second.select(ProjectFilter(province=("0601",)))
    found = area_news(second, "0601", mask)
    assert found is not None
    assert (found.counts["cost_up"], found.counts["cost_down"], found.changed) == (1, 1, 2)
    assert found.confirmed == 4
    assert found.without_news == found.projects - 6
    assert {change.project_id for change in found.changes} == {
        change.project_id
        for change in area_news(second, "060107", mask).changes  # type: ignore[union-attr]
    }
    elsewhere = area_news(second, "0608", second.select(ProjectFilter(province=("0608",))))
    assert elsewhere is not None
    assert not elsewhere.changes
    assert (elsewhere.changed, elsewhere.confirmed) == (0, 0)
    with serving(second.database) as client:
        here, there = client.get("/provincias/0601").text, client.get("/provincias/0608").text
        assert "Subió el costo" in here
        assert "Con algún cambio" in here
        assert "Nada cambió en los proyectos de aquí" in there


def test_costs_that_enter_no_sum_are_not_told_as_missing(publication: Publication, client: Client) -> None:
    # The only stalled project of Jaén is a package of hospitals, whose parts have costs of their own.
    page = page_of(publication, "0608", ProjectFilter())
    (stalled,) = [group for group in page.statuses if "status=paralizada" in group.href]
    assert (stalled.row.cost, stalled.row.with_cost, stalled.row.unsummed) == (None, 0, 1)
    row = re.compile(r'status=paralizada">.*?</tr>', re.DOTALL)
    for address in ("/provincias/0608", "/?province=0608"):
        text = client.get(address).text
        assert "no se suma" in row.findall(text)[0], address
        assert "«No se suma»: hay costo publicado" in text
    apart = publication.portfolio.unsummed
    for area in publication.areas.values():
        if len(area.ubigeo) > 2:
            page = page_of(publication, area.ubigeo, ProjectFilter())
            mask = publication.select(ProjectFilter(**{area.level: (area.ubigeo,)}))  # type: ignore[arg-type]
            assert page.row.unsummed + page.row.shared_unsummed == int((mask & apart).sum()), area.name
            for group in (*page.sectors, *page.statuses):
                assert group.not_summed == (group.row.cost is None and group.row.unsummed > 0)


def test_the_comparison_tells_costs_that_enter_no_sum(client: Client) -> None:
    text = client.get("/comparar?a=0608&b=0606").text
    stalled = re.search(r'<th scope="row">Paralizada</th>(.*?)</tr>', text, re.DOTALL)
    assert stalled is not None
    assert "no se suma" in stalled[1]


def test_entities_that_execute_are_told_once_and_add_up(publication: Publication, client: Client) -> None:
    page = page_of(publication, "0608", ProjectFilter())
    found = page.executors
    rows = [row for row in (*found.rows, found.others, found.unnamed) if row is not None]
    assert sum(row.projects for row in rows) == page.projects.unfiltered
    assert sum((row.cost or Decimal(0) for row in rows), Decimal(0)) == page.projects.list.total.cost
    told = [entity or "" for entity in publication.portfolio.text["executing_entity"]]
    spellings = {"Gobierno Regional de Cajamarca", "Gobierno Regional Cajamarca"}
    assert spellings <= set(told)
    mask = publication.select(ProjectFilter(province=("0608",)))
    both = sum(here and entity in spellings for here, entity in zip(mask.tolist(), told, strict=True))
    assert (found.rows[0].name, found.rows[0].projects) == ("Gobierno Regional de Cajamarca", both)
    part = client.get("/provincias/0608").text.partition('id="ejecutan"')[2].partition("</section>")[0]
    assert all(f'<th scope="row">{row.name}</th><td>{row.projects}</td>' in part for row in found.rows)
    assert "Ejecuta: " in client.get("/proyectos").text


def test_mean_progress_says_of_how_many_and_of_when(publication: Publication, client: Client) -> None:
    api = {row["key"]: row for row in client.get("/api/v1/summary?group_by=province").json()["rows"]}
    row, progress = (found := page_of(publication, "0601", ProjectFilter())).row, found.progress
    assert api["0601"]["physical_mean_pct"] == float(row.physical_mean_pct or 0)
    text = client.get("/provincias/0601").text.partition("Avance físico medio, solo aquí")[2].partition("</div>")[0]
    assert f"de {row.with_physical} de {row.projects} proyectos: los que tienen avance publicado" in text
    assert progress.oldest == "2017"
    assert "Fechas: de 2017 a 27/02/2026." in text
    assert f"Sin decir si es físico: {progress.unspecified}." in text
    without = next(a for a in publication.areas.values() if len(a.ubigeo) == 6 and not _row(publication, a.ubigeo))
    card = client.get(f"/distritos/{without.ubigeo}").text.partition("Avance físico medio")[2].partition("</div>")[0]
    assert "sin dato" in card
    assert "0 %" not in card


def _row(publication: Publication, ubigeo: str) -> int:
    return page_of(publication, ubigeo, ProjectFilter()).row.with_physical
