"""Static files and styles: versioned, local, without anything a policy would refuse."""

from __future__ import annotations

import hashlib
import re
from itertools import combinations

import pytest

from layers import PALETTES, SECTORS, LayerError, palette, sector_style, static_file, static_files, static_url
from layers.assets import SCRIPTS, inline_assets
from layers.style import SHAPES, symbol_options


def test_versions_stand_in_the_paths() -> None:
    assert static_url("leaflet/leaflet.js") == "/static/leaflet-1.9.4/leaflet.js"
    assert static_url("leaflet/leaflet.css", "/e/") == "/e/leaflet-1.9.4/leaflet.css"
    own = static_file("layers/layers.js")
    assert hashlib.sha256(own.content).hexdigest()[:16] in own.path
    assert own.media_type == "text/javascript; charset=utf-8"


def test_files_are_served_read_only_and_by_path() -> None:
    for path, item in static_files().items():
        assert path == item.path
        assert item.content
        assert b"sourceMappingURL" not in item.content
    with pytest.raises(TypeError):
        static_files()["x"] = static_file("layers/layers.js")  # type: ignore[index]
    with pytest.raises(LayerError, match="No hay archivo"):
        static_file("layers/no.js")


def test_images_of_leaflet_are_beside_its_style_sheet() -> None:
    css = static_file("leaflet/leaflet.css")
    for image in re.findall(r"url\((images/[^)]+)\)", css.content.decode()):
        assert f"leaflet-1.9.4/{image}" in static_files()


def test_own_scripts_never_parse_text_and_ask_nobody_else() -> None:
    script = static_file("layers/layers.js").content.decode()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "https://"):
        assert word not in script
    assert set(re.findall(r"http://[^\"]+", script)) == {"http://www.w3.org/2000/svg"}
    assert len(SCRIPTS) == len(set(SCRIPTS))


def test_own_style_sheet_asks_nobody() -> None:
    css = static_file("layers/layers.css").content.decode()
    assert "url(" not in css
    assert "@import" not in css
    for part in (
        "prefers-color-scheme: dark",
        'data-bs-theme="dark"',
        "@media print",
        ":focus-visible",
        "prefers-reduced-motion",
    ):
        assert part in css


def test_inline_assets_cannot_close_their_tag() -> None:
    css, js = inline_assets()
    assert "</style" not in css.lower()
    assert not re.search(r"</script|<!--|<script", js, re.IGNORECASE)


def test_no_two_sectors_look_alike_and_shape_tells_within_a_colour() -> None:
    for one, other in combinations(SECTORS.values(), 2):
        assert (one.color, one.shape) != (other.color, other.shape)
    assert {style.shape for style in SECTORS.values()} <= set(SHAPES)


def test_every_shape_is_drawn_by_the_browser_code() -> None:
    script = static_file("layers/layers.js").content.decode()
    for shape in SHAPES:
        assert re.search(rf"^    {shape}: ", script, re.MULTILINE)


def test_palettes_run_from_end_to_end() -> None:
    for name, colors in PALETTES.items():
        assert palette(name) == colors
        assert palette(name, 2) == (colors[0], colors[-1])
    for bad in (("Rainbow", 5), ("Blues", 0), ("Blues", 6)):
        with pytest.raises(LayerError):
            palette(*bad)


def test_unknown_sector_keeps_its_name() -> None:
    assert sector_style("nuevo").label == "nuevo"
    assert set(symbol_options()) == {"sectors", "precisions", "sizes"}
