"""folium's map, loaded without pandas.

folium imports pandas for one thing: to accept a DataFrame where it expects points. That takes time and memory of
every process, also where no DataFrame is ever drawn. While folium loads, a stand-in takes the place of pandas; folium
keeps it, and it loads the real one when folium first asks for something of it. Where pandas is loaded already, as in a
notebook with GeoPandas, nothing is stood in for.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folium import Map

__all__ = ["Map"]


class _LaterPandas(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # import machinery looks at modules: that is no use of pandas
        value = getattr(importlib.import_module("pandas"), name)
        setattr(self, name, value)
        return value


def _load() -> ModuleType:
    if "pandas" in sys.modules or "folium" in sys.modules:
        return importlib.import_module("folium")
    stand_in = _LaterPandas("pandas")
    sys.modules["pandas"] = stand_in
    try:
        return importlib.import_module("folium")
    finally:
        if sys.modules.get("pandas") is stand_in:
            del sys.modules["pandas"]


if not TYPE_CHECKING:
    Map = _load().Map
