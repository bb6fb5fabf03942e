"""What pages tell of imports: their reports, what changed, what was withdrawn."""

from __future__ import annotations

from geoapp.db import Database
from geoapp.services.editions import roll_back
from tests.integration.imports.conftest import Load
from tests.support.investments import LAMBAYEQUE, coded
from tests.support.serving import serving


def test_the_news_tell_of_an_edition_withdrawn(load: Load, shipped_copy: Database) -> None:
    with serving(shipped_copy) as client:
        before = client.get("/novedades")
        load(coded(10))
        roll_back(shipped_copy, 1)
        after = client.get("/novedades", headers={"If-None-Match": before.headers["etag"]})
        assert "retirada" not in before.text
        assert (after.status_code, "retirada" in after.text) == (200, True)


def test_the_region_says_when_its_figures_hold_other_departments(load: Load, shipped_copy: Database) -> None:
    told = "Se importaron también archivos de otros departamentos"
    load(coded(1))
    with serving(shipped_copy) as client:
        assert told not in client.get("/").text
    load([LAMBAYEQUE], department="14")
    with serving(shipped_copy) as client:
        assert told in client.get("/").text


def test_the_report_speaks_of_the_rows_of_its_department_alone(load: Load, shipped_copy: Database) -> None:
    load([*coded(1), LAMBAYEQUE | {"CODIGO_UNICO": "2500002"}])
    with serving(shipped_copy) as client:
        text = client.get("/importaciones/2").text
    assert "Las filas del departamento Cajamarca (06) se tomaron como venían." in text
    assert "Todas las filas" not in text


def test_the_report_names_the_department_and_the_format(load: Load, shipped_copy: Database) -> None:
    load([LAMBAYEQUE], department="14")
    with serving(shipped_copy) as client:
        text, shipped = (client.get(f"/importaciones/{number}").text for number in (2, 1))
    assert "<dd>Lambayeque (14)</dd>" in text
    assert "<dd>Detalle de inversiones" in text
    assert "<dt>Formato</dt><dd>Datos que acompañan a geoapp</dd>" in shipped


def test_cells_of_changes_carry_their_heading_for_phones(load: Load, shipped_copy: Database) -> None:
    load(coded(1))
    with serving(shipped_copy) as client:
        text = client.get("/novedades").text
    assert 'class="data stack" role="table"' in text
    assert '<td role="cell" data-label="Antes"><div>no figuraba</div></td>' in text
