r"""Python values as JSON that is safe inside HTML, JavaScript and a Jinja template alike.

branca compiles rendered text as a template once more, and browsers look for ``</script>`` before
they look for strings. So every character that means something to any of the three leaves a string as
a ``\uXXXX`` escape, which all JSON and JavaScript readers turn back into the same character.
"""

from __future__ import annotations

import json
import re
from typing import Any

from layers.errors import LayerError

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSAFE = re.compile("[<>&'`${}\u007f-\u00a0\u2028\u2029\ufeff]")


def _escape(match: re.Match[str]) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", match.group())


def script_json(value: Any) -> str:
    """Write a value as JSON that can stand in a page without being executed by anyone.

    Parameters
    ----------
    value : dict, list, str, int, float, bool or None
        Keys must be text. Infinite and undefined numbers are refused: JSON has none.

    Returns
    -------
    str
        JSON whose strings hold none of ``< > & ' ` $ { }`` nor line separators.

    Raises
    ------
    LayerError
        If the value cannot be written as JSON.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise LayerError(f"No se puede escribir como JSON: {error}. Convierta el valor a texto o número.") from error
    # A lone surrogate cannot be encoded in UTF-8, and the page would fail long after the cause.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LayerError(f"El texto tiene un carácter que no es Unicode válido: {error.reason}.") from error
    return _STRING.sub(_escape, text)
