"""Driver messages become geoapp's errors, by SQLSTATE or by words, in whichever language the server speaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from geoapp.db.failures import translated
from geoapp.errors import DatabaseError, EditionConflictError, GeoAppError, NoEditionError

URL = "postgresql://geo:***@h/geoapp"


class _DriverError(Exception):
    def __init__(self, message: str, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


def _translate(cause: Exception, path: Path | None) -> GeoAppError:
    told = []
    # As it comes from SQLAlchemy, and as it comes from the driver.
    for error in (OperationalError("SELECT 1", {}, cause), cause):
        with pytest.raises(GeoAppError) as caught, translated(URL, path, lock_timeout_s=3, driver=_DriverError):
            raise error
        told.append(caught.value)
    assert str(told[0]) == str(told[1])
    assert type(told[0]) is type(told[1])
    return told[0]


@pytest.mark.parametrize(
    ("message", "state", "error", "said"),
    [
        ('FATAL: password authentication failed for user "geo"', None, DatabaseError, "el usuario o la clave"),
        ("FATAL: la autentificación password falló para el usuario «geo»", None, DatabaseError, "la clave"),
        ("FATAL: no pg_hba.conf entry for host", None, DatabaseError, "el usuario o la clave"),
        ("connection refused", None, DatabaseError, "compruebe que el servidor está en marcha"),
        ("timeout expired", None, DatabaseError, "compruebe que el servidor está en marcha"),
        ("terminating connection", "57P01", DatabaseError, "compruebe que el servidor está en marcha"),
        ("canceling statement due to lock timeout", "55P03", EditionConflictError, "3 s"),
        ('relation "edition" does not exist', "42P01", NoEditionError, "geoapp init"),
        ('extension "postgis" is not available', "0A000", DatabaseError, "CREATE EXTENSION postgis"),
        ("could not extend file: No space left on device", "53100", DatabaseError, "sin espacio"),
        ("cannot execute INSERT in a read-only transaction", "25006", DatabaseError, "permiso"),
        ("division by zero", "22012", DatabaseError, "division by zero"),
    ],
)
def test_postgres(message: str, state: str | None, error: type[DatabaseError], said: str) -> None:
    found = _translate(_DriverError(message, state), None)
    assert type(found) is error
    assert said in str(found)
    assert URL in str(found)


@pytest.mark.parametrize(
    ("message", "error", "said"),
    [
        ("database is locked", EditionConflictError, "Espere a que termine"),
        ("file is not a database", DatabaseError, "no es una base de datos SQLite"),
        ("database disk image is malformed", DatabaseError, "está dañada"),
        ("no such table: edition", NoEditionError, "geoapp init"),
        ("database or disk is full", DatabaseError, "libere espacio"),
        ("attempt to write a readonly database", DatabaseError, "permiso"),
        ("something else", DatabaseError, "something else"),
    ],
)
def test_sqlite(tmp_path: Path, message: str, error: type[DatabaseError], said: str) -> None:
    path = tmp_path / "x.sqlite3"
    found = _translate(_DriverError(message), path)
    assert type(found) is error
    assert said in str(found)
    assert str(path) in str(found)


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), translated(URL, None, lock_timeout_s=1, driver=_DriverError):
        raise KeyError
