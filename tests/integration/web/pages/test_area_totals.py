"""The sentence that joins the totals of an area: its numbers add up, and are those of the API."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from geoapp.domain.filters import ProjectFilter
from geoapp.i18n import speaking
from geoapp.services.publication import Publication
from geoapp.services.summary import area_row, summarise
from geoapp.web.formatting import soles
from geoapp.web.pages.area_totals import AreaTotals, area_totals, totals_sentence
from tests.support.serving import Client

AMOUNT = re.compile(r"S/\s[\d,]+\.\d\d")


def totals_of(publication: Publication, ubigeo: str) -> AreaTotals:
    area = publication.area(ubigeo)
    own = ProjectFilter(**{area.level: (ubigeo,)})  # type: ignore[arg-type]
    row = area_row(publication.portfolio, publication.select(ProjectFilter()), ubigeo)
    return area_totals(area, row, summarise(publication.portfolio, publication.select(own)).total)


def test_totals_of_every_area_add_up(publication: Publication) -> None:
    portfolio = publication.portfolio
    for area in publication.areas.values():
        if len(area.ubigeo) == 2:
            continue
        totals = totals_of(publication, area.ubigeo)
        mask = publication.select(ProjectFilter(**{area.level: (area.ubigeo,)}))  # type: ignore[arg-type]
        naming = summarise(portfolio, mask).total
        assert totals.projects == naming.projects, area.name
        assert (totals.exclusive_cost or 0) + (totals.shared_cost or 0) == (naming.cost or 0), area.name
        assert (totals.exclusive_cost or 0) + (totals.shared_part or 0) == (totals.part or 0), area.name
        assert (totals.shared_cost is None) == (totals.shared_part is None), area.name
        assert (totals.shared_part or 0) <= (totals.shared_cost or 0), area.name
        assert bool(totals_sentence(totals)) == bool(naming.projects)


@pytest.mark.parametrize("ubigeo", ["0608", "060801"])
def test_the_sentence_tells_the_numbers_of_the_api(client: Client, ubigeo: str) -> None:
    level, page = ("province", "provincias") if len(ubigeo) == 4 else ("district", "distritos")
    answer = client.get(f"/api/v1/summary?{level}={ubigeo}&group_by={level}").json()
    rows = {row["key"]: row for row in answer["rows"]}
    here, shared, total = rows[ubigeo], rows["shared"], answer["total"]
    part = Decimal(str(here["cost_pen"])) + Decimal(str(here["shared_cost_pen"]))
    amounts = [here["cost_pen"], shared["cost_pen"], here["shared_cost_pen"], total["cost_pen"], part]
    for prefix in ("", "/en"):
        text = client.get(f"{prefix}/{page}/{ubigeo}").text
        sentence = re.search(r'<p class="joined">([^<]*)</p>', text)
        assert sentence is not None
        assert AMOUNT.findall(sentence[1]) == [soles(amount) for amount in amounts]
        counts = [int(n) for n in re.findall(r"\d+", AMOUNT.sub("", sentence[1]))]
        assert counts == [
            total["projects"], here["projects"], here["shared_projects"], total["with_cost"], total["projects"],
        ]  # fmt: skip
    assert here["projects"] + here["shared_projects"] == total["projects"]
    assert shared["projects"] == here["shared_projects"]


def made(exclusive: int, shared: int, **costs: str | int | None) -> AreaTotals:
    def cost(name: str) -> Decimal | None:
        told = costs.get(name)
        return None if told is None else Decimal(told)

    alone, part = cost("alone"), cost("part")
    both = None if alone is None and part is None else (alone or 0) + (part or 0)
    return AreaTotals(
        "Jaén", True, exclusive, alone, shared, cost("whole"), part, both, int(costs.get("known") or 0)  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_is_not_shared_takes_fewer_words() -> None:
    def told(totals: AreaTotals) -> str:
        return totals_sentence(totals).replace("\N{NO-BREAK SPACE}", " ")

    assert told(made(0, 0)) == ""
    assert told(made(1, 0, alone=5, known=1)) == "1 proyecto nombra Jaén y está solo aquí (S/ 5.00)."
    assert told(made(2, 0)) == "2 proyectos nombran Jaén y están todos solo aquí (sin costo que se sume)."
    assert told(made(0, 2, whole=9, part=4, known=1)) == (
        "2 proyectos nombran Jaén y todos se comparten con otras áreas"
        " (S/ 9.00, de los que S/ 4.00 son la parte de Jaén). Se suma el costo de 1 de los 2."
    )
    assert told(made(1, 1, alone=5, known=1)) == (
        "2 proyectos nombran Jaén: 1 está solo aquí (S/ 5.00) y 1 se comparte con otras provincias"
        " (sin costo que se sume). Se suma el costo de 1 de los 2."
    )
    with speaking("en"):
        assert told(made(1, 1, alone=5, whole=9, part=4, known=2)) == (
            "2 projects name Jaén: 1 is here only (S/ 5.00) and 1 is shared with other provinces"
            " (S/ 9.00, of which S/ 4.00 is the share of Jaén)."
            " Whole, they add up to S/ 14.00; the share of Jaén is S/ 9.00."
        )
