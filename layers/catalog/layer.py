"""One thematic layer, as its file says, and the map layer built of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers.base import Layer
from layers.boundaries import Boundaries
from layers.choropleth import Choropleth
from layers.clusters import Clusters
from layers.errors import LayerError
from layers.points import Points
from layers.style import SECTORS, SectorStyle
from layers.texts import check_language, gettext


@dataclass(frozen=True, slots=True)
class CatalogLayer:
    """One thematic layer, as its file says.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    dataset : str
        Which data: a key of the addresses given to ``build`` (``projects``, ``provinces``, ``localities``...).
    filters : Mapping[str, object]
        The source query: fixed filters sent with every request.
    """

    name: str
    title: str
    description: str
    kind: str
    order: int
    visible: bool
    dataset: str
    filters: Mapping[str, Any]
    measure: str | None
    style: Mapping[str, Any]
    legend_title: str
    min_zoom: int
    max_zoom: int

    def in_language(self, language: str) -> CatalogLayer:
        """Return the layer with its titles and description in a language; files not of this package stay as written."""
        check_language(language)
        return replace(
            self,
            title=gettext(self.title, language),
            description=gettext(self.description, language),
            legend_title=gettext(self.legend_title, language),
        )

    def symbol(self) -> SectorStyle | None:
        """Return the one colour and shape of the layer, or None where each thing has its sector's."""
        if "sector" in self.style:
            return SECTORS[self.style["sector"]]
        if "color" in self.style and "shape" in self.style:
            return SectorStyle(self.legend_title, self.style["color"], self.style["shape"])
        return None

    def build(
        self,
        addresses: Mapping[str, str],
        measures: Mapping[str, str] | None = None,
        *,
        visible: bool | None = None,
        levels: Mapping[str, str] | None = None,
    ) -> Layer:
        """Return the map layer, ready for ``add_to(map)``.

        Parameters
        ----------
        addresses : Mapping[str, str]
            Dataset to the address that serves it. Clusters also need ``card`` and may have ``place``;
            a choropleth needs ``values``.
        measures : Mapping[str, str], optional
            Titles of the measures a choropleth may switch to.
        visible : bool, optional
            Whether it is drawn from the start; as its file says by default.
        levels : Mapping[str, str], optional
            Dataset of a choropleth to the ``level`` its values are asked for by; its own name by default.

        Raises
        ------
        LayerError
            If an address is missing.
        """
        data = self._address(addresses, self.dataset)
        hidden = not (self.visible if visible is None else visible)
        limits: dict[str, Any] = {
            "min_zoom": self.min_zoom,
            "max_zoom": self.max_zoom,
            "hidden": hidden,
            "title": self.title,
        }
        if self.kind == "clusters":
            card, place = self._address(addresses, "card"), addresses.get("place")
            symbol = self.symbol()
            ring = symbol.color if symbol else None
            return Clusters(data, card, place, name=self.name, filters=self.filters, ring=ring, **limits)
        if self.kind == "points":
            card_address = addresses.get(f"{self.dataset}_card")
            return Points(
                data,
                name=self.name,
                symbol=self.symbol(),
                card_address=card_address,
                by_view=bool(self.style.get("by_view", False)),
                filtered=bool(self.style.get("filtered", False)),
                **limits,
            )
        if self.kind == "choropleth":
            shown = dict(measures or {}) | ({self.measure: self.legend_title} if self.measure else {})
            return Choropleth(
                {(levels or {}).get(self.dataset, self.dataset): data},
                self._address(addresses, "values"),
                shown,
                name=self.name,
                measure=self.measure,
                colors=self.style.get("colors", "YlGnBu"),
                labels=self.style.get("labels", True),
            )
        return Boundaries(
            data,
            name=self.name,
            color=self.style.get("color"),
            weight=self.style.get("weight", 1.5),
            labels=self.style.get("labels", False),
            interactive=self.style.get("interactive", False),
            **limits,
        )

    def _address(self, addresses: Mapping[str, str], key: str) -> str:
        if key not in addresses:
            raise LayerError(f"La capa {self.name!r} necesita la dirección de {key!r}. Hay: {', '.join(addresses)}.")
        return addresses[key]


Catalog = Mapping[str, CatalogLayer]
