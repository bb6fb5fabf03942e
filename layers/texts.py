"""Texts of maps in the reader's language: written in Spanish, other languages from the catalogue in ``locale/``.

Maps in Spanish read no catalogue. A map in another language links one more script, the browser's part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Final

from layers.errors import LayerError

SOURCE: Final = "es"
LANGUAGES: Final = ("es", "en")
_TRANSLATED: Final = ("title", "description")


def check_language(language: str) -> str:
    """Return the code of a language if maps can speak it.

    Parameters
    ----------
    language : str
        One of ``LANGUAGES``.

    Returns
    -------
    str
        The same code.

    Raises
    ------
    LayerError
        If it is another.
    """
    if language not in LANGUAGES:
        raise LayerError(f"Idioma {language!r} desconocido. Hay: {', '.join(LANGUAGES)}.")
    return language


def N_(message: str) -> str:  # noqa: N802 - the name by which catalogue tools know it
    """Mark a constant as a message."""
    return message


def gettext(message: str, language: str) -> str:
    """Return a message in a language; one that the catalogue lacks stays as it is."""
    return message if language == SOURCE else _messages(language).get(message, message)


def translation_script(language: str) -> bytes:
    """Return the script that tells the browser the messages of a language."""
    text = json.dumps(dict(_messages(language)), ensure_ascii=False, sort_keys=True)
    # No text can close the element that may hold the script.
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.geoappTexts = Object.assign(window.geoappTexts || {{}}, {text});\n".encode()


def catalogue_files() -> Iterator[Traversable]:
    """Give the catalogue of each language."""
    for language in LANGUAGES:
        if language != SOURCE:
            yield files("layers").joinpath("locale", language, "LC_MESSAGES", "layers.po")


@cache
def _messages(language: str) -> Mapping[str, str]:
    # Maps in Spanish need no catalogue, so notebooks without Babel can draw them.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with files("layers").joinpath("locale", language, "LC_MESSAGES", "layers.po").open("rb") as file:
        held = read_po(file, locale=language)
    return MappingProxyType({str(m.id): str(m.string) for m in held if m.id and m.string})


def extract_toml(fileobj: Any, keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, Any]) -> (
    Iterator[tuple[int, str, str, list[str]]]
):  # fmt: skip
    """Messages of a catalogue file: titles and descriptions (an extractor for Babel)."""
    import tomllib  # noqa: PLC0415 - for building catalogues only

    del keywords, comment_tags, options

    def walk(table: Mapping[str, Any]) -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, Mapping):
                yield from walk(value)
            elif key in _TRANSLATED and isinstance(value, str):
                yield value

    for text in walk(tomllib.load(fileobj)):
        yield 1, "", text, []
