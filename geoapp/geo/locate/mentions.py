"""Finding the names of places in a title, each with the cue that says what it is.

One pass from left to right. A cue ("DISTRITOS DE", "CALLE", "I.E.") governs the names after it until another cue, or
a break that ends it: a dash or a closing bracket always, a comma unless the cue is a plural ("DISTRITOS DE A, B Y C").
Names after streets, schools and rivers are never places; names without a cue count only where separators, prepositions
or cues delimit them on both sides, so that "JUAN VELASCO" or "SAN MARTIN DE PORRES" do not yield a San Martín.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geoapp.geo.locate.cues import NAMES_NO_PLACE, Cue, CueKind, Settlement, cue_at
from geoapp.geo.locate.gazetteer import Gazetteer, NamedEntry
from geoapp.geo.locate.mention import Mention, Role
from geoapp.geo.locate.names import AND, CONNECTORS, PREPOSITIONS, SEPARATORS, Found, NameReader
from geoapp.geo.locate.normalise import Break, Token, tokenise

_DASHES = frozenset({Break.DASH, Break.SLASH, Break.HYPHEN})
_ENDED_BY_EN = NAMES_NO_PLACE | {CueKind.FACILITY}
_NAMED_AFTER = {CueKind.ROAD: Role.ROAD, CueKind.FACILITY: Role.FACILITY, CueKind.NETWORK: Role.NETWORK}


def find_mentions(text: str, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Find every mention of a place of the gazetteer, in reading order."""
    scanner = _Scanner(tokenise(text), gazetteer)
    scanner.run()
    return _mark_tail(scanner.mentions, scanner.last_unknown)


def _mark_tail(mentions: Sequence[Mention], last_unknown: int) -> tuple[Mention, ...]:
    """Mark the names that, separators apart, end the title: addresses are written from small to large there."""
    marked: list[Mention] = []
    open_tail = True
    for mention in reversed(mentions):
        open_tail = open_tail and mention.span[0] > last_unknown
        marked.append(replace(mention, closes_text=open_tail))
        open_tail = open_tail and mention.follows_chain
    return tuple(reversed(marked))


