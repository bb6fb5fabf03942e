"""The catalogue of thematic layers, read once at start: a broken file stops the start with its name and line."""

from __future__ import annotations

from pathlib import Path

from geoapp.domain.filters import FILTER_NAMES
from geoapp.errors import ConfigurationError
from geoapp.web.pages.maps import DATASETS
from layers import Catalog, LayerError, read_catalog


def load_catalog(folder: Path | None) -> Catalog:
    """Read the layer files of a folder, or those that `layers` ships.

    Raises
    ------
    ConfigurationError
        Naming file and line of the first fault.
    """
    try:
        return read_catalog(folder, datasets=frozenset(DATASETS), filters=frozenset(FILTER_NAMES))
    except LayerError as error:
        raise ConfigurationError(f"Catálogo de capas: {error}") from error
