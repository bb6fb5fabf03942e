"""A rendered map in separable parts, so that a page places them under its own content security policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from branca.element import CssLink, JavascriptLink

from layers.assets import inline_assets
from layers.base import figure_of
from layers.errors import LayerError

if TYPE_CHECKING:
    from layers.basemap import BaseMap

_NONCE: Final = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
# Files that are linked run deferred; the page's own script has to wait for them.
_RUN: Final = (
    "(function (run) {{\n"
    'if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run); else run();\n'
    "}})(function () {{\n{body}\n}});"
)


@dataclass(frozen=True, slots=True)
class MapParts:
    """What a page needs to show a map.

    Parameters
    ----------
    head : str
        Links to style sheets and deferred scripts, for ``<head>``. Files of the own server: no nonce needed
        (``inline`` rendering holds them inside and needs one).
    html : str
        Container, and embedded data if any, for ``<body>``.
    script : str
        JavaScript without its tag; place it in ``<script nonce="...">`` after ``html``.
    """

    head: str
    html: str
    script: str

    def to_document(self, *, nonce: str | None = None, title: str = "Mapa", lang: str = "es") -> str:
        """Return a bare page: for ``/mapas/*``, for notebooks, for files that travel alone.

        Parameters
        ----------
        nonce : str, optional
            Of the content security policy that the page is served with.

        Raises
        ------
        LayerError
            If the nonce is not base64 text of 8 characters or more.
        """
        if nonce is not None and not _NONCE.fullmatch(nonce):
            raise LayerError("El nonce de la página debe ser texto base64 de 8 caracteres o más.")
        attribute = f' nonce="{nonce}"' if nonce else ""
        head = self.head
        if nonce:
            head = head.replace("<style>", f"<style{attribute}>").replace("<script>", f"<script{attribute}>")
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(lang)}" class="geoapp-document">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n{head}\n</head>\n<body>\n{self.html}\n"
            f"<script{attribute}>\n{self.script}\n</script>\n</body>\n</html>\n"
        )


def render_parts(map_: BaseMap, *, inline: bool = False) -> MapParts:
    """Render a map; the same map renders to the same text every time.

    Parameters
    ----------
    map_ : BaseMap
        With its layers.
    inline : bool
        Put Leaflet, scripts and styles inside ``head`` instead of linking them.

    Returns
    -------
    MapParts
    """
    figure = figure_of(map_)
    map_.render()
    own = {name for name, _ in (*map_.default_css, *map_.default_js)}
    head = []
    if inline:
        css, js = inline_assets(map_.language)
        head += [f"<style>{css}</style>", f"<script>{js}</script>"]
    for name, child in figure.header._children.items():  # noqa: SLF001  branca offers no other way to its parts
        if name == "meta_http" or (inline and name in own):
            continue
        if isinstance(child, JavascriptLink):
            head.append(f'<script defer src="{escape(child.url)}"></script>')
        elif isinstance(child, CssLink):
            head.append(f'<link rel="stylesheet" href="{escape(child.url)}">')
        else:
            head.append(child.render())
    html = "\n".join(child.render() for child in figure.html._children.values())  # noqa: SLF001
    body = "\n".join(child.render() for child in figure.script._children.values())  # noqa: SLF001
    return MapParts("\n".join(head), html, _RUN.format(body=body))
