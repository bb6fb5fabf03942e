"""`geoapp import`, `geoapp editions` and `geoapp changes`, as planning staff use them every month."""

from __future__ import annotations

import csv
import errno
import hashlib
from pathlib import Path

import pytest

from geoapp.cli.common import EXIT_REJECTED
from geoapp.db import Database
from tests.integration.cli.conftest import Run
from tests.support.investments import coded, write_csv


@pytest.fixture
def base(shipped_copy: Database) -> str:
    """Address of a database with the shipped data, of each kind."""
    return shipped_copy.url.render_as_string(hide_password=False)


def _words(text: str) -> list[str]:
    """Lines without their padding."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_month_of_files_is_told_in_words(run: Run, base: str, tmp_path: Path) -> None:
    rows = coded(4)
    rows[1]["COSTO_ACTUALIZADO"] = "no hay"
    rows.append({**rows[0], "DEPARTAMENTO": "LAMBAYEQUE", "CODIGO_UNICO": "2600001"})
    file = write_csv(tmp_path / "DETALLE.csv", rows)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()

    tried = run("import", file.name, "--database", base, "--dry-run")
    assert "Ensayo: se agregarían" in tried.stdout

    first = run("import", file.name, "--database", base, "--report", "informe.csv")
    assert first.exit_code == 0
    told = _words(first.stdout)
    assert told[0].startswith("DETALLE.csv: ")
    assert "[detalle], Cajamarca (06), corte 2026-08-31 (último hecho del archivo)" in told[0]
    assert told[1] == f"sha256 {digest}, {file.stat().st_size:,} bytes"
    assert {"filas leídas 5", "de otros departamentos 1", "aceptadas 4", "rechazadas 0", "nuevos 4"} <= set(told)
    assert told[-1].startswith("Edición 2 publicada: ")
    assert told[-1].endswith("Informe en /importaciones/2")
    with (tmp_path / "informe.csv").open(encoding="utf-8-sig", newline="") as report:
        findings = list(csv.DictReader(report))
    assert [(row["linea"], row["columna"], row["valor"], row["que_se_hizo"]) for row in findings] == [
        ("3", "COSTO_ACTUALIZADO", "no hay", "valor dejado de lado")
    ]

    again = run("import", file.name, "--database", base)
    assert _words(again.stdout)[-1].startswith("Nada cambia: la edición publicada ya dice todo lo que trae el archivo")

    rows[0]["COSTO_ACTUALIZADO"] = "1500000"
    write_csv(file, rows)
    assert run("import", file.name, "--database", base, "--cut-off", "2026-09-30").exit_code == 0
    changes = run("changes", "--database", base).stdout
    assert "De la edición 2 (corte " in changes
    assert "2500001 OBRA 1: S/ 1,200,000.00 (2026-08-31) -> S/ 1,500,000.00 (2026-09-30)" in changes

    listed = run("editions", "--database", base).stdout
    assert listed.index("Edición 3 [publicada]") < listed.index("Edición 2 [publicada]")
    assert f"importación 2: DETALLE.csv [detalle] corte 2026-08-31 sha256 {digest}" in listed
    assert "leídas 5, aceptadas 4, rechazadas 0, proyectos 4, nuevos 4" in listed

    assert "Edición 2 " in run("editions", "--database", base, "--rollback", "2").stdout
    assert "Edición 3 [retirada]" in run("editions", "--database", base).stdout


def test_refused_rows_are_told_and_make_an_exit_code_of_their_own(run: Run, base: str, tmp_path: Path) -> None:
    rows = coded(3)
    rows[2]["NOMBRE_INVERSION"] = ""
    write_csv(tmp_path / "DETALLE.csv", rows)
    result = run("import", "DETALLE.csv", "--database", base)
    assert result.exit_code == EXIT_REJECTED
    assert {"aceptadas 2", "rechazadas 1"} <= set(_words(result.stdout))


def test_a_file_of_another_department_is_refused_with_the_mend(run: Run, base: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "DETALLE.csv", coded(3, DEPARTAMENTO="TUMBES"))
    result = run("import", "DETALLE.csv", "--database", base)
    assert result.exit_code == 1
    assert "sino de Tumbes (24)" in result.stderr
    assert "--department 24" in result.stderr
    assert "Edición 2" not in run("editions", "--database", base).stdout


def test_the_whole_of_a_file_is_said_to_be_so(run: Run, base: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "DETALLE.csv", coded(3))
    result = run("import", "DETALLE.csv", "--database", base, "--department", "todos")
    assert ", todo el archivo, corte " in result.stdout


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(run: Run, base: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "DETALLE.csv", coded(3))
    result = run("import", "DETALLE.csv", "--database", base, "--report", "no-hay/informe.csv")
    assert result.exit_code == 1
    assert "no existe la carpeta no-hay. Créela o indique otra; no se importó nada" in result.stderr
    assert "Edición 2" not in run("editions", "--database", base).stdout


def test_what_was_imported_is_told_though_the_report_fails(
    run: Run, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_findings: object, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("geoapp.services.importing.report.write_report", full)
    write_csv(tmp_path / "DETALLE.csv", coded(3))
    result = run("import", "DETALLE.csv", "--database", base, "--report", "informe.csv")
    assert result.exit_code == 1
    assert "Edición 2 publicada" in result.stdout
    assert "informe.csv: No space left on device" in result.stderr


def test_an_older_file_is_refused_unless_asked_for(run: Run, base: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "nuevo.csv", coded(3, ULT_FEC_DECLA_ESTIM="2026-09-30"))
    write_csv(tmp_path / "viejo.csv", coded(3))
    assert run("import", "nuevo.csv", "--database", base).exit_code == 0
    refused = run("import", "viejo.csv", "--database", base)
    assert refused.exit_code == 1
    assert "2026-08-31" in refused.stderr
    assert "anterior al de nuevo.csv, 2026-09-30" in refused.stderr
    assert run("import", "viejo.csv", "--database", base, "--accept-older").exit_code == 0
