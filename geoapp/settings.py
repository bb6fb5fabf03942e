"""Settings from the environment, and where the shipped files lie.

Each group reads its own prefix (``GEOAPP_DATABASE_URL``, ``GEOAPP_MAP_TILE_ADDRESS`` ...). Only `geoapp.app` and
`geoapp.cli` construct `Settings`; everything else receives what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geoapp.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent


def _blank_as_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


OptionalText = Annotated[str | None, BeforeValidator(_blank_as_none)]


def _resource_root() -> Path:
    """Folder that holds ``templates/`` and ``data/``: inside an installed package, or the checkout's top."""
    return _PACKAGE if (_PACKAGE / "data").is_dir() else _PACKAGE.parent


class PathSettings(BaseSettings):
    """Where the shipped files lie; changed only by tests and packagers."""

    model_config = SettingsConfigDict(env_prefix="GEOAPP_PATH_", frozen=True)

    data: Path = Field(default_factory=lambda: _resource_root() / "data")
    templates: Path = Field(default_factory=lambda: _resource_root() / "templates")
    assets: Path = _PACKAGE / "web" / "assets"
    catalog: Path | None = None
    """Folder of layer files; None means the catalogue that `layers` ships."""


class DatabaseSettings(BaseSettings):
    """Which database: one SQLite file by default, PostgreSQL with PostGIS by address."""

    model_config = SettingsConfigDict(env_prefix="GEOAPP_DATABASE_", frozen=True)

    url: str = "sqlite:///geoapp.sqlite3"
    connect_timeout_s: int = Field(default=5, ge=1, le=60)
    lock_timeout_s: float = Field(default=10.0, gt=0, le=600)


class ServerSettings(BaseSettings):
    """How the server answers."""

    model_config = SettingsConfigDict(env_prefix="GEOAPP_SERVER_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: OptionalText = None
    """Address by which the public reaches the server, for links in files; None takes the request's own."""


class MapSettings(BaseSettings):
    """The base map; none by default, so that no request leaves the machine."""

    model_config = SettingsConfigDict(env_prefix="GEOAPP_MAP_", frozen=True)

    tile_address: OptionalText = None
    tile_attribution: OptionalText = None
    max_zoom: int = Field(default=18, ge=8, le=22)

    @model_validator(mode="after")
    def _tiles_are_attributed(self) -> Self:
        if self.tile_address and not self.tile_attribution:
            raise ValueError(
                "GEOAPP_MAP_TILE_ADDRESS necesita también GEOAPP_MAP_TILE_ATTRIBUTION (autoría del mapa base)"
            )
        return self


class ImportSettings(BaseSettings):
    """What `geoapp import` may download."""

    model_config = SettingsConfigDict(env_prefix="GEOAPP_IMPORT_", frozen=True)

    allow_private: bool = False
    """Whether files may come from private, loopback and other addresses that are not of the public network."""
    max_mb: int = Field(default=1024, ge=1, le=65_536)
    timeout_s: float = Field(default=60.0, gt=0, le=3_600)
    folder: Path = Field(default_factory=lambda: Path.home() / ".cache" / "geoapp")
    """Where broken downloads wait to be resumed."""


@dataclass(frozen=True)
class Settings:
    """All groups together."""

    paths: PathSettings
    database: DatabaseSettings
    server: ServerSettings
    map: MapSettings
    imports: ImportSettings = field(default_factory=ImportSettings)

    @classmethod
    def load(cls, **groups: dict[str, Any]) -> Settings:
        """Read the environment, with values given by name taking precedence.

        Parameters
        ----------
        **groups
            Values for a group, for instance ``database={"url": "sqlite:///:memory:"}``.

        Raises
        ------
        ConfigurationError
            When a value is impossible; the message names the variable.
        """
        try:
            return cls(
                paths=PathSettings(**_given(groups, "paths")),
                database=DatabaseSettings(**_given(groups, "database")),
                server=ServerSettings(**_given(groups, "server")),
                map=MapSettings(**_given(groups, "map")),
                imports=ImportSettings(**_given(groups, "imports")),
            )
        except ValidationError as error:
            raise ConfigurationError(_explain(error)) from error


def _given(groups: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return {key: value for key, value in groups.get(name, {}).items() if value is not None}


def _explain(error: ValidationError) -> str:
    prefix = {
        "PathSettings": "GEOAPP_PATH_",
        "DatabaseSettings": "GEOAPP_DATABASE_",
        "ServerSettings": "GEOAPP_SERVER_",
        "MapSettings": "GEOAPP_MAP_",
        "ImportSettings": "GEOAPP_IMPORT_",
    }.get(error.title, "GEOAPP_")
    parts = []
    for problem in error.errors():
        name = "_".join(str(part) for part in problem["loc"]).upper()
        parts.append(
            f"{prefix}{name}: {_reason(problem)} (valor recibido: {problem['input']!r})" if name else _reason(problem)
        )
    return "Ajuste no válido. " + "; ".join(parts)


_REASONS = {
    "int_parsing": "se espera un número entero",
    "int_type": "se espera un número entero",
    "int_from_float": "se espera un número entero",
    "float_parsing": "se espera un número",
    "float_type": "se espera un número",
    "finite_number": "se espera un número",
    "bool_parsing": "se espera true o false",
    "bool_type": "se espera true o false",
    "greater_than": "se espera un número mayor que {gt}",
    "greater_than_equal": "se espera un número desde {ge}",
    "less_than": "se espera un número menor que {lt}",
    "less_than_equal": "se espera un número hasta {le}",
    "path_type": "se espera una ruta",
    "string_type": "se espera un texto",
}


def _reason(problem: Any) -> str:
    """What is wrong with a value, in Spanish; rules of this module say it themselves."""
    known = _REASONS.get(problem["type"])
    if known is None:
        return str(problem["msg"]).removeprefix("Value error, ")
    return known.format(**problem.get("ctx", {}))
