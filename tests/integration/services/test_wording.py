"""Words whose masks are kept find what the search index finds."""

from __future__ import annotations

import numpy as np
import pytest

from geoapp.db import Database
from geoapp.db.repositories import ProjectRepository
from geoapp.db.repositories.projects import ROW
from geoapp.services import wording as module
from geoapp.services.publication import Publication, read_publication
from geoapp.services.wording import COMMON, Wording

QUERIES = (
    "agua", "agua potable", "Mejoramiento del servicio de agua potable", "de", "de jaén", "hospital de jaén", "d",
    "zzz de", "de de", "DE  la", "«»", "", "agu pot", "de zzz la",
)  # fmt: skip


@pytest.fixture
def large(shipped: Database, monkeypatch: pytest.MonkeyPatch) -> Publication:
    """The shipped edition, taken for one of many projects."""
    monkeypatch.setattr(module, "MIN_PROJECTS", 10)
    return read_publication(shipped)


def _by_index(publication: Publication, q: str) -> list[bool]:
    with publication.database.reading() as session:
        repository = ProjectRepository(session, publication.edition.id)
        return np.isin(np.array(list(repository.current_columns((ROW,))[ROW])), repository.search(q)).tolist()


@pytest.mark.parametrize("prepared", [False, True])
def test_kept_words_change_no_answer(large: Publication, prepared: bool) -> None:
    if prepared:
        large.wording.prepare()
        assert {"DE", "AGUA"} <= set(large.wording._kept)
    for q in QUERIES * 2:  # the second time from what the first kept
        assert large.wording.matching(q).tolist() == _by_index(large, q), q


def test_a_kept_word_is_not_asked_for_again(large: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    search = ProjectRepository.search

    def noting(repository: ProjectRepository, q: str) -> np.ndarray:
        asked.append(q)
        return search(repository, q)

    monkeypatch.setattr(ProjectRepository, "search", noting)
    for q in ("agua", "agua", "agua potable de", "agua"):
        large.wording.matching(q)
    assert asked == ["AGUA", "POTABLE DE"]


def test_what_is_kept_has_a_bound(large: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KEPT", 2)
    large.wording.prepare()
    assert len(large.wording._kept) == 2
    assert large.wording.matching("salud").tolist() == _by_index(large, "salud")


def test_small_editions_keep_nothing(shipped: Database) -> None:
    wording: Wording = read_publication(shipped).wording
    wording.prepare()
    for word in COMMON.split():
        wording.matching(word)
    assert wording._kept == {}
