"""Translation of driver errors into geoapp's own, in one place: what happened, where, and the mend, in Spanish."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geoapp.errors import DatabaseError, EditionConflictError, NoEditionError

_SETTING = "GEOAPP_DATABASE_URL"
_INTACT = "Lo ya publicado sigue intacto."


@dataclass(frozen=True)
class _Failure:
    """A failure known by words of the driver's message or by SQLSTATE (whole, or its class of two characters)."""

    message: str
    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    error: type[DatabaseError] = DatabaseError

    def explains(self, said: str, state: str) -> bool:
        return any(word in said for word in self.words) or state in self.states or state[:2] in self.states


_CONFLICT = (
    "Otro proceso está escribiendo una edición en {where} y no terminó en {wait:g} s."
    " Espere a que termine y repita la orden."
)
_NO_TABLES = "La base de datos {where} no tiene los datos de geoapp: ejecute «geoapp init»."
_OTHER = "La base de datos {where} no se pudo usar: {cause}"

_SQLITE = (
    _Failure(_CONFLICT, words=("locked", "busy"), error=EditionConflictError),
    _Failure(
        f"El archivo {{where}} no es una base de datos SQLite. Indique otro archivo en {_SETTING} o retire ese.",
        words=("not a database", "file is encrypted"),
    ),
    _Failure(
        "La base de datos {where} está dañada. Restaure una copia, o retire el archivo y ejecute «geoapp init».",
        words=("malformed", "disk image"),
    ),
    _Failure(_NO_TABLES, words=("no such table", "no such column"), error=NoEditionError),
    _Failure(
        f"La base de datos {{where}} ya tiene tablas que no son de geoapp: indique otro archivo en {_SETTING}.",
        words=("already exists",),
    ),
    _Failure(
        f"No queda espacio en el disco de {{where}}: libere espacio y repita. {_INTACT}",
        words=("disk is full", "or disk i/o error", "no space left"),
    ),
)
_SQLITE_UNWRITABLE = ("unable to open", "readonly", "read-only", "permission", "i/o error")

_POSTGRES = (
    _Failure(_CONFLICT, states=("55P03",), error=EditionConflictError),
    _Failure(_NO_TABLES, states=("42P01", "42703", "3F000"), error=NoEditionError),
    _Failure(
        "La base de datos {where} no tiene la extensión PostGIS y no se pudo crear. Instale PostGIS 3 en el servidor y"
        " ejecute en esa base, como administrador: CREATE EXTENSION postgis;",
        words=("postgis", 'type "geometry"'),
    ),
    _Failure(
        f"PostgreSQL rechazó el usuario o la clave de {{where}}: corrija {_SETTING}.",
        words=("password", "contraseña", "pg_hba.conf", "role "),
        states=("28",),
    ),
    _Failure(
        "El servidor no tiene la base de datos de {where}: créela con «createdb» o corrija " + _SETTING + ".",
        words=("does not exist", "no existe la base"),
        states=("3D000",),
    ),
    _Failure(
        f"El usuario de {{where}} no tiene permiso para escribir en esa base: déselo o cambie {_SETTING}.",
        states=("42501", "25006"),
    ),
    _Failure(
        f"El servidor de {{where}} se quedó sin espacio o sin memoria: libérelo y repita. {_INTACT}",
        states=("53100", "53200"),
    ),
    _Failure(
        f"La base de datos {{where}} ya tiene tablas que no son de geoapp: indique una base vacía en {_SETTING}.",
        states=("42P07",),
    ),
    _Failure(
        "No se pudo conectar con PostgreSQL en {where}: compruebe que el servidor está en marcha y que la dirección y"
        f" el puerto de {_SETTING} son correctos. ({{cause}})",
        states=("08", "57", ""),
    ),
)


@contextmanager
def translated(safe_url: str, path: Path | None, *, lock_timeout_s: float, driver: type[Exception]) -> Iterator[None]:
    """Raise geoapp's errors in place of the driver's.

    Parameters
    ----------
    safe_url
        Address to name in the message, without password.
    path
        File of a SQLite database, None for PostgreSQL.
    lock_timeout_s
        Seconds that were waited for another writer.
    driver
        The driver's own error, as it comes from many rows at once.
    """
    try:
        yield
    except DBAPIError as error:
        cause = error.orig if error.orig is not None else error
        raise _explain(cause, safe_url, path, lock_timeout_s) from error
    except driver as error:
        raise _explain(error, safe_url, path, lock_timeout_s) from error
    except SQLAlchemyError as error:
        raise DatabaseError(_OTHER.format(where=safe_url, cause=_first_line(error))) from error


def _explain(cause: BaseException, safe_url: str, path: Path | None, wait: float) -> DatabaseError:
    said = str(cause).lower()
    state = getattr(cause, "sqlstate", None) or ""
    where = safe_url if path is None else str(path)
    for failure in _POSTGRES if path is None else _SQLITE:
        if failure.explains(said, state if path is None else "-"):
            return failure.error(failure.message.format(where=where, wait=wait, cause=_first_line(cause)))
    if path is not None and any(word in said for word in _SQLITE_UNWRITABLE):
        return DatabaseError(_unwritable(path))
    return DatabaseError(_OTHER.format(where=where, cause=_first_line(cause)))


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _unwritable(path: Path) -> str:
    folder = path.parent
    if path.is_dir():
        return f"{path} es una carpeta, no un archivo de base de datos. Indique un archivo en {_SETTING}."
    if not folder.is_dir():
        return f"No existe la carpeta {folder} de la base de datos {path.name}: créela o cambie {_SETTING}."
    if path.exists() and not os.access(path, os.W_OK):
        return (
            f"No hay permiso para escribir en la base de datos {path}: déselo a quien ejecuta geoapp o cambie"
            f" {_SETTING}."
        )
    return (
        f"No se puede escribir la base de datos {path}: dé permiso de escritura sobre la carpeta {folder} a quien"
        f" ejecuta geoapp o cambie {_SETTING}."
    )
