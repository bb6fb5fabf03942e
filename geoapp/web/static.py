"""Static files with versioned names: those of the maps (`layers`) and geoapp's own; kept by browsers for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import orjson

from geoapp.i18n import FOLDER, LANGUAGES, SOURCE, script_messages
from geoapp.web.styles import page_sheet
from layers import StaticFile, static_files
from layers.assets import media_type, translation_file
from layers.texts import catalogue_files

PREFIX = "/static/"
_SHEET = "site.css"  # served with what it stands on


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
        """Names the set of files: versioned paths change with their content, catalogues with their bytes."""
        told = hashlib.sha256("\n".join(sorted(self._by_path)).encode())
        for catalogue in (*sorted(FOLDER.rglob("*.po")), *catalogue_files()):
            told.update(catalogue.read_bytes())
        return told.hexdigest()[:16]

    def get(self, path: str) -> StaticFile | None:
        """The file of a versioned path, or None."""
        found = self._by_path.get(path)
        if found is None and "/texts." in path:
            # Scripts of translations are made from catalogues, which servers of Spanish pages never compile.
            found = next((file for file in _translations() if file.path == path), None)
        return found

    def address(self, name: str) -> str:
        """Versioned address of a file by its stable name, such as ``geoapp/site.css``.

        Raises
        ------
        KeyError
            When there is no such file: a mistake in a template.
        """
        return PREFIX + self._by_name[name].path

    def texts(self, code: str) -> str:
        """Versioned address of the script that tells the pages' scripts their texts in a language."""
        return PREFIX + _pages_texts(code).path


def _translations() -> Iterator[StaticFile]:
    for code in LANGUAGES:
        if code != SOURCE:
            yield _pages_texts(code)
            yield translation_file(code)


@cache
def _pages_texts(code: str) -> StaticFile:
    told = dict(script_messages(code))
    json = orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode().replace("<", "\\u003c")
    script = f"window.geoappTexts = Object.assign(window.geoappTexts || {{}}, {json});\n"
    return _file(f"texts.{code}.js", script.encode())


def _versioned(path: Path) -> StaticFile:
    if path.name == _SHEET:
        return _file(path.name, page_sheet(path.read_text("utf-8")).encode())
    return _file(path.name, path.read_bytes())


def _file(name: str, content: bytes) -> StaticFile:
    digest = hashlib.sha256(content).hexdigest()[:16]
    stem, _, suffix = name.rpartition(".")
    return StaticFile(f"geoapp/{name}", f"geoapp/{stem}.{digest}.{suffix}", media_type(name), content)
