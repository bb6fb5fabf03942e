"""The words of texts for search are counted alike on both kinds of database."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select, text

from geoapp.db import Database
from geoapp.db.models import LocalityRow, ProjectCurrentRow
from geoapp.db.repositories import EditionRepository, LocalityRepository, ProjectRepository
from geoapp.db.search_words import MAX_LETTERS, MIN_LETTERS


@pytest.mark.parametrize(
    ("model", "repository"), [(ProjectCurrentRow, ProjectRepository), (LocalityRow, LocalityRepository)]
)
def test_words_are_counted_by_rows(shipped: Database, model: type, repository: type) -> None:
    with shipped.reading() as session:
        counted = repository(session, EditionRepository(session).published().id).word_counts()
        folded = session.scalars(select(model.folded)).all()
    wanted = Counter(
        word
        for line in folded
        for word in line.split()
        if MIN_LETTERS <= len(word) <= MAX_LETTERS and not any(letter.isdigit() for letter in word)
    )
    assert dict(counted) == wanted
    assert len(counted) == len(wanted) > 100


def test_a_reader_stays_one_that_cannot_write(shipped: Database) -> None:
    for _ in range(2):  # what was made for the first is gone
        with shipped.reading() as session:
            projects = ProjectRepository(session, EditionRepository(session).published().id)
            assert projects.word_counts() == projects.word_counts()
            if shipped.dialect == "sqlite":
                assert session.execute(text("PRAGMA query_only")).scalar() == 1
    with shipped.reading() as session, pytest.raises(Exception, match="read"):
        session.execute(text("DELETE FROM edition"))
