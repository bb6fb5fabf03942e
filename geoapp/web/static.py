"""Static files with versioned names: those of the maps (`layers`) and geoapp's own; kept by browsers for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from layers import StaticFile, static_files
from layers.assets import media_type

PREFIX = "/static/"


class StaticFiles:
    """All static files in memory, by their versioned path.

    Parameters
    ----------
    folder
        geoapp's own style sheets, scripts and images, without subfolders.
    """

    def __init__(self, folder: Path) -> None:
        own = [_versioned(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
        every: list[StaticFile] = [*static_files().values(), *own]
        self._by_path: Mapping[str, StaticFile] = {file.path: file for file in every}
        self._by_name: Mapping[str, StaticFile] = {file.name: file for file in every}

    @property
    def digest(self) -> str:
        """Names the set of files: versioned paths change with their content."""
        return hashlib.sha256("\n".join(sorted(self._by_path)).encode()).hexdigest()[:16]

    def get(self, path: str) -> StaticFile | None:
        """The file of a versioned path, or None."""
        return self._by_path.get(path)

    def address(self, name: str) -> str:
        """Versioned address of a file by its stable name, such as ``geoapp/site.css``.

        Raises
        ------
        KeyError
            When there is no such file: a mistake in a template.
        """
        return PREFIX + self._by_name[name].path


def _versioned(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(
        f"geoapp/{path.name}", f"geoapp/{path.stem}.{digest}{path.suffix}", media_type(path.name), content
    )
