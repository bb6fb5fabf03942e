"""The table from errors to status codes."""

from __future__ import annotations

import inspect

import pytest

from geoapp import errors
from geoapp.web.errors import TITLES, status_of

TREE = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, errors.GeoAppError)]


def made(kind: type[errors.GeoAppError]) -> errors.GeoAppError:
    return kind([]) if issubclass(kind, errors.InvalidFilterError) else kind("motivo")


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_a_title(kind: type[errors.GeoAppError]) -> None:
    assert status_of(made(kind)) in TITLES


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.InvalidFilterError, 400),
        (errors.NotFoundError, 404),
        (errors.NoEditionError, 503),
        (errors.EditionConflictError, 503),
        (errors.DatabaseError, 503),
        (errors.SchemaError, 500),
        (errors.ConfigurationError, 500),
    ],
)
def test_what_the_client_did_is_4xx_and_what_the_server_lacks_5xx(kind: type[errors.GeoAppError], status: int) -> None:
    assert status_of(made(kind)) == status


def test_an_error_inherits_the_status_of_its_nearest_class() -> None:
    class Further(errors.NoEditionError):
        pass

    assert status_of(Further("x")) == 503


def test_a_filter_error_tells_parameter_value_reason_and_what_is_accepted() -> None:
    error = errors.InvalidFilterError(
        [errors.FilterProblem("sector", "x", "no es un valor conocido.", ("salud", "riego"))]
    )
    assert str(error) == "sector='x': no es un valor conocido. Se acepta: salud, riego."
