"""Pictures of shared pages: their size, that they are kept, and that pages name them where the site has an address."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from geoapp.db import Database
from geoapp.services.publication import Publication
from geoapp.services.render.preview import WIDTH, draw_preview, fold_lines
from geoapp.web import formatting
from geoapp.web.pages.preview import area_preview, region_preview
from tests.support.serving import Client, serving

PICTURES = (
    "/vista.png",
    "/provincias/0608/vista.png",
    "/distritos/060801/vista.png",
    "/proyectos/hospital-jaen/vista.png",
)


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_has_the_size_that_networks_show_and_is_kept(client: Client, address: str) -> None:
    first = client.get(address)
    assert first.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert len(first.content) < 300_000
    assert client.get(address).content == first.content
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/provincias/9999/vista.png", "/distritos/0608/vista.png", "/proyectos/nada/vista.png"]
)
def test_there_is_no_picture_of_what_there_is_not(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_pages_name_their_picture_only_with_a_public_address(sqlite_shipped: Database, client: Client) -> None:
    pages = {"/": "/vista.png", "/plan": "/vista.png"}
    pages |= {
        page: f"{page}/vista.png" for page in ("/provincias/0608", "/distritos/060801", "/proyectos/hospital-jaen")
    }
    assert all("og:image" not in client.get(page).text for page in pages)
    with serving(sqlite_shipped, server={"public_url": "https://ejemplo.pe"}) as named:
        for page, picture in pages.items():
            text = named.get(page).text
            assert re.search(r'property="og:image" content="([^"]+)"', text)[1] == f"https://ejemplo.pe{picture}"  # type: ignore[index]
            assert '<meta name="twitter:card" content="summary_large_image">' in text


def test_the_picture_says_the_figures_of_the_page(publication: Publication, client: Client) -> None:
    told = [value for value, _ in area_preview(publication, publication.area("0608")).figures]
    page = client.get("/provincias/0608").text
    assert told[2] in page
    assert next(value for value, _ in region_preview(publication).figures) == formatting.number(
        publication.portfolio.size
    )


def test_no_text_is_cut_at_the_edge(publication: Publication) -> None:
    wide = replace(region_preview(publication), title="MUNICIPIO MM DE MMMMMMMMM", figures=(("W" * 40, "M" * 60),))
    picture = Image.open(io.BytesIO(draw_preview(wide))).convert("RGB")
    assert len(picture.crop((int(WIDTH * 0.985), 0, WIDTH, picture.height)).getcolors() or ()) == 1


def test_long_titles_are_folded_and_cut_with_a_sign() -> None:
    lines = fold_lines("palabra " * 30, 27, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert max(map(len, lines)) <= 27


def test_starting_does_not_load_the_library_that_draws() -> None:
    code = "import sys, geoapp.app; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
