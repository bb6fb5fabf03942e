"""Commands used wrongly say what is wrong in Spanish, and name the option."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from geoapp.cli import cli

ENGLISH = re.compile(
    r"\b(Usage|Error|Options|Commands|Missing|Invalid|No such|Try|Got|requires|should|valid|not|Show|take|mean)\b"
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import"], "Falta el argumento 'ARCHIVO_O_DIRECCIÓN'"),
        (["importar"], "No hay una orden «importar»"),
        (["import", "a", "b", "c"], "Sobran los argumentos b c"),
        (["import", "a", "--mes"], "No hay una opción --mes"),
        (["import", "a", "--cut-off"], "La opción --cut-off necesita un valor"),
        (["import", "a", "--dry-run=1"], "La opción --dry-run no lleva valor"),
        (["import", "a", "--report", "."], "Valor no válido en '--report': Archivo '.' es una carpeta"),
        (["serve", "--port", "x"], "Valor no válido en '--port': 'x' no es un número entero"),
        (["serve", "--port", "99999"], "99999 no está en el rango"),
        (["export", "docx"], "No hay un formato «docx»"),
    ],
)
def test_wrong_use_is_told_in_spanish(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert not ENGLISH.search(result.output), result.output


def test_help_is_in_spanish() -> None:
    for arguments in ([], *([name] for name in cli.commands)):
        text = CliRunner().invoke(cli, [*arguments, "--help"]).output
        assert text.startswith("Uso: ")
        assert not ENGLISH.search(text), text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GEOAPP_IMPORT_MAX_MB", "abc", "se espera un número entero"),
        ("GEOAPP_IMPORT_ALLOW_PRIVATE", "tal vez", "se espera true o false"),
        ("GEOAPP_SERVER_PORT", "0", "se espera un número desde 1"),
        ("GEOAPP_SERVER_PORT", "99999", "se espera un número hasta 65535"),
        ("GEOAPP_DATABASE_LOCK_TIMEOUT_S", "0", "se espera un número mayor que 0"),
        ("GEOAPP_MAP_TILE_ADDRESS", "https://mapas.example/{z}", "necesita también GEOAPP_MAP_TILE_ATTRIBUTION"),
    ],
)
def test_a_wrong_setting_is_told_in_spanish(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(cli, ["import", "no-existe.csv"])
    assert result.exit_code == 1
    assert name in result.output
    assert said in result.output
    assert not ENGLISH.search(result.output), result.output
