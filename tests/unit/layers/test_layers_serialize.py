"""JSON that no reader of a page executes."""

from __future__ import annotations

import json

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import LayerError, script_json

HOSTILE = [
    "Obra ${window.x=1}",
    "{{7*7}}",
    "<img src=x onerror=...>",
    "</script><script>x</script>",
    "{% for %}",
    "{# nota #}",
    "<!-- <script>",
    "a\u2028b\u2029c",
    "`'\"\\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_and_is_inert(text: str) -> None:
    written = script_json({text: [text, {"a": text}]})
    assert json.loads(written) == {text: [text, {"a": text}]}
    for mark in ("<", ">", "&", "'", "`", "$", "{{", "{%", "{#", "\u2028", "\u2029"):
        assert mark not in written
    assert jinja2.Template(written).render() == written


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans() | st.none(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_value_survives_json_and_template(value: object) -> None:
    written = script_json(value)
    assert json.loads(written) == value
    assert jinja2.Template(written).render() == written
    assert "<" not in written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), "\ud800"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(LayerError):
        script_json([value])
