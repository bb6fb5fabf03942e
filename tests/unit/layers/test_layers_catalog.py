"""The catalogue: its files, and how a broken one says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import SECTORS, BaseMap, CatalogError, LayerError, read_catalog, render_parts

GOOD = """title = "Turismo"
description = "Rutas y miradores."
kind = "clusters"

[source]
dataset = "projects"
filters = { sector = ["turismo"] }

[legend]
title = "Turismo"

[zoom]
min = 6
max = 12
"""
ADDRESSES = {
    "projects": "/p", "card": "/c/", "place": "/g", "provinces": "/l/p", "districts": "/l/d", "localities": "/loc",
    "mining_liabilities": "/m", "plan": "/plan", "values": "/v",
}  # fmt: skip


def test_shipped_catalogue_is_whole_ordered_and_drawable() -> None:
    catalog = read_catalog(datasets=frozenset(ADDRESSES))
    assert list(catalog) == [
        "provincias", "distritos", "hospitales", "represas", "saneamiento", "remediacion", "educacion", "transporte",
        "energia", "plan", "localidades", "pasivos_mineros",
    ]  # fmt: skip
    map_ = BaseMap(center=(-78.5, -7.1))
    for layer in catalog.values():
        layer.build(ADDRESSES).add_to(map_)
        assert all(sector in SECTORS for sector in layer.filters.get("sector", []))
    script = render_parts(map_).script
    assert all(f"layer_{name} = " in script for name in catalog)
    assert '["sector","represa"],["sector","riego"]' in script


def test_catalogue_is_read_only() -> None:
    catalog = read_catalog()
    with pytest.raises(TypeError):
        catalog["x"] = catalog["plan"]  # type: ignore[index]
    with pytest.raises(TypeError):
        catalog["plan"].filters["x"] = 1  # type: ignore[index]


def test_adding_a_layer_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "turismo.toml").write_text(GOOD, encoding="utf-8")
    layer = read_catalog(tmp_path)["turismo"]
    map_ = BaseMap(center=(-78.5, -7.1))
    layer.build(ADDRESSES).add_to(map_)
    script = render_parts(map_).script
    assert "var layer_turismo = geoappLayers.clusters(map_mapa" in script
    assert '"filters":[["sector","turismo"]]' in script
    assert '"minZoom":6,"maxZoom":12' in script


COLOURED = """title = "Costo"
description = "Costo de referencia."
kind = "choropleth"

[source]
dataset = "provinces"
measure = "cost_pen"

[style]
colors = "Blues"

[legend]
title = "Turismo"
"""


def test_a_choropleth_can_be_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "costo.toml").write_text(COLOURED, encoding="utf-8")
    layer = read_catalog(tmp_path)["costo"].build(ADDRESSES, {"projects": "Proyectos"})
    assert layer.options()["measures"] == [["projects", "Proyectos"], ["cost_pen", "Turismo"]]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"clusters"', '"nubes"', 3, "debe ser uno de"),
        ('title = "Turismo"\ndesc', "desc", 1, "falta title"),
        ("description", "descripcion", 2, "clave desconocida"),
        ('dataset = "projects"\n', "", 5, "falta [source] dataset"),
        ('"projects"', "7", 6, "debe ser texto"),
        ('["turismo"]', "[true]", 7, "no es texto ni número"),
        ("min = 6", "min = 13", 13, "es mayor que max"),
        ("min = 6", "min = true", 13, "debe ser número entero"),
        ("max = 12", "max = 99", 14, "debe estar entre"),
        ("[zoom]", "[zooms]", 12, "clave desconocida"),
        ("[zoom]", '[popup]\nfields = ["cost"]\n[zoom]', 12, "popup: clave desconocida"),
        ("[zoom]", 'note = "Qué incluye."\n[zoom]', 12, "[legend] note: clave desconocida. Se admiten: title"),
        ("[legend]", "[legend", 9, "no es TOML válido"),
        ("[zoom]", '[style]\nshape = "star"\n[zoom]', 13, "no sirve en una capa 'clusters'"),
        ('filters = { sector = ["turismo"] }', 'filters = { color = "x" }', 7, "filtro desconocido"),
        ('dataset = "projects"', 'dataset = "nada"', 6, "dataset desconocido"),
        ("kind", 'measure = "x"\nkind', 3, "clave desconocida"),
    ],
)
def test_a_broken_file_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = tmp_path / "turismo.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        read_catalog(tmp_path, datasets=frozenset({"projects"}), filters=frozenset({"sector"}))
    assert (caught.value.path, caught.value.line) == (path, line)
    assert words in str(caught.value)
    assert f"turismo.toml, línea {line}:" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("\n[source]", "visible = true\n\n[source]", 4, "visible no sirve en una capa 'choropleth'"),
        ("\n[legend]", "\n[zoom]\nmin = 8\n\n[legend]", 12, "[zoom] no sirve en una capa 'choropleth'"),
        ("\n[style]", 'filters = { sector = ["salud"] }\n\n[style]', 8, "filters va en las capas 'clusters'"),
        ("[style]", '[style]\nsector = "salud"', 10, "[style] sector no sirve en una capa 'choropleth'"),
    ],
)
def test_a_choropleth_refuses_what_does_nothing_there(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    path = tmp_path / "costo.toml"
    assert old in COLOURED
    path.write_text(COLOURED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        read_catalog(tmp_path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert words in str(caught.value)


def test_wrong_encoding_and_file_name_are_named(tmp_path: Path) -> None:
    path = tmp_path / "turismo.toml"
    path.write_bytes(GOOD.encode() + "# año".encode("latin-1"))
    with pytest.raises(CatalogError, match="línea 15: el archivo no está en UTF-8"):
        read_catalog(tmp_path)
    path.unlink()
    (tmp_path / "Turismo Rural.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CatalogError, match="nombre del archivo"):
        read_catalog(tmp_path)


def test_an_empty_or_absent_folder_fails(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "no"):
        with pytest.raises(LayerError, match="No hay archivos de catálogo"):
            read_catalog(folder)


def test_a_missing_address_is_named() -> None:
    with pytest.raises(LayerError, match="'localidades' necesita la dirección de 'localities'"):
        read_catalog()["localidades"].build({})
