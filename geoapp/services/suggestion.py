"""What a search that found nothing may have meant: its words mended by the nearest words of the edition."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import islice, product

from geoapp.db.repositories import LocalityRepository, ProjectRepository
from geoapp.domain.filters import MAX_QUERY_CHARACTERS, ProjectFilter
from geoapp.domain.text import words
from geoapp.services.near_words import Vocabulary, is_word
from geoapp.services.publication import Publication

MAX_MENDED = 6
"""Words of a search that may be mended, the least used of it; with more unknown ones it is not mended at all."""
CHOICES = 3
"""Known words tried in the place of one."""
MAX_TRIALS = 6
"""Mended searches that are tried: each asks the search index."""
RARE = 50
"""A known word is doubted when one a slip away is used so many times as often: official names have slips too."""

_making = threading.Lock()
Counts = list[tuple[str, int]]
"""Words, and in how many records each stands."""


def mended(q: str, vocabulary: Vocabulary, finds: Callable[[str], bool]) -> str | None:
    """Mend a search that found nothing.

    Parameters
    ----------
    q
        The search as it was typed; words that are right stay so.
    finds
        Whether a search finds anything.

    Returns
    -------
    str or None
        A search that finds something; None where no near words make one.
    """
    wanted = tuple(dict.fromkeys(words(q)))
    suspects = sorted((word for word in wanted if is_word(word)), key=vocabulary.uses)
    if len(suspects) > MAX_MENDED and not vocabulary.uses(suspects[MAX_MENDED]):
        return None
    choices = [_choices(word, vocabulary) if word in suspects[:MAX_MENDED] else [word] for word in wanted]
    ranks = product(*(range(len(choice)) for choice in choices))
    # The nearest words of all first; what was typed found nothing and is not tried again.
    for chosen in islice(sorted(ranks, key=sum), MAX_TRIALS + 1):
        instead = {word: choice[rank] for word, choice, rank in zip(wanted, choices, chosen, strict=True)}
        if any(word != other for word, other in instead.items()):
            text = _written(q, instead)
            if finds(text):
                return text
    return None


def mended_filter(publication: Publication, filter_: ProjectFilter) -> ProjectFilter | None:
    """Mend the words of a filter that selects no project; None where they are right, or nothing near them is found."""
    if not filter_.q or publication.wording.matching(filter_.q).any():
        return None

    def with_words(q: str) -> ProjectFilter:
        return replace(filter_, q=q)

    def finds(q: str) -> bool:
        return len(q) <= MAX_QUERY_CHARACTERS and bool(publication.select(with_words(q)).any())

    q = mended(filter_.q, project_words(publication), finds)
    return None if q is None else with_words(q)


def project_words(publication: Publication) -> Vocabulary:
    """Words by which projects are found."""
    return _kept(publication, "project_words", _in_projects)


def place_words(publication: Publication) -> Vocabulary:
    """Words in the names of provinces, districts and localities."""
    return _kept(publication, "place_words", _in_places)


def map_words(publication: Publication) -> Vocabulary:
    """Words by which the map finds: those of projects and of places."""
    return _kept(publication, "map_words", _in_projects, _in_places)


def _in_projects(publication: Publication) -> Counts:
    with publication.database.reading() as session:
        return list(ProjectRepository(session, publication.edition.id).word_counts())


def _in_places(publication: Publication) -> Counts:
    with publication.database.reading() as session:
        counts = list(LocalityRepository(session, publication.edition.id).word_counts())
    return [*counts, *((word, 1) for name in publication.names.values() for word in words(name))]


def _kept(publication: Publication, name: str, *sources: Callable[[Publication], Counts]) -> Vocabulary:
    kept = publication.portfolio.cache
    if name not in kept:
        with _making:  # once, however many ask at first
            if name not in kept:
                kept[name] = Vocabulary(count for source in sources for count in source(publication))
    held: Vocabulary = kept[name]
    return held


def _choices(word: str, vocabulary: Vocabulary) -> list[str]:
    """Words to try in the place of one, the most likely first."""
    uses = vocabulary.uses(word)
    if not uses:
        return vocabulary.near(word, CHOICES) or [word]
    likelier = [other for other in vocabulary.near(word, 1, most=1) if vocabulary.uses(other) >= RARE * uses]
    return [word, *likelier]


def _written(q: str, instead: dict[str, str]) -> str:
    """The search with some words mended, the others as they were typed, without what is no word."""
    parts = []
    for part in q.split():
        named = words(part)
        changed = any(instead.get(word, word) != word for word in named)
        if changed:
            parts.append(" ".join(instead.get(word, word) for word in named).lower())
        elif named:
            parts.append(part)
    return " ".join(parts)
