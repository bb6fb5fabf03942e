"""The quality report: every line leads to projects, and its sums are the summary's."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from geoapp.db import Database
from geoapp.db.repositories import ProjectRepository
from geoapp.domain.text import words
from geoapp.services.checks import CONFLICT_BP, disagreeing
from geoapp.services.duplicates import LEAST_LETTERS, SIMILAR_NAMES
from geoapp.services.publication import read_publication
from geoapp.services.quality import quality_report
from geoapp.services.summary import summarise


def test_the_report_counts_what_the_edition_holds(shipped: Database) -> None:
    publication = read_publication(shipped)
    report = quality_report(publication)
    assert sum(row.projects for row in report.by_precision) == report.total.projects == publication.portfolio.size
    assert sum(row.cost or 0 for row in report.by_precision) == report.total.cost
    ids = set(publication.portfolio.text["project_id"])
    for finding in report.findings:
        assert set(finding.project_ids) <= ids
        mask = np.isin(np.array(publication.portfolio.text["project_id"]), finding.project_ids)
        assert finding.cost == summarise(publication.portfolio, mask).total.cost
    unlocated = report.finding("sin_ubicar")
    assert unlocated is not None
    assert "agua-el-convento" in unlocated.project_ids


def test_known_cases_are_found(shipped: Database) -> None:
    report = quality_report(read_publication(shipped))
    found = {finding.code: finding.project_ids for finding in report.findings}
    assert "essalud-cajamarca-iii" in found["fuentes_en_desacuerdo"]  # 81 % and 55 % in October 2025
    assert "hospital-celendin" in found["paralizacion_solo_declarada"]
    assert ("aeropuerto-jaen-pista-2023", "aeropuerto-jaen-pista-2025") in report.possible_duplicates
    missing = {field.name: field for field in report.missing}
    assert missing["cui"].missing == missing["cui"].total - 1  # one shipped project prints its code


def test_prefix_filtering_finds_every_alike_pair(shipped: Database) -> None:
    publication = read_publication(shipped)
    portfolio = publication.portfolio
    text, ids = portfolio.text, portfolio.text["project_id"]
    bags = [frozenset(w for w in words(str(name)) if len(w) >= LEAST_LETTERS or w.isdigit()) for name in text["name"]]
    every = {
        (str(ids[i]), str(ids[j]))
        for i, j in combinations(np.flatnonzero(~portfolio.package).tolist(), 2)
        if (text["sector"][i], text["province_codes"][i]) == (text["sector"][j], text["province_codes"][j])
        and {w for w in bags[i] if w.isdigit()} == {w for w in bags[j] if w.isdigit()}
        and len(bags[i] & bags[j]) >= SIMILAR_NAMES * len(bags[i] | bags[j])
    }
    assert set(quality_report(publication).possible_duplicates) == every


def test_lists_are_cut_but_their_numbers_are_of_all(shipped: Database) -> None:
    publication = read_publication(shipped)
    whole, first = quality_report(publication), quality_report(publication, 2)
    assert whole.review_total == len(whole.review) == first.review_total > len(first.review)
    assert first.review == whole.review[:2]
    assert whole.repaired_total == len(whole.repaired) == first.repaired_total
    assert first.repaired == whole.repaired[:2]
    found = whole.finding("por_revisar")
    assert found is not None
    assert set(found.project_ids) == {record.project_id for record in whole.review}
    assert first.as_json()["findings"] == whole.as_json()["findings"]


def test_sources_that_disagree_are_found_among_all_observations(shipped: Database) -> None:
    publication = read_publication(shipped)
    with shipped.reading() as session:
        projects = ProjectRepository(session, publication.edition.id)
        few, every = (projects.progress_observations(differing_bp=points) for points in (CONFLICT_BP, -1))
    assert 0 < len(few) < len(every)
    assert sorted(disagreeing(publication.portfolio, few)) == sorted(disagreeing(publication.portfolio, every))
