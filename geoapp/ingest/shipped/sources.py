"""``sources.toml``: the data sets that the shipped files were built from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from geoapp.domain.records import SourceRecord
from geoapp.errors import DataSourceError, SchemaError
from geoapp.ingest.references import Refusals
from geoapp.ingest.tables import RESTORE

FILE = "sources.toml"
_TEXTS = ("title", "publisher", "url", "date", "retrieved", "licence", "transformations", "caveat")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    DataSourceError
        When it is missing, cannot be read or is not TOML; the message tells the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataSourceError(f"Falta el archivo {path}. {RESTORE}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemaError(f"{path}: no es TOML válido ({error}). {RESTORE}") from error
    except OSError as error:
        raise DataSourceError(f"No se puede leer {path}: {error.strerror}. Revise sus permisos.") from error


def read_datasets(folder: Path, refusals: Refusals) -> tuple[SourceRecord, ...]:
    """Read the data sets; files they name that do not exist are reported."""
    path = folder / FILE
    entries = read_toml(path).get("source")
    if not isinstance(entries, list) or not entries:
        raise SchemaError(f"{path}: no tiene ninguna tabla [[source]]. {RESTORE}")
    lines = path.read_text(encoding="utf-8").splitlines()
    records: dict[str, SourceRecord] = {}
    for position, entry in enumerate(entries, start=1):
        for name in ("id", "title", "publisher", "licence"):
            if not isinstance(entry.get(name), str) or not entry[name].strip():
                raise SchemaError(f"{path}, [[source]] número {position}: falta «{name}». {RESTORE}")
        files = tuple(str(name) for name in entry.get("files", ()))
        for name in files:
            if not any(folder.glob(name.removeprefix("data/"))):
                line = next((n for n, text in enumerate(lines, start=1) if name in text), 1)
                refusals.set_aside(FILE, line, "files", name, "nombra un archivo que no existe")
        texts = {name: str(entry[name]) if entry.get(name) else None for name in _TEXTS}
        if entry["id"] in records:
            raise SchemaError(f"{path}, [[source]] número {position}: repite el id «{entry['id']}». {RESTORE}")
        records[entry["id"]] = SourceRecord(entry["id"], "dataset", files=files, **texts)
    return tuple(records.values())
