"""What locating a text answers: places, readings that compete, and the words that speak for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geoapp.domain.places import Precision


class Outcome(StrEnum):
    """Whether the text says where."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a place.

    ``text[span[0]:span[1]] == words``; a reason that no word carries (a hint) has an empty span. ``rule`` is a key
    of ``RULES``, whose value explains it in Spanish; ``points`` is what it adds to, or takes from, the score.
    """

    span: tuple[int, int]
    words: str
    rule: str
    points: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place the text may mean.

    ``ubigeo`` has 2, 4 or 6 digits as the precision says (a populated place carries its district's); ``lon`` and
    ``lat`` (WGS 84 degrees) are known for populated places only. ``score`` is the sum of the points of ``evidence``.
    """

    precision: Precision
    ubigeo: str
    locality_code: str
    name: str
    lon: float | None
    lat: float | None
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Readings of the same words that compete: one of them is meant and the text does not say which.

    ``within`` is the ubigeo of the smallest area that contains them all, blank when they share none.
    """

    span: tuple[int, int]
    words: str
    candidates: tuple[Candidate, ...]
    within: str


@dataclass(frozen=True, slots=True)
class LocateResult:
    """The answer for one text.

    Attributes
    ----------
    outcome
        ``found``: the places are certain enough to use, and every group of alternatives lies inside one of them (a
        hamlet with homonyms in a district the text names). ``ambiguous``: some words compete and nothing settles
        them; the text belongs on the review list, even where other places were found. ``none``: no place is named.
    places
        Places that do not compete: a text may name several. None contains another.
    alternatives
        Groups of competing readings.
    """

    outcome: Outcome
    places: tuple[Candidate, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everything the text may mean, the best supported first."""
        every = [*self.places, *(one for group in self.alternatives for one in group.candidates)]
        return tuple(sorted(every, key=lambda one: (-one.score, one.ubigeo, one.locality_code)))

    @property
    def ubigeos(self) -> tuple[str, ...]:
        """Codes of the places found, each once, in order of appearance."""
        return tuple(dict.fromkeys(place.ubigeo for place in self.places))
