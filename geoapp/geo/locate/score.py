"""How much speaks for each reading of each mention: additive points, each with its words and its rule (`rules`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoapp.domain.places import Precision
from geoapp.geo.locate.cues import Settlement
from geoapp.geo.locate.gazetteer import Entry, Gazetteer, Match, NamedEntry
from geoapp.geo.locate.mention import Mention, Role
from geoapp.geo.locate.results import Evidence
from geoapp.geo.locate.rules import POINTS

_MATCH_RULES = {Match.ALIAS: "alias", Match.CAPITAL: "capital", Match.SOUND: "sound", Match.SLIP: "slip"}
_LEVELS_ABOVE = {
    Precision.LOCALITY: (Precision.DISTRICT, Precision.PROVINCE, Precision.REGION),
    Precision.DISTRICT: (Precision.PROVINCE, Precision.REGION),
    Precision.PROVINCE: (Precision.REGION,),
    Precision.REGION: (),
}
_DIGITS = {Precision.DISTRICT: 6, Precision.PROVINCE: 4, Precision.REGION: 2}
_COMMON = 4
_LIST = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """One reading of one mention with all that speaks for and against it."""

    mention: Mention
    entry: Entry
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """Sum of the points."""
        return sum(item.points for item in self.evidence)


class Scorer:
    """Scores the readings of the mentions of one text against each other."""

    def __init__(self, text: str, mentions: Sequence[Mention], gazetteer: Gazetteer, hints: Sequence[str]) -> None:
        self._text = text
        self._mentions = mentions
        self._gazetteer = gazetteer
        self._hints = tuple(hints)
        self._positions = {id(mention): at for at, mention in enumerate(mentions)}
        self._province_runs = self._find_province_runs()

    def readings(self, mention: Mention) -> tuple[Scored, ...]:
        """Every admissible reading of a mention, the best first; ties in order of code."""
        by_code: dict[str, Scored] = {}
        for named in self._ascending(mention):
            own = tuple(self._own(mention, named))
            if not own or not self._may_be_locality(mention, named.entry):
                continue
            scored = Scored(mention, named.entry, (*own, *self._context(mention, named.entry)))
            known = by_code.get(named.entry.code)
            if known is None or scored.score > known.score:
                by_code[named.entry.code] = scored
        return tuple(sorted(by_code.values(), key=lambda one: (-one.score, one.entry.code)))

    def _may_be_locality(self, mention: Mention, entry: Entry) -> bool:
        """A hamlet without a cue is meant only where the text names its district: too many are named after saints."""
        if entry.precision is not Precision.LOCALITY or mention.role is Role.LOCALITY:
            return True
        if mention.role is not Role.CHAIN and mention.role is not Role.INLINE:
            return False
        others = [m for m in self._mentions if m.span != mention.span]
        return _first(others, entry.ubigeo, Precision.DISTRICT) is not None

    def _ascending(self, mention: Mention) -> tuple[NamedEntry, ...]:
        """Addresses climb: after "PROVINCIA DE LAMBAYEQUE" a bare "LAMBAYEQUE" is the region, not the district."""
        at = self._positions[id(mention)]
        before = self._mentions[at - 1] if at else None
        if before is None or not before.stated or not mention.follows_chain or mention.stated:
            return mention.readings
        stated = [one.entry for one in before.readings if one.entry.precision in before.levels]
        wider = tuple(
            one
            for one in mention.readings
            if any(entry != one.entry and entry.within(one.entry.ubigeo) for entry in stated)
            and one.entry.precision is not Precision.LOCALITY
        )
        return wider or mention.readings

    # -- what the mention itself says ---------------------------------------------------------------------------

    def _own(self, mention: Mention, named: NamedEntry) -> Iterator[Evidence]:
        rule = self._base_rule(mention, named)
        if rule is None:
            return
        span = (mention.cue_start, mention.span[1])
        yield self._evidence(span, rule)
        if named.match in _MATCH_RULES and rule != "province_list":
            yield self._evidence(mention.span, _MATCH_RULES[named.match])
        namesakes = [one.entry for one in mention.readings if not _nested(one.entry, named.entry)]
        areas = [one for one in namesakes if one.precision is not Precision.LOCALITY]
        if not areas and named.entry.precision is not Precision.LOCALITY:
            yield self._evidence(mention.span, "unique")
        if len(namesakes) >= _COMMON and not mention.stated and rule != "province_list":
            yield self._evidence(mention.span, "common")

    def _base_rule(self, mention: Mention, named: NamedEntry) -> str | None:
        """Return the rule under which the mention speaks for this reading; None when it cannot be meant."""
        level = named.entry.precision
        by_capital = named.match is Match.CAPITAL
        if by_capital and _has_exact(mention, level):
            return None
        if mention.stated:
            if level in mention.levels:
                return mention.role.value
            at_level = any(one.entry.precision in mention.levels for one in mention.readings)
            return None if at_level or by_capital else "other_level"
        if mention.run in self._province_runs:
            return "province_list" if level is Precision.PROVINCE else None
        if by_capital and level is not Precision.DISTRICT:
            return None
        return _bare_rule(mention, named.entry)

    def _find_province_runs(self) -> frozenset[int]:
        """Lists of three bare names or more that all are provinces, or capitals that name their province."""
        runs: dict[int, list[Mention]] = {}
        for mention in self._mentions:
            if mention.role in {Role.CHAIN, Role.INLINE}:
                runs.setdefault(mention.run, []).append(mention)
        return frozenset(
            run
            for run, members in runs.items()
            if len(members) >= _LIST
            and any(m.after_and for m in members)
            and all(any(one.entry.precision is Precision.PROVINCE for one in m.readings) for m in members)
        )

    # -- what the rest of the text says -------------------------------------------------------------------------

    def _context(self, mention: Mention, entry: Entry) -> Iterator[Evidence]:
        used: set[tuple[int, int, tuple[Precision, ...]]] = set()
        for level in _LEVELS_ABOVE[entry.precision]:
            ancestor = entry.ubigeo[: _DIGITS[level]]
            for evidence, witness in self._at_level(mention, level, ancestor, used):
                if witness is not None:
                    used.add((*witness.span, witness.levels))
                yield evidence
        if self._hints:
            agrees = any(entry.within(hint) or hint.startswith(entry.ubigeo) for hint in self._hints)
            yield self._evidence((0, 0), "hint" if agrees else "hint_conflict")

    def _at_level(
        self, mention: Mention, level: Precision, ancestor: str, used: set[tuple[int, int, tuple[Precision, ...]]]
    ) -> Iterator[tuple[Evidence, Mention | None]]:
        stated = [m for m in self._mentions if m is not mention and m.stated and level in m.levels]
        bound = self._bound(mention, stated, level)
        witness = _first(bound, ancestor, level)
        if witness is not None:
            yield self._evidence((witness.cue_start, witness.span[1]), "container_stated"), witness
            return
        if bound:
            last = bound[-1]
            yield self._evidence((bound[0].cue_start, last.span[1]), "conflict_stated"), None
        elsewhere = _first(stated, ancestor, level)
        if elsewhere is not None:
            yield self._evidence((elsewhere.cue_start, elsewhere.span[1]), "container_elsewhere"), elsewhere
            return
        bare = [
            m
            for m in self._mentions
            if not m.stated
            and (*m.span, m.levels) not in used
            and m.span != mention.span
            and not _same_road(m, mention)
        ]
        following = [m for m in bare if m.span[0] > mention.span[0]]
        tail = _first([m for m in following if m.closes_text and m.role is Role.CHAIN], ancestor, level)
        if tail is not None:
            yield self._evidence(tail.span, "container_tail"), tail
            return
        mentioned = _first([*following, *bare], ancestor, level)
        if mentioned is not None:
            yield self._evidence(mentioned.span, "container_mentioned"), mentioned
        elif not bound and level is not Precision.DISTRICT:
            against = self._tail_conflict(following, level)
            if against is not None:
                yield self._evidence(against.span, "conflict_tail"), None

    def _bound(self, mention: Mention, stated: Sequence[Mention], level: Precision) -> list[Mention]:
        """Find the statement of a level that applies to a mention.

        It is the list that follows before the address ends, else the one before it: some titles go from large to
        small.
        """
        position = mention.span[0]
        end = self._address_end(position) if level is not Precision.REGION else len(self._text) + 1
        following = [m for m in stated if position < m.span[0] <= end]
        if following:
            return [m for m in following if m.run == following[0].run]
        if any(m.span[0] > position for m in stated):
            return []
        before = [m for m in stated if m.span[0] <= position]
        if before and level is Precision.DISTRICT:
            between = [m for m in self._mentions if before[-1].span[0] < m.span[0] < position and m.stated]
            if between:
                return []
        return [m for m in before if m.run == before[-1].run]

    def _address_end(self, position: int) -> int:
        """Where the address a position belongs to ends: with its region."""
        return next(
            (m.span[0] for m in self._mentions if m.span[0] > position and m.stated and Precision.REGION in m.levels),
            len(self._text) + 1,
        )

    def _tail_conflict(self, following: Sequence[Mention], level: Precision) -> Mention | None:
        """A bare name at the end of the title that can only be another area of that level or wider."""
        for mention in following:
            if mention.closes_text and mention.role is Role.CHAIN:
                areas = [one.entry for one in mention.readings if one.match is Match.EXACT]
                if any(one.precision is level for one in areas):
                    return mention
        return None

    def _evidence(self, span: tuple[int, int], rule: str) -> Evidence:
        return Evidence(span, self._text[span[0] : span[1]], rule, POINTS[rule])


def _first(mentions: Sequence[Mention], ubigeo: str, level: Precision) -> Mention | None:
    """The first of the mentions that can be read as that area."""
    for mention in mentions:
        for one in mention.readings:
            named_so = one.match is not Match.CAPITAL or mention.stated
            if named_so and one.entry.precision is level and one.entry.ubigeo == ubigeo:
                return mention
    return None


def _bare_rule(mention: Mention, entry: Entry) -> str | None:
    """Return the rule for a mention whose level the text does not state."""
    if mention.role is Role.LOCALITY:
        districts = [one.entry for one in mention.readings if one.entry.precision is Precision.DISTRICT]
        if entry.precision is Precision.LOCALITY:
            hamlet = (
                mention.settlement is Settlement.CITY and districts and not any(map(entry.within, _codes(districts)))
            )
            return None if hamlet else "locality"
        if any(one != entry and one.within(entry.ubigeo) for one in districts):
            return None  # a town lies in the district that bears its name
        return "town_of_area" if mention.settlement is not Settlement.PART else None
    if mention.role is Role.CHAIN and mention.closes_text:
        return "tail"
    return str(mention.role.value)


def _codes(entries: Sequence[Entry]) -> list[str]:
    return [entry.ubigeo for entry in entries]


def _has_exact(mention: Mention, level: Precision) -> bool:
    return any(one.match is Match.EXACT and one.entry.precision is level for one in mention.readings)


def _same_road(one: Mention, other: Mention) -> bool:
    """The ends of a road do not contain each other."""
    return one.role is Role.ROAD and other.role is Role.ROAD and one.run == other.run


def _nested(left: Entry, right: Entry) -> bool:
    return left.within(right.ubigeo) or right.within(left.ubigeo)
