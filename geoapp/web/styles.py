"""The pages' one style sheet: what they use of Bootstrap, then geoapp's own rules over it.

Bootstrap's sheet is far more than the pages use of it, and a phone reads all of it before it shows a word. Its rules
are taken as they stand in the installed wheel; none is written here.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from geoapp.errors import ConfigurationError

USED: Final = frozenset({
    "btn", "btn-outline-primary", "btn-primary", "container-xl", "figure", "form-control", "form-select", "lead",
    "table", "table-responsive", "visually-hidden",
})  # fmt: skip
"""Classes of Bootstrap that the pages use; a test holds them against the templates and scripts."""

_BANNER = re.compile(r"/\*!.*?\*/", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A statement (@charset, which the server's header says), a group of rules or a rule: Bootstrap nests no deeper.
_PART = re.compile(r"@[^{};]+;|(@[^{};]+)\{((?:[^{}]*\{[^{}]*\})*)\}|([^{}]+)\{([^{}]*)\}")
_LIST = re.compile(r",(?![^(]*\))")
_NEGATED = re.compile(r":not\([^()]*\)")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")


def used_rules(sheet: str, classes: frozenset[str]) -> str:
    """Return a style sheet without the rules for classes that are not used.

    Parameters
    ----------
    sheet
        Minified CSS with groups (``@media``) one level deep, as Bootstrap distributes it.
    classes
        Names without the dot. Selectors that need no other class stay; rules that no selector is left of go.

    Returns
    -------
    str
        The rules in their order, below the sheet's licence.
    """
    banner = _BANNER.search(sheet)
    return (banner[0] if banner else "") + "".join(_kept(_COMMENT.sub("", sheet), classes))


def _kept(sheet: str, classes: frozenset[str]) -> list[str]:
    kept = []
    for part in _PART.finditer(sheet):
        group, inside, selectors, body = part.groups()
        if group and group.startswith("@media"):
            if inner := "".join(_kept(inside, classes)):
                kept.append(f"{group}{{{inner}}}")
        elif selectors:
            wanted = [one for one in _LIST.split(selectors) if _needs(one) <= classes]
            if wanted:
                kept.append(f"{','.join(wanted)}{{{body}}}")
    return kept


def _needs(selector: str) -> frozenset[str]:
    return frozenset(_CLASS.findall(_NEGATED.sub("", selector)))


def bootstrap() -> str:
    """Return Bootstrap's whole sheet, from the installed wheel.

    Raises
    ------
    ConfigurationError
        When the wheel is not installed.
    """
    try:
        sheet = files("js_lib_bootstrap5").joinpath("static", "js-lib-bootstrap5", "css", "bootstrap.min.css")
        return sheet.read_text("utf-8")
    except (ModuleNotFoundError, OSError) as error:
        raise ConfigurationError(
            "Falta el paquete django-js-lib-bootstrap5: instale las dependencias de geoapp."
        ) from error


def page_sheet(own: str) -> str:
    """Return geoapp's sheet over the rules of Bootstrap that the pages use."""
    return f"{used_rules(bootstrap(), USED)}\n{own}"
