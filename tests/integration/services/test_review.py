"""Settling a place by hand: a new edition, the same totals, and the reason kept."""

from __future__ import annotations

import pytest

from geoapp.db import Database
from geoapp.db.repositories import PlacementReviewRepository, ProjectRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.errors import InvalidFilterError, NotFoundError
from geoapp.services.publication import read_publication
from geoapp.services.review import Target, place_project
from geoapp.services.summary import GroupBy, summarise

UNLOCATED = "agua-el-convento"


def test_a_reviewed_place_moves_the_project_and_no_total(shipped_copy: Database) -> None:
    before = read_publication(shipped_copy)
    everything = before.select(ProjectFilter())
    place_project(shipped_copy, UNLOCATED, Target(area="060901"), reason="La nota lo ubica ahí.", reviewer="ana")

    after = read_publication(shipped_copy)
    old, new = (summarise(p.portfolio, everything, GroupBy.PROVINCE) for p in (before, after))
    assert after.edition.id == before.edition.id + 1
    assert new.total.cost == old.total.cost
    assert new.total.located == old.total.located + 1
    assert new.row("unlocated").projects == old.row("unlocated").projects - 1
    assert new.row("0609").projects == old.row("0609").projects + 1
    properties = after.columns.properties(after.portfolio.index_of[UNLOCATED])
    assert (properties["precision"], properties["placing_method"]) == ("district", "reviewed")
    with shipped_copy.reading() as session:
        (review,) = PlacementReviewRepository(session, after.edition.id).all()
        assert ProjectRepository(session, before.edition.id).current(UNLOCATED).precision == "unlocated"
    assert (review.reason, review.reviewer) == ("La nota lo ubica ahí.", "ana")


def test_a_second_review_replaces_the_first(shipped_copy: Database) -> None:
    place_project(shipped_copy, UNLOCATED, Target(area="060901"), reason="Primera lectura.", reviewer="ana")
    place_project(shipped_copy, UNLOCATED, Target(locality="0609010001"), reason="Segunda lectura.", reviewer="ana")
    publication = read_publication(shipped_copy)
    with shipped_copy.reading() as session:
        (review,) = PlacementReviewRepository(session, publication.edition.id).all()
        places = ProjectRepository(session, publication.edition.id).detail(UNLOCATED).locations
    assert review.locality_code == "0609010001"
    assert [place.precision for place in places] == ["locality"]


def test_a_site_takes_the_district_that_holds_it(shipped_copy: Database) -> None:
    place_project(
        shipped_copy, "hospital-jaen", Target(point=(-78.8047, -5.7062)), reason="Plano de la obra.", reviewer="ana"
    )
    publication = read_publication(shipped_copy)
    properties = publication.columns.properties(publication.portfolio.index_of["hospital-jaen"])
    assert properties["district_ubigeo"] == "060801"
    assert properties["precision"] == "site"


@pytest.mark.parametrize(
    ("project", "target", "reason", "error", "words"),
    [
        ("no-existe", Target(area="060901"), "motivo", NotFoundError, "no-existe"),
        (UNLOCATED, Target(area="060999"), "motivo", NotFoundError, "060999"),
        (UNLOCATED, Target(area="06"), "motivo", NotFoundError, "provincia"),
        (UNLOCATED, Target(locality="9999999999"), "motivo", NotFoundError, "9999999999"),
        (UNLOCATED, Target(point=(-5.7, -78.8)), "motivo", NotFoundError, "fuera de la región"),
        (UNLOCATED, Target(area="060901"), " ", InvalidFilterError, "por qué"),
        (UNLOCATED, Target(), "motivo", InvalidFilterError, "solo uno"),
    ],
)
def test_what_cannot_be_settled_says_why_and_changes_nothing(
    shipped_copy: Database, project: str, target: Target, reason: str, error: type[Exception], words: str
) -> None:
    before = read_publication(shipped_copy).edition
    with pytest.raises(error, match=words):
        place_project(shipped_copy, project, target, reason=reason, reviewer="ana")
    assert read_publication(shipped_copy).edition == before
