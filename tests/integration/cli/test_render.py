"""`geoapp render`: one file that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geoapp.db import Database
from geoapp.services.publication import read_publication
from geoapp.web.offline import OfflineChoice
from geoapp.web.picture import picture_of

Run = Callable[..., Result]


def url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def test_the_region_is_one_small_file_with_everything_inside(
    run: Run, sqlite_shipped: Database, tmp_path: Path
) -> None:
    assert run("render", "--database", url(sqlite_shipped), "-o", "mapa.html").exit_code == 0
    content = (tmp_path / "mapa.html").read_bytes()
    assert len(content) < 2_000_000
    text = content.decode()
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text)
    assert "Hospital" in text
    # Again gives the same bytes: the file can be compared and cached.
    run("render", "--database", url(sqlite_shipped), "-o", "otra.html")
    assert (tmp_path / "otra.html").read_bytes() == content


def test_an_area_with_layers_holds_its_projects_only(run: Run, sqlite_shipped: Database, tmp_path: Path) -> None:
    done = run(
        "render", "--database", url(sqlite_shipped), "--area", "0608", "--layer", "hospitales", "--layer",
        "pasivos_mineros", "-o", "jaen.html",
    )  # fmt: skip
    assert done.exit_code == 0
    text = (tmp_path / "jaen.html").read_text(encoding="utf-8")
    assert "Inversión pública en Jaén" in text
    assert '"060801"' in text
    assert '"060101"' not in text


def test_pictures_have_their_form(run: Run, sqlite_shipped: Database, tmp_path: Path) -> None:
    for name, start in (("mapa.png", b"\x89PNG"), ("mapa.svg", b"<?xml"), ("mapa.pdf", b"%PDF")):
        done = run("render", "--database", url(sqlite_shipped), "--measure", "execution_pct", "-o", name)
        assert done.exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_wrong_use_is_told(run: Run, sqlite_shipped: Database, tmp_path: Path) -> None:
    base = ("render", "--database", url(sqlite_shipped))
    assert run(*base, "-o", "mapa.doc").exit_code == 2
    assert run(*base, "--measure", "otra", "-o", "mapa.html").exit_code == 2
    assert run(*base, "--layer", "otra", "-o", "mapa.html").exit_code == 1
    assert run(*base, "--area", "9999", "-o", "mapa.html").exit_code == 1
    assert run(*base, "--sector", "otro_sector", "-o", "mapa.html").exit_code == 2
    assert not list(tmp_path.glob("mapa.*"))


def test_a_layer_of_coloured_areas_gives_the_map_its_measure(
    run: Run, sqlite_shipped: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "capas"
    folder.mkdir()
    for name, measure in (("ejecucion", "execution_pct"), ("habitante", "cost_per_inhabitant")):
        (folder / f"{name}.toml").write_text(
            f'title = "{name}"\ndescription = "Prueba."\nkind = "choropleth"\n\n[source]\ndataset = "districts"\n'
            f'measure = "{measure}"\n\n[style]\ncolors = "PuBu"\n\n[legend]\ntitle = "{name}"\n',
            encoding="utf-8",
        )
    monkeypatch.setenv("GEOAPP_PATH_CATALOG", str(folder))
    base = ("render", "--database", url(sqlite_shipped))
    done = run(*base, "--layer", "ejecucion", "-o", "mapa.html")
    assert done.exit_code == 0, done.stderr
    page = (tmp_path / "mapa.html").read_text(encoding="utf-8")
    assert '"measure":"execution_pct"' in page.replace(" ", "")
    assert '"level":"district"' in page.replace(" ", "")
    for name in ("mapa.png", "mapa.svg"):
        assert run(*base, "--layer", "ejecucion", "--layer", "proyectos", "-o", name).exit_code == 0
    both = run(*base, "--layer", "ejecucion", "--layer", "habitante", "-o", "dos.html")
    assert both.exit_code == 1
    assert "elija «ejecucion» o «habitante»" in both.stderr


def test_the_picture_of_an_area_draws_what_stands_in_it(sqlite_shipped: Database) -> None:
    publication = read_publication(sqlite_shipped)
    area = publication.area("0608")
    picture = picture_of(publication, OfflineChoice(area="0608"), with_points=True)
    assert len(picture.lon) > 0
    assert area.west <= picture.lon.min() <= picture.lon.max() <= area.east
    assert area.south <= picture.lat.min() <= picture.lat.max() <= area.north
    assert not len(picture_of(publication, OfflineChoice(area="0608"), with_points=False).lon)
