"""Reading a page as somebody who reads English: what of its text is Spanish without saying so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "source", "col", "wbr", "area", "base", "embed", "track"}
UNREAD = {"script", "style", "code", "pre"}
TOLD = ("aria-label", "title", "placeholder", "alt", "content", "data-label")
SPANISH = re.compile(
    r"[¿¡«»]"
    r"|\b(?:de|del|la|el|los|las|que|y|en|sin|con|por|para|una|un|su|sus|al|se|lo|es|más|según|desde|hasta|entre|como|si"
    r"|ni|ya|solo|todo|todos|todas|cada|este|esta|ese|esa|hay|fue|son|está|están|tiene|tienen|dice|dicen|puede|ver"
    r"|ningún|ninguna|ninguno|proyecto|proyectos|costo|monto|avance|obra|obras|dato|datos|fuente|fuentes|fecha|estado"
    r"|lugar|lugares|área|áreas|mapa|año|años|plan regional|compromiso|compromisos|provincias|distritos|distrito"
    r"|provincia|habitantes|documentos|públicos|edición|alertas|señal|señales|compartido|compartidos|presupuesto"
    r"|gasto|ejecución|buscar|quitar|elija|escriba|descargar|anterior|siguiente|página|páginas|salud|educación"
    r"|transporte|riego|sitio|localidad|municipalidad|municipalidades|centro|centros|poblado|poblados)\b"
    r"|\w+(?:ción|ciones|idad|amiento|mente)\b",
    re.IGNORECASE,
)
STATE_TERMS = re.compile(
    r"Presupuesto Institucional (?:de Apertura|Modificado)|Código Único de Inversiones|“?[Dd]evengado”?|Contraloría"
    r"|céntimos?|\(devengado\)|https?://\S+|/(?:[\w.-]+/?)+"
)
"""Terms of the state that English pages keep and explain."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    @property
    def _skipped(self) -> bool:
        return any(skip for _, skip in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        skip = tag in UNREAD or held.get("lang") == "es"
        if not (self._skipped or skip):
            for name in TOLD:
                if tag == "meta" and name == "content" and not _is_text(held):
                    continue
                if held.get(name):
                    self.texts.append(str(held[name]))
        if tag not in VOID:
            self.open.append((tag, skip))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, _ = self.open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._skipped:
            self.texts.append(" ".join(data.split()))


def _is_text(attributes: dict[str, str | None]) -> bool:
    return attributes.get("name") == "description" or attributes.get("property") in {
        "og:title", "og:description", "og:site_name",
    }  # fmt: skip


def spanish_in(html: str, names: Iterable[str]) -> list[str]:
    """Texts of a page that have Spanish words outside of elements that say ``lang="es"``.

    Parameters
    ----------
    names
        Proper names (areas, localities, projects in attributes), which are of no language.
    """
    reader = _Reader()
    reader.feed(html)
    return [text for text in reader.texts if is_spanish(text, names)]


def is_spanish(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text has Spanish words besides proper names and the state's terms."""
    if not SPANISH.search(text):
        return False
    bare = STATE_TERMS.sub("", text)
    for name in names:
        if name in bare:
            bare = bare.replace(name, "")
    return SPANISH.search(bare) is not None
