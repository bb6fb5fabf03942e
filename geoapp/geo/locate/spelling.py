"""When two spellings of a Peruvian place name are the same name: Incahuasi and Inkawasi, Saña and Zaña."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

ARTICLES = frozenset({"EL", "LA", "LOS", "LAS"})
LINKS = frozenset({"DE", "DEL", "Y", "E"})
_SMALL = ARTICLES | LINKS

# Order matters: a rule works on what the ones before it left. None reaches beyond a line, so each works on many words.
_SOUNDS = (
    (re.compile(r"PH"), "F"),
    (re.compile(r"(?<!C)H(?=U[AEIO])"), ""),
    (re.compile(r"GU(?=[AO])|U(?=[AEIO])"), "W"),
    (re.compile(r"CH|SH"), "X"),
    (re.compile(r"H"), ""),
    (re.compile(r"[QGK]W(?=[EI])"), "K"),
    (re.compile(r"C(?=[EI])|Z"), "S"),
    (re.compile(r"[CQ]"), "K"),
    (re.compile(r"V"), "B"),
    (re.compile(r"LL|Y$|Y"), "I"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=65_536)
def sound(form: str) -> str:
    """Key of a folded word: words of equal key are spelled differently and pronounced alike.

    >>> sound("INKAWASI") == sound("INCAHUASI"), sound("ZANA") == sound("SANA")
    (True, True)
    """
    return _sounds(form)


def _sounds(lines: str) -> str:
    for pattern, replacement in _SOUNDS:
        lines = pattern.sub(replacement, lines)
    return lines


def name_key(forms: Iterable[str]) -> str:
    """Key of a whole name: its sounds, without articles and links, in any order (``BAJO FRUTILLO``)."""
    return " ".join(sorted(sound(form) for form in forms if form not in _SMALL))


def name_keys(names: Sequence[Sequence[str]]) -> list[str]:
    """`name_key` of many names: their words sound all at once, a line each, in a fraction of the time."""
    words = list(dict.fromkeys(chain.from_iterable(names)))
    sounds = dict(zip(words, _sounds("\n".join(words)).split("\n"), strict=True)) if words else {}
    return [" ".join(sorted(sounds[form] for form in forms if form not in _SMALL)) for forms in names]


def one_slip(left: str, right: str) -> bool:
    """Tell whether two words differ by one letter: changed, missing, added, or two neighbours exchanged."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, letter in enumerate(left) if letter != right[i]), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    if left[at + 1 :] == right[at + 1 :]:
        return True
    return left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]


def slip_keys(form: str) -> frozenset[str]:
    """Return the word and the word without each of its letters: two words one slip apart share a key."""
    return frozenset({form, *(form[:i] + form[i + 1 :] for i in range(len(form)))})
