"""The addresses of API and downloads as OpenAPI describes them: parameters of the filter, answers, problems."""

from __future__ import annotations

from typing import Any

from geoapp.domain.filters import FILTER_NAMES, MAX_QUERY_CHARACTERS, MAX_WITHIN_CHARACTERS
from geoapp.domain.vocabulary import ALERTS, PRECISIONS, SECTORS, STATUSES
from geoapp.i18n import N_

_FILTER_TEXTS = {
    "province": N_("Ubigeo de provincia, 4 dígitos; se puede repetir."),
    "district": N_("Ubigeo de distrito, 6 dígitos; se puede repetir."),
    "sector": N_("Sector; se puede repetir."),
    "status": N_("Estado; se puede repetir."),
    "alert": N_("Alerta; se puede repetir."),
    "precision": N_("Precisión de la ubicación; se puede repetir."),
    "min_amount": N_("Costo de referencia mínimo, en soles."),
    "max_amount": N_("Costo de referencia máximo, en soles."),
    "year": N_("Año en que alguna fuente fecha un dato del proyecto."),
    "q": N_("Palabras del nombre, código, entidad o lugar; sin distinguir tildes ni mayúsculas."),
    "bbox": N_("oeste,sur,este,norte en grados WGS 84."),
    "near": N_("longitud,latitud,kilómetros."),
    "within": N_("Polígono WKT en WGS 84, hasta 1000 vértices."),
}
_REPEATABLE = frozenset({"province", "district", "sector", "status", "alert", "precision"})


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string"},
                    "value": {"type": "string"},
                    "reason": {"type": "string"},
                    "accepted": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
Responses = dict[int | str, dict[str, Any]]


ANY_PROBLEM: Responses = {
    "default": {
        "description": "Problema (RFC 9457): 400 petición no válida, 404 no encontrado, 503 sin edición publicada.",
        "content": {"application/problem+json": {"schema": _PROBLEM}},
    }
}
"""What every address of the API may answer with; it stands in for the framework's own 422, which is never sent."""


def problem_responses(*statuses: int) -> Responses:
    """OpenAPI description of the problem documents (RFC 9457) that an address may answer with."""
    return {
        status: {
            "description": _STATUS_TEXTS[status],
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        }
        for status in statuses
    }


_STATUS_TEXTS = {
    400: "Un parámetro no es válido; «problems» dice cuál, por qué y qué se acepta.",
    404: "No existe en la edición publicada.",
    503: "No hay una edición publicada o la base de datos no responde.",
}


def file_responses(*media_types: str, missing: bool = False, schema: dict[str, Any] | None = None) -> Responses:
    """OpenAPI description of what an address of the edition answers: the body, «not modified», problems."""
    body = schema or {}
    return {
        200: {
            "description": "De la edición publicada.",
            "content": {media_type.partition(";")[0]: {"schema": body} for media_type in media_types},
        },
        304: {"description": "El cliente ya lo tiene (If-None-Match o If-Modified-Since)."},
        **problem_responses(400, *((404,) if missing else ()), 503),
    }


def object_schema(*required: str) -> dict[str, Any]:
    """JSON Schema of an object that always has some members."""
    return {"type": "object", "required": list(required)}


def openapi_parameters(*, filters: bool = True, **others: str | dict[str, Any]) -> dict[str, Any]:
    """OpenAPI description of the filters and of a route's other query parameters.

    Parameters
    ----------
    filters
        Whether the route takes the filters.
    **others
        Spanish text of a parameter, or the text and its schema as ``{"description": ..., "schema": ...}``.
    """
    names = FILTER_NAMES if filters else ()
    described = [_query(name, _FILTER_TEXTS[name], filter_schema(name)) for name in names]
    for name, said in others.items():
        if isinstance(said, str):
            described.append(_query(name, said, {"type": "string"}))
        else:
            described.append(_query(name, said["description"], said["schema"]))
    return {"parameters": described}


def _query(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


def filter_schema(name: str) -> dict[str, Any]:
    """JSON Schema of a filter as an address gives it; blank values are left out, as forms send them."""
    schema = _FILTER_SCHEMAS[name]
    return {"type": "array", "items": schema} if name in _REPEATABLE else schema


_NUMBER = r"-?[0-9]{1,3}(\.[0-9]+)?"
_AMOUNT = r"^((S/)? ?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,2})?)?$"
_FILTER_SCHEMAS: dict[str, dict[str, Any]] = {
    "province": {"type": "string", "pattern": r"^([0-9]{4})?$"},
    "district": {"type": "string", "pattern": r"^([0-9]{6})?$"},
    "sector": {"type": "string", "enum": [*SECTORS, ""]},
    "status": {"type": "string", "enum": [*(str(status) for status in STATUSES), ""]},
    "alert": {"type": "string", "enum": [*(str(alert) for alert in ALERTS), ""]},
    "precision": {"type": "string", "enum": [*PRECISIONS, ""]},
    "min_amount": {"type": "string", "pattern": _AMOUNT},
    "max_amount": {"type": "string", "pattern": _AMOUNT},
    "year": {"type": "string", "pattern": r"^((199[0-9]|20[0-9]{2}|2100))?$"},
    "q": {"type": "string", "maxLength": MAX_QUERY_CHARACTERS},
    "bbox": {"type": "string", "pattern": f"^({_NUMBER}(,{_NUMBER}){{3}})?$"},
    "near": {"type": "string", "pattern": f"^({_NUMBER}(,{_NUMBER}){{2}})?$"},
    "within": {"type": "string", "maxLength": MAX_WITHIN_CHARACTERS, "pattern": r"^[A-Za-z0-9 ,.()+-]*$"},
}
