"""The places a title may name: areas of the whole country and populated places, found by name in constant time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from geoapp.domain.places import Precision
from geoapp.geo.locate.normalise import Token, name_forms
from geoapp.geo.locate.spelling import ARTICLES, LINKS, name_key, name_keys, one_slip, slip_keys, sound

_MIN_SLIP_LETTERS = 6


class Match(Enum):
    """How a piece of text agrees with a name of a place."""

    EXACT = "exact"
    ALIAS = "alias"  # without its article, with initials, or one of two published names
    CAPITAL = "capital"  # the area is named by its capital town
    SOUND = "sound"  # spelled otherwise, pronounced alike
    SLIP = "slip"  # one letter wrong


@dataclass(frozen=True, slots=True)
class Entry:
    """One place.

    Areas carry their ubigeo and no coordinates; populated places carry the district they are declared in, their own
    code, and longitude and latitude in WGS 84 degrees.
    """

    precision: Precision
    ubigeo: str
    name: str
    locality_code: str = ""
    lon: float | None = None
    lat: float | None = None

    @property
    def code(self) -> str:
        """The key of the place: the code of the populated place, or the ubigeo of the area."""
        return self.locality_code or self.ubigeo

    def within(self, ubigeo: str) -> bool:
        """Tell whether the place is that area or lies in it."""
        return self.ubigeo.startswith(ubigeo)


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A place under one of its names."""

    entry: Entry
    match: Match


class Gazetteer:
    """An immutable index of places by name.

    Parameters
    ----------
    entries
        Areas and populated places; the codes of areas must be unique.
    capitals
        Name of the capital town by ubigeo of an area (any level).
    """

    def __init__(self, entries: Iterable[Entry], capitals: Mapping[str, str] | None = None) -> None:
        self._areas: dict[str, Entry] = {}
        self._localities: dict[str, Entry] = {}
        for entry in entries:
            table = self._localities if entry.precision is Precision.LOCALITY else self._areas
            if entry.code in table:
                raise ValueError(f"El nomenclátor repite el código {entry.code} ({entry.name}).")
            table[entry.code] = entry
        self._by_name: dict[str, list[NamedEntry]] = defaultdict(list)
        self._added: list[tuple[tuple[str, ...], Entry]] = []
        self._longest: dict[str, int] = {}
        for entry in [*self._areas.values(), *self._localities.values()]:
            for forms, match in _names(entry):
                self._add(forms, entry, match)
        for ubigeo, capital in (capitals or {}).items():
            area = self._areas.get(ubigeo)
            forms = name_forms(capital)
            if area is not None and forms and forms != name_forms(area.name):
                self._add(forms, area, Match.CAPITAL)

    def __len__(self) -> int:
        return len(self._areas) + len(self._localities)

    def _add(self, forms: tuple[str, ...], entry: Entry, match: Match) -> None:
        named = self._by_name[" ".join(forms)]
        if named and any(known.entry is entry for known in named):
            return
        named.append(NamedEntry(entry, match))
        self._added.append((forms, entry))
        self._longest[forms[0]] = max(len(forms), self._longest.get(forms[0], 0))

    @cached_property
    def _by_key(self) -> dict[str, list[NamedEntry]]:
        index: dict[str, list[NamedEntry]] = defaultdict(list)
        for key, (_, entry) in zip(name_keys([forms for forms, _ in self._added]), self._added, strict=True):
            index[key].append(NamedEntry(entry, Match.SOUND))
        return dict(index)

    @cached_property
    def _by_slip(self) -> dict[str, list[tuple[str, Entry]]]:
        index: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for area in self._areas.values():
            name = "".join(name_forms(area.name))
            if len(name) >= _MIN_SLIP_LETTERS:
                for key in slip_keys(name):
                    index[key].append((name, area))
        return dict(index)

    def area(self, ubigeo: str) -> Entry | None:
        """Return the area of a code, or None."""
        return self._areas.get(ubigeo)

    def areas(self) -> Iterator[Entry]:
        """Yield every area of the three levels."""
        return iter(self._areas.values())

    def longest_name(self, token: Token) -> int:
        """Return how many words the longest name beginning with this word has; 0 when none does."""
        return max(self._longest.get(form, 0) for form in (token.form, *token.others))

    def named(self, tokens: tuple[Token, ...]) -> tuple[NamedEntry, ...]:
        """Places whose name is exactly these words (accents apart, lost letters tried)."""
        for name in _spellings(tokens):
            found = self._by_name.get(name)
            if found:
                return tuple(found)
        return ()

    def sounding(self, tokens: tuple[Token, ...]) -> tuple[NamedEntry, ...]:
        """Places whose name is pronounced like these words, articles and order apart."""
        for name in _spellings(tokens):
            found = self._by_key.get(name_key(name.split()))
            if found:
                return tuple(found)
        return ()

    def twins(self, tokens: tuple[Token, ...], known: tuple[NamedEntry, ...]) -> tuple[NamedEntry, ...]:
        """Areas besides the known ones whose name is pronounced the same word for word: Inkawasi and Incahuasi."""
        codes = {item.entry.code for item in known}
        key = [sound(token.form) for token in tokens]
        return tuple(
            item
            for item in self._by_key.get(name_key(token.form for token in tokens), ())
            if item.entry.precision is not Precision.LOCALITY
            and item.entry.code not in codes
            and [sound(form) for form in name_forms(item.entry.name)] == key
        )

    def slipped(self, tokens: tuple[Token, ...]) -> tuple[NamedEntry, ...]:
        """Areas whose name (of six letters or more) differs from these words by one letter."""
        word = "".join(token.form for token in tokens)
        if len(word) < _MIN_SLIP_LETTERS:
            return ()
        found: dict[str, NamedEntry] = {}
        for key in slip_keys(word):
            for name, area in self._by_slip.get(key, ()):
                if one_slip(name, word):
                    found[area.ubigeo] = NamedEntry(area, Match.SLIP)
        return tuple(found.values())


def _spellings(tokens: tuple[Token, ...]) -> Iterator[str]:
    yield " ".join(token.form for token in tokens)
    for index, token in enumerate(tokens):
        for other in token.others:
            yield " ".join(other if i == index else word.form for i, word in enumerate(tokens))


def _names(entry: Entry) -> Iterator[tuple[tuple[str, ...], Match]]:
    plain, _, bracketed = entry.name.partition("(")
    forms = name_forms(plain) or name_forms(entry.name)
    if not forms:
        return
    yield forms, Match.EXACT
    other = name_forms(bracketed)
    if other:
        yield other, Match.ALIAS
        yield forms + other, Match.EXACT
    if entry.precision is Precision.LOCALITY:
        return
    if forms[:2] == ("PROV", "CONST"):
        yield forms[3:], Match.EXACT
        yield ("CONSTITUCIONAL", "DEL", *forms[3:]), Match.EXACT
    if forms[0] in ARTICLES and len(forms) > 1:
        yield forms[1:], Match.ALIAS
    yield from _with_initials(forms)


def _with_initials(forms: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Match]]:
    """Names of persons are cut short: JOSE L ORTIZ, J L ORTIZ for José Leonardo Ortiz."""
    if len(forms) != 3 or any(form in ARTICLES or form in LINKS for form in forms):  # noqa: PLR2004
        return
    first, middle, last = forms
    yield (first, middle[0], last), Match.ALIAS
    yield (first[0], middle[0], last), Match.ALIAS
