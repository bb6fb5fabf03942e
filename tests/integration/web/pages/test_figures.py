"""Figures of the pages: they add up, and what is not known is never zero."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pytest

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.services.details import project_detail
from geoapp.services.ordering import ORDERS, SORTS, ordered
from geoapp.services.publication import Publication
from geoapp.services.summary import summarise
from geoapp.settings import MapSettings
from geoapp.web.formatting import soles
from geoapp.web.pages.area import area_page
from geoapp.web.pages.plan import plan_page
from geoapp.web.pages.project import project_page
from geoapp.web.pages.projects import PAGE_SIZE, projects_page
from geoapp.web.pages.region import region_page
from tests.support.serving import Client

MAPS = MapSettings()
FILTERS = (
    ProjectFilter(),
    ProjectFilter(sector=("salud",)),
    ProjectFilter(province=("0608", "0606")),
    ProjectFilter(status=("ejecucion",), min_amount=100_000_000),
    ProjectFilter(q="agua"),
    ProjectFilter(alert=("paralizacion_declarada",), year=2021),
    ProjectFilter(precision=("unlocated",)),
)


def added(amounts: list[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


@pytest.mark.parametrize("filter_", FILTERS, ids=lambda f: f.query() or "all")
def test_the_rows_of_the_region_are_its_total(publication: Publication, filter_: ProjectFilter) -> None:
    page = region_page(publication, MAPS, filter_)
    rows = [line.row for line in (*page.area_lines, *page.special_lines)]
    assert len(page.area_lines) == 13
    assert sum(row.projects for row in rows) == page.total.projects
    assert added([row.cost for row in rows]) == (page.total.cost or 0)
    shared = next(line.row for line in page.special_lines if line.row.key == "shared")
    assert added([line.row.shared_cost for line in page.area_lines]) == (shared.cost or 0)
    for groups in (page.sectors, page.statuses):
        assert sum(group.row.projects for group in groups) == page.total.projects
        assert added([group.row.cost for group in groups]) == (page.total.cost or 0)
    assert added(list(page.total.cost_by_kind.values())) == (page.total.cost or 0)


def test_region_list_and_api_tell_one_total(client: Client) -> None:
    for query in ("", "sector=salud", "province=0608", "q=hospital"):
        total = client.get(f"/api/v1/summary?group_by=province&{query}").json()["total"]
        told = soles(Decimal(str(total["cost_pen"])))
        assert told in client.get(f"/?{query}").text
        assert told in client.get(f"/proyectos?{query}").text


def test_parts_of_a_province_are_the_province(publication: Publication) -> None:
    for area in publication.areas.values():
        if area.level != Level.PROVINCE.value:
            continue
        page = area_page(publication, MAPS, area)
        parts = [part.row.cost_with_share for part in page.parts]
        rest = page.without_district.cost if page.without_district else None
        assert added([*parts, rest]) == (page.row.cost_with_share or 0)
        assert {part.area.parent for part in page.parts if part.area} == {area.ubigeo}
        if page.budget.total:
            assert added([f.projects_pim for f in page.budget.functions]) == page.budget.total.projects_pim
            assert page.budget.total.projects_pim == page.line.budget_pim


def test_a_district_stands_among_its_siblings(publication: Publication) -> None:
    page = area_page(publication, MAPS, publication.area("060801"))
    assert [part.label for part in page.parts if part.current] == ["Jaén"]
    assert page.province is not None
    assert page.province.href == "/provincias/0608"


def test_projects_of_an_area_show_their_part(publication: Publication) -> None:
    area = publication.area("0608")
    page = area_page(publication, MAPS, area)
    assert page.projects.unfiltered == page.row.projects + page.row.shared_projects
    for line in page.projects.list.projects:
        if line.cost is None or not line.summed:
            assert line.part is None
        elif line.shared:
            assert line.part is not None
            assert line.part < line.cost
        else:
            assert line.part == line.cost


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_the_list_give_every_project_once_in_order(publication: Publication, sort: str, order: str) -> None:
    filter_ = ProjectFilter()
    size = publication.portfolio.size
    seen = []
    for number in range(1, -(-size // PAGE_SIZE) + 1):
        page = projects_page(publication, filter_, {"sort": sort, "order": order, "page": str(number)})
        seen += page.list.projects
    assert len({line.project_id for line in seen}) == len(seen) == size
    values = {
        "cost": [line.cost for line in seen],
        "progress": [line.physical_pct for line in seen],
    }.get(sort)
    if values is not None:
        known = [value for value in values if value is not None]
        assert values[: len(known)] == known, "unknown values come last"
        assert known == sorted(known, reverse=order == "desc")


def test_the_order_by_name_forgets_accents(publication: Publication) -> None:
    portfolio = publication.portfolio
    everything = np.ones(portfolio.size, dtype=bool)
    indices = ordered(portfolio, everything, "name", "asc")
    assert np.array_equal(ordered(portfolio, everything, "name", "desc"), indices[::-1])


def test_a_project_tells_all_its_amounts_and_marks_one(publication: Publication) -> None:
    marked = 0
    for identifier in publication.portfolio.text["project_id"]:
        page = project_page(publication, MAPS, project_detail(publication, str(identifier)))
        references = [amount for amount in page.amounts if amount.reference]
        assert len(references) == (page.line.cost is not None)
        assert [amount.amount for amount in references] == [page.line.cost] * len(references)
        if page.parts and page.line.summed and page.line.cost is not None:
            assert added([part.amount for part in page.parts]) == page.line.cost
        assert {alert.code for alert in page.alerts} == set(page.line.alerts)
        assert (page.map is None) == (page.line.precision == "unlocated")
        marked += len(references)
    assert marked > 100


def test_what_is_not_known_is_never_zero(client: Client, publication: Publication) -> None:
    portfolio = publication.portfolio
    unknown = next(
        index
        for index in range(portfolio.size)
        if not portfolio.text["cost_kind"][index] and portfolio.text["physical_date"][index] is None
    )
    text = client.get(f"/proyectos/{portfolio.text['project_id'][unknown]}").text
    assert "sin dato" in text
    assert not re.search(r"S/\s0\.00|\b0\s%", text)


def test_a_stall_without_date_is_not_said_to_be_dated(client: Client) -> None:
    text = client.get("/proyectos/hospitales-2014-2016").text
    assert "La última fuente que dice su estado la declara paralizada." in text
    assert "fuente fechada dice" not in text


def test_a_code_that_is_not_known_looks_like_what_is_not_known(client: Client) -> None:
    text = client.get("/proyectos/corredor-chamaya-huancabamba").text
    assert '<dt>Código único (CUI)</dt><dd><span class="none">sin dato</span></dd>' in text


def test_old_figures_are_marked_with_their_date(client: Client) -> None:
    text = client.get("/proyectos/presa-chonta").text
    assert re.search(r'14/12/2011 <span class="old">dato antiguo</span>', text)


def test_every_commitment_stands_once_with_its_reasons(publication: Publication, client: Client) -> None:
    page = plan_page(publication, MapSettings())
    lines = [line for d in page.dimensions for theme in d.themes for line in theme.commitments]
    assert len(lines) == page.commitments == publication.edition.counts["commitment"]
    assert all(answer.reason for line in lines for answer in line.projects)
    text = client.get("/plan").text
    assert all(f'id="{line.commitment_id}"' in text for line in lines)
    assert not re.search(r"\b1 proyectos", text)


def test_budgets_are_no_part_of_costs(publication: Publication) -> None:
    page = region_page(publication, MAPS, ProjectFilter(sector=("salud",)))
    whole = region_page(publication, MAPS, ProjectFilter())
    assert page.spending == whole.spending
    everything = np.ones(publication.portfolio.size, dtype=bool)
    assert whole.total == summarise(publication.portfolio, everything).total
    local = next(line for line in whole.spending if line.government == "local")
    assert local.projects_pim == added([line.budget_pim for line in whole.area_lines])
