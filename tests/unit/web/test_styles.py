"""What the pages take of Bootstrap's style sheet: all that they use, and little else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoapp.web.styles import USED, bootstrap, page_sheet, used_rules

ROOT = Path(__file__).parents[3]
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)


def classes_in_use() -> set[str]:
    """Words of every class attribute of the templates and scripts, those of choices within them too."""
    words: set[str] = set()
    for template in (ROOT / "templates").rglob("*.html"):
        # Quotes inside a Jinja tag do not end the attribute.
        text = _TAG.sub(lambda tag: " " + tag[1].replace('"', " ") + " ", template.read_text("utf-8"))
        for value in re.findall(r'class="([^"]*)"', text):
            words.update(re.findall(r"[\w-]+", value))
    for script in (*(ROOT / "geoapp/web/assets").glob("*.js"), *(ROOT / "layers/static").glob("*.js")):
        text = script.read_text("utf-8")
        for value in re.findall(r"(?:class: |className = |classList\.\w+\()[`\"]([^`\"]*)[`\"]", text):
            words.update(re.findall(r"[\w-]+", value))
    return words


def test_classes_that_pages_use_are_the_ones_that_are_kept() -> None:
    assert classes_in_use() & set(_CLASS.findall(bootstrap())) == USED


def test_every_kept_rule_is_bootstraps_own_in_its_order() -> None:
    whole, kept = bootstrap(), used_rules(bootstrap(), USED)
    assert kept.startswith("/*!")
    assert "MIT" in kept[: kept.index("*/")]
    bodies = re.findall(r"\{([^{}]*)\}", kept)
    assert len(bodies) > 100
    at = 0
    for body in bodies:
        at = whole.index(f"{{{body}}}", at)


def test_sheet_is_a_fraction_of_bootstraps() -> None:
    assert len(used_rules(bootstrap(), USED)) < len(bootstrap()) / 8
    assert page_sheet("main { color: red }").endswith("\nmain { color: red }")


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".b .a{x:1}.a p{x:2}", ".a p{x:2}"),
        (".a,.b,p>.a{x:1}", ".a,p>.a{x:1}"),
        (".a:not(.b){x:1}", ".a:not(.b){x:1}"),
        (":not(.b)+.a:active,.b{x:1}", ":not(.b)+.a:active{x:1}"),
        ("p:is(.a,.b){x:1}", ""),
        ("@media (min-width:1px){.b{x:1}}p{x:2}", "p{x:2}"),
        ("@media print{.b{x:1}.a{x:2}}", "@media print{.a{x:2}}"),
        ("@keyframes b{0%{x:1}to{x:2}}p{x:3}", "p{x:3}"),
        ('@charset "UTF-8";:root{--x:1}', ":root{--x:1}"),
        ("/* said */.a{x:1}", ".a{x:1}"),
        ('[x=y] .a{x:url("data:x/y,%3csvg%3e")}.b{x:1}', '[x=y] .a{x:url("data:x/y,%3csvg%3e")}'),
    ],
)  # fmt: skip
def test_selectors_stay_that_need_no_other_class(sheet: str, kept: str) -> None:
    assert used_rules(sheet, frozenset({"a"})) == kept
