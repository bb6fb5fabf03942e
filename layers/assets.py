"""The static files that maps need, from installed wheels and from this package, with versioned names.

A name holds the version of the library, or the hash of the content for files of this package: a server may
tell browsers to keep them for good. Nothing here is ever fetched from another machine.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from layers.errors import LayerError
from layers.texts import SOURCE, check_language, translation_script

DEFAULT_PREFIX: Final = "/static/"

# The order matters: each file adds to the object the first one makes.
SCRIPTS: Final = (
    "core.js", "dom.js", "symbols.js", "popup.js", "controls.js", "legend.js",
    "reach.js", "boundaries.js", "choropleth.js", "markers.js", "points.js", "clusters.js", "draw.js",
)  # fmt: skip

_LEAFLET = ("leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png",
            "images/marker-icon.png", "images/marker-icon-2x.png", "images/marker-shadow.png")  # fmt: skip
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*\n?")
_CSS_IMAGE = re.compile(r"url\((images/[\w-]+\.png)\)")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file to serve.

    Parameters
    ----------
    name : str
        Stable name, such as ``leaflet/leaflet.js``.
    path : str
        Versioned path below the prefix, such as ``leaflet-1.9.4/leaflet.js``.
    media_type : str
        For the ``Content-Type`` header.
    content : bytes
        The file.
    """

    name: str
    path: str
    media_type: str
    content: bytes


def _read(folder: Traversable, name: str, owner: str) -> bytes:
    try:
        return folder.joinpath(*name.split("/")).read_bytes()
    except OSError as error:
        raise LayerError(f"Falta el archivo {name} de {owner}: vuelva a instalar el paquete.") from error


def _library(distribution: str, module: str, folder: str, name: str, wanted: tuple[str, ...]) -> list[StaticFile]:
    try:
        # The wheel's version is the library's, plus a number for the packaging.
        released = ".".join(version(distribution).split(".")[:3])
        root = files(module).joinpath("static", folder)
    except (PackageNotFoundError, ModuleNotFoundError) as error:
        raise LayerError(f"Falta el paquete {distribution}: instale las dependencias de geoapp.") from error
    found = []
    for item in wanted:
        # Without their source maps, which are not served, browsers' tools would ask for a missing file.
        content = _SOURCE_MAP.sub(b"\n", _read(root, item, distribution))
        found.append(StaticFile(f"{name}/{item}", f"{name}-{released}/{item}", media_type(item), content))
    return found


def media_type(name: str) -> str:
    """Return the media type of a static file by its name."""
    suffix = name[name.rfind(".") :]
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _own(name: str, content: bytes) -> StaticFile:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(f"layers/{name}", f"layers/{stem}.{digest}.{suffix}", media_type(name), content)


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Return every static file by its versioned path (read-only; read once per process).

    The small scripts of ``layers/static`` are served as one file, ``layers/layers.js``.

    Raises
    ------
    LayerError
        If a wheel or a file of it is missing.
    """
    static = files("layers").joinpath("static")
    script = b"\n".join(_read(static, name, "layers") for name in SCRIPTS)
    every = [
        *_library("django-js-lib-leaflet", "js_lib_leaflet", "js_lib_leaflet", "leaflet", _LEAFLET),
        _own("layers.js", script),
        _own("layers.css", _read(static, "layers.css", "layers")),
    ]
    return MappingProxyType({item.path: item for item in every})


@cache
def _by_name() -> Mapping[str, StaticFile]:
    return MappingProxyType({item.name: item for item in static_files().values()})


def static_file(name: str) -> StaticFile:
    """Return a static file by its stable name, such as ``leaflet/leaflet.js``.

    Raises
    ------
    LayerError
        If there is none of that name.
    """
    try:
        return _by_name()[name]
    except KeyError:
        raise LayerError(f"No hay archivo estático {name!r}. Hay: {', '.join(_by_name())}.") from None


def static_url(name: str, prefix: str = DEFAULT_PREFIX) -> str:
    """Return the versioned address of a static file on this server."""
    return prefix + static_file(name).path


def map_scripts(prefix: str = DEFAULT_PREFIX, language: str = SOURCE) -> list[tuple[str, str]]:
    """Return name and address of the scripts of a map, in the order they have to run."""
    own = [(name, static_url(name, prefix)) for name in ("leaflet/leaflet.js", "layers/layers.js")]
    if language == SOURCE:
        return own
    texts = translation_file(language)
    return [(texts.name, prefix + texts.path), *own]


@cache
def translation_file(language: str) -> StaticFile:
    """Return the script with the browser's texts in a language, made from its catalogue when first asked for."""
    return _own(f"texts.{check_language(language)}.js", translation_script(language))


def map_styles(prefix: str = DEFAULT_PREFIX) -> list[tuple[str, str]]:
    """Return name and address of the style sheets of a map."""
    return [(name, static_url(name, prefix)) for name in ("leaflet/leaflet.css", "layers/layers.css")]


@cache
def inline_assets(language: str = SOURCE) -> tuple[str, str]:
    """Return the text of the style sheets and of the scripts of a map, for a page that stands alone.

    Images named by the style sheets become ``data:`` addresses, and nothing in the scripts can close their tag.
    """

    def embed(match: re.Match[str]) -> str:
        image = base64.b64encode(static_file(f"leaflet/{match.group(1)}").content).decode()
        return f"url(data:image/png;base64,{image})"

    css = "\n".join(static_file(name).content.decode() for name, _ in map_styles())
    js = "\n".join(static_file(name).content.decode() for name, _ in map_scripts())
    if language != SOURCE:
        js = translation_file(language).content.decode() + js
    return _CSS_IMAGE.sub(embed, css), re.sub(r"<(?=/script|!--|script)", r"\\x3c", js, flags=re.IGNORECASE)
