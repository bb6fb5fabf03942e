"""Words that are known, how often each is used, and which of them are nearest to a word that is not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

import numpy as np
import numpy.typing as npt

from geoapp.db.search_words import MAX_LETTERS, MIN_LETTERS

LONG_WORD = 6
"""Letters from which on a word may differ by two slips instead of one."""

Slips = npt.NDArray[np.uint8]


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
        self._lengths = np.array([len(word) for word in self._words], dtype=np.uint8)
        letters = np.array(self._words, dtype=f"S{MAX_LETTERS}").view(np.uint8).reshape(-1, MAX_LETTERS)
        self._letters = np.ascontiguousarray(letters.T)  # a row for each place in the word
        self._sets = _letter_sets(self._letters)

    def uses(self, beginning: str) -> int:
        """Count the uses of words that begin so; 0 where there is none."""
        first = bisect_left(self._words, beginning)
        behind = bisect_left(self._words, beginning + "[")  # the character behind Z
        return int(self._before[behind] - self._before[first])

    def near(self, word: str, count: int, *, most: int = 2) -> list[str]:
        """Find the words nearest to a folded word: by fewest slips, then by most uses.

        A slip is a letter changed, missing, added, or exchanged with its neighbour. Words that begin with the given
        one are no other words, for a search finds them by it.

        Parameters
        ----------
        most
            Slips allowed; 1 whatever is given where the word is shorter than `LONG_WORD`.
        """
        if not is_word(word):
            return []
        most = min(most, 2 if len(word) >= LONG_WORD else 1)
        # A slip changes two letters of the set at most: few words are left to be compared letter by letter.
        own = _letter_sets(np.frombuffer(word.encode(), dtype=np.uint8).reshape(-1, 1))
        alike = np.bitwise_count(self._sets ^ own) <= 2 * most
        close = np.flatnonzero(alike & (np.abs(self._lengths.astype(np.int16) - len(word)) <= most))
        read = min(len(word) + most, MAX_LETTERS)
        differing = slips(word.encode(), self._letters[:read, close], self._lengths[close], most)
        close, differing = close[differing <= most], differing[differing <= most]
        order = np.lexsort((-self._counts[close], differing))
        others = (self._words[index] for index in close[order].tolist())
        return list(islice((other for other in others if not other.startswith(word)), count))


def is_word(text: str) -> bool:
    """Tell whether a folded word is one that a vocabulary may hold."""
    return text.isascii() and text.isalpha() and MIN_LETTERS <= len(text) <= MAX_LETTERS


def _letter_sets(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """Which letters each word has, as a bit for each; A to Z are 1 to 26 in the last five bits of their codes."""
    sets: npt.NDArray[np.uint32] = np.bitwise_or.reduce(np.uint32(1) << (letters & 31).astype(np.uint32), axis=0)
    return sets & np.uint32(0xFFFFFFFE)  # without the padding


def slips(word: bytes, letters: npt.NDArray[np.uint8], lengths: npt.NDArray[np.uint8], most: int) -> Slips:
    """Count the slips between a word and many others at once (optimal string alignment).

    Parameters
    ----------
    letters
        A column for each other word, as long as the longest, padded with zeros.
    lengths
        Length of each, at most `most` from that of the word.

    Returns
    -------
    numpy.ndarray
        Exact up to `most`; some greater number beyond.
    """
    width, beyond = len(letters), np.uint8(most + 1)
    far = np.full(letters.shape[1], beyond)
    before_last: list[Slips] = []
    last: list[Slips] = [np.full_like(far, min(j, most + 1)) for j in range(width + 1)]
    for i, letter in enumerate(word, start=1):
        row = [far] * (width + 1)
        if i <= most:
            row[0] = np.full_like(far, i)
        for j in range(max(1, i - most), min(width, i + most) + 1):
            same = letters[j - 1] == letter
            best = np.minimum(np.minimum(last[j], row[j - 1]) + np.uint8(1), last[j - 1] + ~same)
            if i > 1 and j > 1:
                exchanged = (letters[j - 1] == word[i - 2]) & (letters[j - 2] == letter)
                best = np.where(exchanged, np.minimum(best, before_last[j - 2] + np.uint8(1)), best)
            row[j] = np.minimum(best, beyond)
        before_last, last = last, row
    ends: Slips = np.stack(last)[lengths, np.arange(letters.shape[1])]
    return ends
