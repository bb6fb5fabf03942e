"""Reading the files of a folder. A broken one stops the program with its name and line.

A layer that silently shows the wrong projects is worse than none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from layers.base import NAME
from layers.catalog.fields import check_fields
from layers.catalog.layer import Catalog, CatalogLayer
from layers.errors import CatalogError, LayerError

_PARSER_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_catalog(
    folder: Path | None = None,
    *,
    datasets: Mapping[str, Any] | frozenset[str] | None = None,
    filters: frozenset[str] | None = None,
) -> Catalog:
    """Read every ``*.toml`` of a folder.

    Parameters
    ----------
    folder : pathlib.Path, optional
        The package's own catalogue by default.
    datasets : set of str, optional
        Datasets that the server has; any name where not given.
    filters : frozenset of str, optional
        Filters that the server knows; any name where not given.

    Returns
    -------
    Mapping[str, CatalogLayer]
        By name, in the order the files ask for; read-only.

    Raises
    ------
    CatalogError
        Naming file and line of the first fault.
    LayerError
        If the folder does not exist or holds no file.
    """
    if folder is None:
        with as_file(files("layers").joinpath("catalog")) as own:
            return read_catalog(own, datasets=datasets, filters=filters)
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not paths:
        raise LayerError(f"No hay archivos de catálogo (*.toml) en {folder}.")
    found = [_read(path, datasets, filters) for path in paths]
    return MappingProxyType({layer.name: layer for layer in sorted(found, key=lambda item: (item.order, item.name))})


def _read(path: Path, datasets: Any, filters: frozenset[str] | None) -> CatalogLayer:
    try:
        text = path.read_bytes().decode()
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CatalogError(path, line, "el archivo no está en UTF-8: guárdelo con esa codificación.") from error
    except tomllib.TOMLDecodeError as error:
        at = _PARSER_LINE.search(str(error))
        line = int(at.group(1)) if at else max(len(text.splitlines()), 1)
        raise CatalogError(path, line, f"no es TOML válido: {_PARSER_LINE.sub('', str(error)).strip()}.") from error
    if not NAME.fullmatch(path.stem):
        raise CatalogError(path, 1, "el nombre del archivo debe llevar minúsculas sin acento, cifras y «_».")

    def fail(section: str, key: str, problem: str) -> CatalogError:
        return CatalogError(path, _line_of(text, section, key), problem)

    values = check_fields(content, fail, datasets=datasets, filters=filters)
    source, zoom = values["source"], values["zoom"]
    return CatalogLayer(
        name=path.stem,
        **values[""],
        dataset=source["dataset"],
        filters=MappingProxyType(dict(source["filters"])),
        measure=source["measure"],
        style=MappingProxyType({key: value for key, value in values["style"].items() if value is not None}),
        legend_title=values["legend"]["title"],
        min_zoom=zoom["min"],
        max_zoom=zoom["max"],
    )


def _line_of(text: str, section: str, key: str) -> int:
    """Return the line of a key, else of its section, else the first: the parser does not keep positions."""
    current, section_line = "", 1
    header, assigned = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]"), re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        found = header.match(line)
        if found:
            current = found.group(1).split(".")[0].strip("\"'")
            if current == section and section:
                section_line = number
            if current == key and not section:
                return number
        elif key and current == section and assigned.match(line):
            return number
    return section_line
