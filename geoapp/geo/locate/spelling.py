"""When two spellings of a Peruvian place name are the same name: Incahuasi and Inkawasi, Saña and Zaña."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

ARTICLES = frozenset({"EL", "LA", "LOS", "LAS"})
LINKS = frozenset({"DE", "DEL", "Y", "E"})

# Order matters: a rule works on what the ones before it left.
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
    for pattern, replacement in _SOUNDS:
        form = pattern.sub(replacement, form)
    return form


def name_key(forms: Iterable[str]) -> str:
    """Key of a whole name: its sounds, without articles and links, in any order (``BAJO FRUTILLO``)."""
    return " ".join(sorted(sound(form) for form in forms if form not in ARTICLES and form not in LINKS))


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