class _Scanner:
    """The state of one pass: the cue that governs, where it began, and how many names it has had."""

    def __init__(self, tokens: tuple[Token, ...], gazetteer: Gazetteer) -> None:
        self.mentions: list[Mention] = []
        self.last_unknown = -1
        self._tokens = tokens
        self._names = NameReader(tokens, gazetteer)
        self._cue: Cue | None = None
        self._cue_start = 0
        self._named = 0
        self._words_since_cue = 0
        self._list_closed = False
        self._after_and = False
        self._run = 0
        self._adjacent = False  # only separators and connectors since the last mention
        self._joined_by: Break | None = None

    def run(self) -> None:
        """Read the whole text."""
        index = 0
        while index < len(self._tokens):
            index += self._step(index)

    def _step(self, index: int) -> int:
        """Read a cue, a name, or one word; return how many words that took."""
        token = self._tokens[index]
        self._pass_break(token.gap, index)
        found = cue_at(self._tokens, index)
        length = self._names.length(index)
        if found and not self._name_beats_cue(index, found, length):
            self._open(found[0], token)
            return found[1]
        if length:
            self._mention(index, length, self._names.exact(index, length))
            return length
        if token.form in CONNECTORS or token.form in PREPOSITIONS:
            self._connector(token)
            return 1
        loose = self._loose(index)
        if loose is not None:
            self._mention(index, *loose)
            return loose[0]
        self._unknown(token)
        return 1

    # -- cues ---------------------------------------------------------------------------------------------------

    def _open(self, cue: Cue, token: Token) -> None:
        before = self._cue
        if (
            before is not None
            and before.kind is CueKind.AREA
            and cue.kind is CueKind.AREA
            and self._fresh()
            and self._after_and
        ):  # PROVINCIA Y DEPARTAMENTO DE TUMBES: one name, two levels
            cue = replace(cue, levels=before.levels + cue.levels, plural=before.plural or cue.plural)
        else:
            self._cue_start = token.start
        self._cue, self._named, self._words_since_cue = cue, 0, 0
        self._list_closed = self._after_and = self._adjacent = False
        self._run += 1

    def _fresh(self) -> bool:
        """Whether nothing but connectors has followed the cue."""
        return self._named == 0 and self._words_since_cue == 0

    def _close(self) -> None:
        self._cue = None
        self._run += 1
        self._list_closed = False

    def _pass_break(self, gap: Break, index: int) -> None:
        if gap in SEPARATORS:
            self._joined_by = gap
        if self._cue is not None:
            if self._ends_cue(self._cue, gap, index):
                self._close()
        elif gap is Break.DASH or gap is Break.SLASH or gap is Break.STRONG:
            self._run += 1

    def _ends_cue(self, cue: Cue, gap: Break, index: int) -> bool:
        if cue.kind is CueKind.SCOPE:
            return gap is Break.STRONG
        if gap is Break.STRONG or gap is Break.OPEN:
            return True
        if gap in _DASHES:
            compound = gap is Break.HYPHEN and not self._adjacent
            return not (self._fresh() or compound or cue.kind is CueKind.ROAD)
        if gap is Break.COMMA:
            if self._list_closed:
                return not self._list_goes_on(index)
            return not (self._fresh() or cue.plural)
        return gap is Break.DOT and self._named > 0 and not cue.plural

    def _list_goes_on(self, index: int) -> bool:
        """Whether names from here on run into another "Y": DISTRITOS DE A Y B, C Y D is one list of four."""
        while index < len(self._tokens) and cue_at(self._tokens, index) is None:
            if self._tokens[index].form in AND:
                return True
            length = self._names.length(index)
            if not length or self._tokens[index].gap in _DASHES:
                return False
            index += length
        return False

    def _connector(self, token: Token) -> None:
        if token.form in AND:
            self._after_and = True
        elif token.form == "EN" and self._cue is not None and self._cue.kind in _ENDED_BY_EN:
            self._close()

    def _unknown(self, token: Token) -> None:
        self.last_unknown = token.start
        self._adjacent = self._after_and = False
        self._joined_by = None
        self._words_since_cue += 1
        cue = self._cue
        if cue is None:
            self._run += 1
        elif cue.levels and cue.kind is not CueKind.SCOPE and not cue.plural:
            self._close()

    # -- names --------------------------------------------------------------------------------------------------

    def _expects_area(self) -> bool:
        cue = self._cue
        if cue is None or not cue.levels or not (self._words_since_cue == 0 or cue.plural):
            return False
        return self._named == 0 or cue.plural or self._after_and or cue.kind is CueKind.SCOPE

    def _expects_locality(self) -> bool:
        cue = self._cue
        if cue is None or cue.kind is not CueKind.LOCALITY:
            return False
        return cue.plural or (self._words_since_cue == 0 and (self._named == 0 or self._after_and))

    def _name_beats_cue(self, index: int, found: tuple[Cue, int], length: int) -> bool:
        """Villa El Salvador, Puente Piedra, Pueblo Nuevo are names, although they begin like cues."""
        if not length or not self._names.names_area(index, length):
            return False
        if self._expects_area() and self._words_since_cue == 0:
            return length >= found[1]
        return found[0].kind is CueKind.LOCALITY and length > found[1] and self._names.ends(index + length)

    def _loose(self, index: int) -> Found | None:
        """A name spelled otherwise: only where a cue or separators say that a name stands here."""
        cue = self._cue
        if cue is None:
            return self._names.loose_segment(index) if self._tokens[index].gap in SEPARATORS else None
        if self._expects_area():
            return self._names.loose_area(index, cue.levels)
        if cue.kind is CueKind.LOCALITY and self._words_since_cue == 0:
            return self._names.loose_locality(index)
        return None

    def _mention(self, index: int, length: int, readings: tuple[NamedEntry, ...]) -> None:
        cue = self._cue
        first, last = self._tokens[index], self._tokens[index + length - 1]
        role = self._role(index, index + length)
        levels = cue.levels if cue is not None and role in {Role.STATED, Role.GOVERNED} else ()
        if levels:
            readings = self._names.at_level(index, length, readings, levels)
        elif role is Role.CHAIN:
            readings = self._names.with_twins(index, length, readings)
        if role is None or not readings:
            self._unknown(last)
            return
        mention = Mention(
            span=(first.start, last.end),
            cue_start=self._cue_start if cue is not None and self._fresh() else first.start,
            role=role,
            levels=levels,
            readings=readings,
            run=self._run,
            follows_chain=self._adjacent and self._joined_by is not None,
            settlement=cue.settlement if cue is not None else Settlement.PART,
            after_and=self._after_and,
        )
        if cue is not None and cue.kind is CueKind.SCOPE and levels:
            self.mentions.append(replace(mention, levels=(levels[self._named % len(levels)],)))
        elif levels:
            self.mentions.extend(replace(mention, levels=(level,)) for level in levels)
        else:
            self.mentions.append(mention)
        self._list_closed = self._list_closed or self._after_and
        self._named += 1
        self._adjacent, self._after_and, self._joined_by = True, False, None

    def _role(self, start: int, end: int) -> Role | None:
        cue = self._cue
        if cue is not None and cue.kind in NAMES_NO_PLACE:
            return None
        if cue is not None and self._expects_area():
            return Role.GOVERNED if cue.kind is CueKind.GOVERNMENT else Role.STATED
        begins = self._names.begins(start) or self._adjacent
        if not self._names.ends(end) or not (begins or self._words_since_cue == 0):
            return None
        if self._expects_locality():
            return Role.LOCALITY
        if cue is not None and cue.kind in _NAMED_AFTER:
            return _NAMED_AFTER[cue.kind]
        return self._bare_role(start) if begins else None

    def _bare_role(self, start: int) -> Role:
        separated = self._tokens[start].gap in SEPARATORS or (self._adjacent and self._joined_by is not None)
        return Role.CHAIN if separated else Role.INLINE
