"""The tree of errors that geoapp raises on purpose.

Every message is written in Spanish for the person who has to act: it names the place (file, line, setting,
parameter) and the mend. Nothing here knows HTTP, SQL or the command line; the table that turns an error into a
status code is in `geoapp.web.errors`, exit codes are in `geoapp.cli`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geoapp.i18n import gettext as _


class GeoAppError(Exception):
    """Base of all expected errors; `str(error)` can be shown to users."""


class NotFoundError(GeoAppError):
    """What was asked for by its identifier does not exist in the published edition."""


@dataclass(frozen=True)
class FilterProblem:
    """One thing wrong with a filter: which parameter, which value, what is accepted."""

    parameter: str
    value: str
    reason: str
    accepted: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{self.parameter}={self.value!r}: {self.reason}"
        if not self.accepted:
            return text
        return " ".join((text, _("Se acepta: %(list)s.", list=", ".join(self.accepted))))


class InvalidFilterError(GeoAppError):
    """A filter has an unknown name or a value that cannot be accepted.

    Parameters
    ----------
    problems
        Everything that is wrong, so that one answer tells all.
    """

    def __init__(self, problems: Sequence[FilterProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem) for problem in problems))


class DataSourceError(GeoAppError):
    """A data file is missing, damaged or says something impossible."""


class SchemaError(DataSourceError):
    """A data file lacks columns or has values of another type than its schema says."""


class MissingCRSError(DataSourceError):
    """Geometry without a coordinate reference system; geoapp never guesses one."""


class ConfigurationError(GeoAppError):
    """A setting has an impossible value."""


class DatabaseError(GeoAppError):
    """The database cannot be used: not reachable, not writable, of another schema version."""


class NoEditionError(DatabaseError):
    """The database is sound but no edition has been published yet."""


class EditionConflictError(DatabaseError):
    """Another import is writing an edition right now."""
