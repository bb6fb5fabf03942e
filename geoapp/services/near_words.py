"""Words that are known, how often each is used, and which of them are nearest to a word that is not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geoapp.db.search_words import MAX_LETTERS, MIN_LETTERS

LONG_WORD = 6
"""Letters from which on a word may differ by two slips instead of one."""


class Vocabulary:
    """Known words with the number of texts that have each.

    Parameters
    ----------
    counts
        Folded words of letters A to Z and their counts; a word may come several times.
    """

    def __init__(self, counts: Iterable[tuple[str, int]]) -> None:
        total: dict[str, int] = {}
        for word, count in counts:
            if is_word(word):
                total[word] = total.get(word, 0) + count
        self._words = sorted(total)
        self._counts = np.array([total[word] for word in self._words], dtype=np.int64)
        self._before = np.concatenate([[0], np.cumsum(self._counts)])

    def uses(self, beginning: str) -> int:
        """Count the uses of words that begin so; 0 where there is none."""
        first = bisect_left(self._words, beginning)
        behind = bisect_left(self._words, beginning + "[")  # the character behind Z
        return int(self._before[behind] - self._before[first])

    def near(self, word: str, count: int, *, most: int = 2) -> list[str]:
        """Find the words nearest to a folded word: by fewest slips, then by most uses.

        A slip is a letter changed, missing, added, or exchanged with its neighbour (optimal string alignment). Words
        that begin with the given one are no other words, for a search finds them by it.

        Parameters
        ----------
        most
            Slips allowed; 1 whatever is given where the word is shorter than `LONG_WORD`.
        """
        if not is_word(word):
            return []
        most = min(most, 2 if len(word) >= LONG_WORD else 1)
        slips = cdist([word], self._words, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        close = np.flatnonzero(slips <= most)
        order = np.lexsort((-self._counts[close], slips[close]))
        others = (self._words[index] for index in close[order].tolist())
        return list(islice((other for other in others if not other.startswith(word)), count))


def is_word(text: str) -> bool:
    """Tell whether a folded word is one that a vocabulary may hold."""
    return text.isascii() and text.isalpha() and MIN_LETTERS <= len(text) <= MAX_LETTERS
