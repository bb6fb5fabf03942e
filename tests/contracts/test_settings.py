"""Settings: every variable is documented with its default, and every documented one exists."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from geoapp.errors import ConfigurationError
from geoapp.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(GEOAPP_\w+)` \| (?:`([^`]*)`|(none|shipped)) \| (.+) \|$", re.MULTILINE)
GROUPS: dict[str, type[BaseSettings]] = get_type_hints(Settings)


def variables() -> dict[str, FieldInfo]:
    """Every field of every group by the variable that sets it."""
    return {
        f"{group.model_config['env_prefix']}{name.upper()}": field
        for group in GROUPS.values()
        for name, field in group.model_fields.items()
    }


def documented() -> dict[str, tuple[str, str, str]]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return {name: rest for name, *rest in ROW.findall(text)}


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(documented()) == set(variables())


def test_documented_defaults_are_the_defaults() -> None:
    for name, field in variables().items():
        value, special, _ = documented()[name]
        if special == "none":
            assert field.default is None, name
        elif special == "":
            default = field.get_default(call_default_factory=True)
            assert str(default) == (str(Path(value).expanduser()) if isinstance(default, Path) else value), name
        else:
            assert name.startswith("GEOAPP_PATH_"), name


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    samples = {Path: str(tmp_path), Path | None: str(tmp_path), int: "9", float: "2.5", bool: "True"}
    given = {name: samples.get(field.annotation, "https://example.org") for name, field in variables().items()}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    for group in fields(settings):
        values = getattr(settings, group.name)
        for name in type(values).model_fields:
            assert str(getattr(values, name)) == given[f"{values.model_config['env_prefix']}{name.upper()}"]


@pytest.mark.parametrize("name", sorted(variables()))
def test_a_setting_cannot_be_changed_later(name: str) -> None:
    settings = Settings.load()
    group = next(g for g in fields(settings) if name.startswith(GROUPS[g.name].model_config["env_prefix"]))
    with pytest.raises(ValueError, match="frozen"):
        setattr(getattr(settings, group.name), name.rsplit("_", 1)[-1].lower(), "x")


def test_what_is_given_takes_precedence_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOAPP_DATABASE_URL", "sqlite:///entorno.sqlite3")
    assert Settings.load().database.url == "sqlite:///entorno.sqlite3"
    assert Settings.load(database={"url": "sqlite:///dado.sqlite3"}).database.url == "sqlite:///dado.sqlite3"
    assert Settings.load(database={"url": None}).database.url == "sqlite:///entorno.sqlite3"


def test_blank_texts_are_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GEOAPP_MAP_TILE_ADDRESS", "GEOAPP_MAP_TILE_ATTRIBUTION", "GEOAPP_SERVER_PUBLIC_URL"):
        monkeypatch.setenv(name, "  ")
    settings = Settings.load()
    assert settings.map.tile_address is settings.map.tile_attribution is settings.server.public_url is None


@pytest.mark.parametrize(("name", "value"), [("GEOAPP_SERVER_PORT", "0"), ("GEOAPP_MAP_MAX_ZOOM", "x")])
def test_an_impossible_value_is_named_with_what_was_given(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=rf"{name}.*'{value}'"):
        Settings.load()


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("geoapp", "layers")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"os\.(environ|getenv)(?!\[\"GEOAPP_DATABASE_URL\"\] =)", path.read_text(encoding="utf-8"))
    ]
    assert readers == []
