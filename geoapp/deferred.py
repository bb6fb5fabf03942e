"""Libraries that are slow to load and that few requests need: loaded at their first use, not when geoapp starts.

``pl = deferred("polars")`` stands where ``import polars as pl`` would, beside an import for the type checker:

    if TYPE_CHECKING:
        import polars as pl
    else:
        pl = deferred("polars")

The first page then waits for nothing that only imports of files or downloads need (`docs/decisions/0302`).
"""

from __future__ import annotations

import importlib
from typing import Any


class Deferred:
    """Stands for a module until something of it is asked for.

    Safe between threads: Python's own import lock lets one thread load, the others wait for the whole module.
    `importlib.util.LazyLoader` gives other threads a half-loaded one on Python 3.11.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        self.__dict__[attribute] = value  # found without this detour from now on
        return value

    def __repr__(self) -> str:
        return f"<{self._name}, loaded at its first use>"


def deferred(name: str) -> Any:
    """Give a stand-in for the module of a name, which may have dots."""
    return Deferred(name)
