"""Languages of what people read: Spanish is the source, other languages come from catalogues in ``locale/``.

Every text is written in Spanish where it is used, as a whole sentence, and that Spanish is its message id. `_` looks
it up in the language of the moment (`language`), which the web sets for each request and which is Spanish elsewhere.
So a text must be looked up where it is shown, never while something is built that is kept for readers of all
languages: what is kept holds message ids and values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

SOURCE: Final = "es"
LANGUAGES: Final[Mapping[str, str]] = {"es": "Español", "en": "English"}
"""Code of each language and how it calls itself."""
DOMAIN: Final = "geoapp"
FOLDER: Final = Path(__file__).resolve().parent / "locale"

_language: ContextVar[str] = ContextVar("geoapp_language", default=SOURCE)


def language() -> str:
    """Code of the language of the moment."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language within the block, and in the threads that are started from it with its context.

    Parameters
    ----------
    code
        A key of `LANGUAGES`.

    Raises
    ------
    KeyError
        On a language that geoapp does not speak.
    """
    if code not in LANGUAGES:
        raise KeyError(code)
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str, /, **values: Any) -> str:
    """The message in the language of the moment, with its named values (``%(name)s``) where some are given.

    Parameters
    ----------
    message
        Spanish text, a literal where it is written so that it can be extracted. Percent signs are doubled only in
        messages that take values.
    **values
        What stands in the message's named places, already in words.
    """
    code = _language.get()
    text = message if code == SOURCE or not message else str(_catalogue(code).ugettext(message))
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """As `gettext`, in the form that the number asks for; the message may name the number as ``%(n)s``.

    Give `n` among the values too where it is to be written with its thousands apart.
    """
    return choose(singular, plural, n) % {"n": n, **values}


def choose(singular: str, plural: str, n: int) -> str:
    """The form of a message that a number asks for, in the language of the moment, without its values."""
    code = _language.get()
    if code == SOURCE:
        return singular if n == 1 else plural
    return str(_catalogue(code).ungettext(singular, plural, n))


def N_(message: str) -> str:  # noqa: N802 - the name by which catalogue tools know it
    """Mark a constant as a message, to be looked up where it is shown."""
    return message


_ = gettext


def script_messages(code: str) -> Iterator[tuple[str, str]]:
    """Messages of the browser's scripts with their translation."""
    for message in _read(code):
        if message.id and message.string and any(file.endswith(".js") for file, _line in message.locations):
            yield str(message.id), str(message.string)


def _read(code: str) -> Any:
    # Only readers of another language pay for reading a catalogue and for the library that does it.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


@cache
def _catalogue(code: str) -> Any:
    """Messages of a language, read from its text catalogue the first time somebody asks for that language."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.support import Translations  # noqa: PLC0415

    compiled = BytesIO()
    write_mo(compiled, _read(code))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
