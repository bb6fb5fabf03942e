"""From scored readings to an answer: which places are meant, and which words stay open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from geoapp.domain.places import Precision
from geoapp.geo.locate.gazetteer import Entry, Gazetteer
from geoapp.geo.locate.mention import Role
from geoapp.geo.locate.mentions import find_mentions
from geoapp.geo.locate.results import Alternatives, Candidate, LocateResult, Outcome
from geoapp.geo.locate.score import Scored, Scorer

THRESHOLD = 3.0
"""A reading below this many points is not an answer."""

MARGIN = 1.5
"""A reading wins when it is ahead of every other by at least this many points."""

_WEAK = frozenset({Role.CHAIN, Role.INLINE, Role.FACILITY, Role.ROAD, Role.NETWORK, Role.LOCALITY})
_NEVER_REFINES = frozenset({Role.ROAD, Role.NETWORK})


class Locator:
    """Reads places out of official titles.

    Parameters
    ----------
    gazetteer
        The places that can be found.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def locate(self, text: str, *, hints: Sequence[str] = ()) -> LocateResult:
        """Say where a text is about.

        Parameters
        ----------
        text
            Any text; never raises for its content.
        hints
            Ubigeos (2, 4 or 6 digits) that the source of the text declares apart from it; they weigh, and do not
            decide against what the text states.
        """
        mentions = find_mentions(text, self._gazetteer)
        scorer = Scorer(text, mentions, self._gazetteer, hints)
        won: list[Scored] = []
        open_groups: list[tuple[Scored, ...]] = []
        for mention in mentions:
            readings = [one for one in scorer.readings(mention) if one.score >= THRESHOLD]
            if not readings:
                continue
            top = tuple(one for one in readings if readings[0].score - one.score < MARGIN)
            widest = _widest_of_line(top)
            if widest is not None:
                won.append(widest)
            else:
                open_groups.append(top)
        places = _settle(won)
        groups = [group for group in open_groups if _still_open(group, places)]
        alternatives = tuple(_alternatives(group) for group in groups)
        inside = all(any(group.within.startswith(p.entry.ubigeo) for p in places) for group in alternatives)
        if places and (not alternatives or inside):
            outcome = Outcome.FOUND
        else:
            outcome = Outcome.AMBIGUOUS if alternatives else Outcome.NONE
        return LocateResult(outcome, tuple(_candidate(one) for one in places), alternatives)


def _widest_of_line(top: Sequence[Scored]) -> Scored | None:
    """The widest of readings that lie one inside another: true whichever is meant. None when two exclude each other."""
    ordered = sorted(top, key=lambda one: (len(one.entry.ubigeo), one.entry.precision is Precision.LOCALITY))
    widest = ordered[0]
    line = all(_contains(wide.entry, fine.entry) for wide, fine in pairwise(ordered))
    return widest if line else None


def _contains(wide: Entry, fine: Entry) -> bool:
    return wide.precision is not Precision.LOCALITY and fine.within(wide.ubigeo)


def _settle(won: Sequence[Scored]) -> list[Scored]:
    """Keep each place once, without the areas that contain another place and without mentions of elsewhere.

    Where the text states places, a bare name outside all of them is a road's end, a namesake or a neighbour.
    """
    strong = _leaves(one for one in won if one.mention.role not in _WEAK or _closes(one))
    if not strong:
        return _leaves(won)
    refining = (
        one
        for one in won
        if one.mention.role not in _NEVER_REFINES
        and any(_contains(place.entry, one.entry) and place.entry != one.entry for place in strong)
    )
    return _leaves([*strong, *refining])


def _leaves(scored: Iterable[Scored]) -> list[Scored]:
    """Each place once, by its best mention, without the areas that contain another of the places."""
    best: dict[str, Scored] = {}
    for one in scored:
        known = best.get(one.entry.code)
        if known is None or one.score > known.score:
            best[one.entry.code] = one
    leaves = [
        one
        for one in best.values()
        if not any(other is not one and _contains(one.entry, other.entry) for other in best.values())
    ]
    return sorted(leaves, key=lambda one: one.mention.span)


def _closes(one: Scored) -> bool:
    return one.mention.role is Role.CHAIN and one.mention.closes_text


def _still_open(group: Sequence[Scored], places: Sequence[Scored]) -> bool:
    """Whether competing readings matter beside the places that were found."""
    if not places:
        return True
    role = group[0].mention.role
    if any(one.entry == place.entry or _contains(one.entry, place.entry) for one in group for place in places):
        return False
    if role in _WEAK and not _closes(group[0]):
        return all(any(_contains(place.entry, one.entry) for place in places) for one in group)
    return True


def _common_area(group: Sequence[Scored]) -> str:
    """Ubigeo of the smallest area that contains every reading, blank for none."""
    codes = [one.entry.ubigeo for one in group]
    return next((codes[0][:n] for n in (6, 4, 2) if all(code[:n] == codes[0][:n] for code in codes)), "")


def _alternatives(group: Sequence[Scored]) -> Alternatives:
    first = group[0]
    span = first.mention.span
    words = next(item.words for item in first.evidence)
    start = first.evidence[0].span[0]
    return Alternatives((start, span[1]), words, tuple(_candidate(one) for one in group), _common_area(group))


def _candidate(one: Scored) -> Candidate:
    entry = one.entry
    return Candidate(
        entry.precision,
        entry.ubigeo,
        entry.locality_code,
        entry.name,
        entry.lon,
        entry.lat,
        one.score,
        one.evidence,
    )
