"""Maps in the reader's language, with nothing of geoapp."""

from __future__ import annotations

import json

import pytest

from layers import BaseMap, Clusters, LayerError, Legend, read_catalog, render_parts
from layers.assets import translation_file


def made(language: str) -> BaseMap:
    map_ = BaseMap("prueba", language=language)
    Clusters("/puntos", "/tarjeta/").add_to(map_)
    Legend().add_to(map_)
    return map_


def test_a_map_in_english_says_so_everywhere() -> None:
    parts = render_parts(made("en"))
    assert translation_file("en").path in parts.head
    assert parts.head.index(translation_file("en").path) < parts.head.index('src="/static/layers/layers.')
    assert "Arrow keys move the map" in parts.html
    assert "Las flechas" not in parts.html
    assert '"Exact site"' in parts.script
    assert "Sitio exacto" not in parts.script


def test_a_map_in_spanish_loads_no_dictionary() -> None:
    parts = render_parts(made("es"))
    assert "texts." not in parts.head
    assert "Las flechas mueven el mapa" in parts.html


def test_a_file_that_travels_alone_holds_its_dictionary() -> None:
    parts = render_parts(made("en"), inline=True)
    assert "geoappTexts" in parts.head
    assert "Object.assign(window.geoappTexts" in parts.head
    assert "Object.assign(window.geoappTexts" not in render_parts(made("es"), inline=True).head


def test_the_dictionary_is_a_script_that_cannot_be_closed() -> None:
    text = translation_file("en").content.decode()
    assert "<" not in text
    held = json.loads(text.partition("|| {}, ")[2].rpartition(");")[0])
    assert held["Reintentar"] == "Try again"


def test_the_catalogue_of_layers_in_english() -> None:
    for layer in read_catalog().values():
        other = layer.in_language("en")
        assert other.name == layer.name
        assert layer.in_language("es") == layer
        assert other.description != layer.description


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LayerError, match="Idioma"):
        BaseMap(language="fr")
