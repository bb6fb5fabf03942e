"""Reading names out of a row of words: where one begins and ends, and which places it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from geoapp.domain.places import Precision
from geoapp.geo.locate.cues import cue_at
from geoapp.geo.locate.gazetteer import Gazetteer, Match, NamedEntry
from geoapp.geo.locate.normalise import Break, Token
from geoapp.geo.locate.spelling import ARTICLES, LINKS

AND = frozenset({"Y", "E", "I"})
PREPOSITIONS = frozenset(
    {"EN", "A", "AL", "HASTA", "DESDE", "ENTRE", "PARA", "POR", "CON", "HACIA", "QUE", "DEL", "DE"}
)
CONNECTORS = ARTICLES | LINKS | AND | frozenset({"N", "NRO", "NO", "SU", "SUS"})
SEPARATORS = frozenset({Break.COMMA, Break.DASH, Break.HYPHEN, Break.SLASH, Break.OPEN, Break.STRONG, Break.DOT})
_MAX_LOOSE = 5
_ABBREVIATED = 6
_MIN_BARE_LETTERS = 6

Found = tuple[int, tuple[NamedEntry, ...]]


class NameReader:
    """Names in the words of one text.

    Parameters
    ----------
    tokens
        The words of the text.
    gazetteer
        The places that can be named.
    """

    def __init__(self, tokens: tuple[Token, ...], gazetteer: Gazetteer) -> None:
        self._tokens = tokens
        self._gazetteer = gazetteer

    def length(self, index: int) -> int:
        """Words of the longest name of the gazetteer that begins at a word, 0 for none."""
        longest = self._gazetteer.longest_name(self._tokens[index])
        for length in range(min(longest, len(self._tokens) - index), 0, -1):
            words = self._tokens[index : index + length]
            if _one_phrase(words) and self._gazetteer.named(words):
                return length
        return 0

    def exact(self, index: int, length: int) -> tuple[NamedEntry, ...]:
        """Places named by exactly these words."""
        return self._gazetteer.named(self._tokens[index : index + length])

    def names_area(self, index: int, length: int) -> bool:
        """Whether these words are the name of an area."""
        return any(item.entry.precision is not Precision.LOCALITY for item in self.exact(index, length))

    def begins(self, index: int) -> bool:
        """Whether the text before a word lets a name begin there."""
        if index == 0 or self._tokens[index].gap in SEPARATORS:
            return True
        before = self._tokens[index - 1].form
        return before in PREPOSITIONS or before in AND or before in ARTICLES

    def ends(self, index: int) -> bool:
        """Whether a name may end before a word: "SAN MIGUEL DE LA CUESTA" is not San Miguel."""
        if index >= len(self._tokens):
            return True
        token = self._tokens[index]
        if token.gap in SEPARATORS or token.form in AND or cue_at(self._tokens, index):
            return True
        if token.form not in {"DE", "DEL"}:
            return token.form in PREPOSITIONS or self.length(index) > 0
        after = index + 1
        while after < len(self._tokens) and self._tokens[after].form in CONNECTORS:
            after += 1
        if after >= len(self._tokens) or cue_at(self._tokens, after) is not None:
            return True
        return 0 < self.until_break(after) <= self.length(after)

    def until_break(self, index: int) -> int:
        """Words from a word to the next separator or cue."""
        end = index + 1
        while end < len(self._tokens) and self._tokens[end].gap not in SEPARATORS and cue_at(self._tokens, end) is None:
            end += 1
        return end - index

    def loose_area(self, index: int, levels: tuple[Precision, ...]) -> Found | None:
        """An area of a stated level whose name is spelled otherwise, or has one letter wrong."""
        for search in (self._gazetteer.sounding, self._gazetteer.slipped):
            for length, words in self._extents(index):
                readings = tuple(item for item in search(words) if item.entry.precision in levels)
                if readings:
                    return length, readings
        return None

    def loose_locality(self, index: int) -> Found | None:
        """A populated place whose name is spelled otherwise, without its articles, or in another order."""
        for length, words in self._extents(index):
            found = tuple(
                item for item in self._gazetteer.sounding(words) if item.entry.precision is Precision.LOCALITY
            )
            if found and self.ends(index + length):
                return length, found
        return None

    def loose_segment(self, index: int) -> Found | None:
        """An area spelled otherwise that fills everything between two separators."""
        length = self.until_break(index)
        words = self._tokens[index : index + length]
        if length > _MAX_LOOSE or not _one_phrase(words):
            return None
        if sum(len(word.form) for word in words) < _MIN_BARE_LETTERS:
            return None
        sounding = self._gazetteer.sounding(words)
        areas = tuple(item for item in sounding if item.entry.precision is not Precision.LOCALITY)
        return (length, areas) if areas else None

    def with_twins(self, index: int, length: int, readings: tuple[NamedEntry, ...]) -> tuple[NamedEntry, ...]:
        """The readings and the areas whose name sounds the same."""
        return readings + self._gazetteer.twins(self._tokens[index : index + length], readings)

    def at_level(
        self, index: int, length: int, readings: tuple[NamedEntry, ...], levels: tuple[Precision, ...]
    ) -> tuple[NamedEntry, ...]:
        """Keep the areas; where the name is of none of the stated level, add other spellings of that level."""
        areas = tuple(item for item in readings if item.entry.precision is not Precision.LOCALITY)
        if any(item.entry.precision in levels for item in areas):
            return self.with_twins(index, length, areas)
        words = self._tokens[index : index + length]
        other = (*self._gazetteer.sounding(words), *self._gazetteer.slipped(words))
        return areas + tuple(item for item in other if item.entry.precision in levels and item.match is not Match.EXACT)

    def _extents(self, index: int) -> Iterator[tuple[int, tuple[Token, ...]]]:
        """Pieces that may be a name and begin at a word, the longest first."""
        for length in range(min(self.until_break(index), _MAX_LOOSE), 0, -1):
            words = self._tokens[index : index + length]
            if _one_phrase(words) and words[-1].form not in CONNECTORS:
                yield length, words


def _one_phrase(words: Sequence[Token]) -> bool:
    """Words that can make one name: nothing but spaces, hyphens, or the dot of an abbreviation between them."""
    return all(
        word.gap is Break.SPACE
        or word.gap is Break.HYPHEN
        or (word.gap is Break.DOT and len(before.form) <= _ABBREVIATED)
        for before, word in pairwise(words)
    )
