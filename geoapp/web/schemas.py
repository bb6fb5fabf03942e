"""JSON shapes of the API: money as numbers with two decimals, codes as text, null where there is no data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from geoapp.db.repositories import Edition, PlanCommitment, ProjectDetail
from geoapp.domain.alerts import RaisedAlert
from geoapp.domain.filters import FILTER_NAMES
from geoapp.domain.money import to_soles
from geoapp.domain.records import Area, SourceRecord
from geoapp.domain.vocabulary import ALERT_RULES, ALERTS, PRECISIONS, SECTORS, STATUSES
from geoapp.i18n import N_
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow

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


_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,6})?"
_FILTER_SCHEMAS: dict[str, dict[str, Any]] = {
    "province": {"type": "string", "pattern": r"^([0-9]{4})?$"},
    "district": {"type": "string", "pattern": r"^([0-9]{6})?$"},
    "sector": {"type": "string", "enum": [*SECTORS, ""]},
    "status": {"type": "string", "enum": [*(str(status) for status in STATUSES), ""]},
    "alert": {"type": "string", "enum": [*(str(alert) for alert in ALERTS), ""]},
    "precision": {"type": "string", "enum": [*PRECISIONS, ""]},
    "min_amount": {"type": "string", "pattern": r"^([0-9]{1,13}(\.[0-9]{1,2})?)?$"},
    "max_amount": {"type": "string", "pattern": r"^([0-9]{1,13}(\.[0-9]{1,2})?)?$"},
    "year": {"type": "string", "pattern": r"^((199[0-9]|20[0-9]{2}|2100))?$"},
    "q": {"type": "string", "maxLength": 200},
    "bbox": {"type": "string", "pattern": f"^({_NUMBER}(,{_NUMBER}){{3}})?$"},
    "near": {"type": "string", "pattern": f"^({_NUMBER}(,{_NUMBER}){{2}})?$"},
    "within": {"type": "string", "maxLength": 30_000, "pattern": r"^[A-Za-z0-9 ,.()+-]*$"},
}


def number(amount: Decimal | None) -> float | None:
    """A decimal as a JSON number."""
    return None if amount is None else float(amount)


def soles_of(centimos: int | None) -> float | None:
    """Céntimos as soles."""
    return None if centimos is None else float(to_soles(centimos))


def summary_row(row: SummaryRow, label: str) -> dict[str, Any]:
    """One group of a summary."""
    return {
        "key": row.key,
        "label": label,
        "projects": row.projects,
        "packages": row.packages,
        "located": row.located,
        "with_cost": row.with_cost,
        "cost_pen": number(row.cost),
        "cost_by_kind": {kind: number(amount) for kind, amount in row.cost_by_kind.items()},
        "shared_projects": row.shared_projects,
        "shared_cost_pen": number(row.shared_cost),
        "off_map_cost_pen": number(row.off_map_cost),
        "with_pim": row.with_pim,
        "pim_pen": number(row.pim),
        "accrued_pen": number(row.accrued),
        "execution_pct": number(row.execution_pct),
        "with_physical": row.with_physical,
        "physical_mean_pct": number(row.physical_mean_pct),
        "with_alerts": row.with_alerts,
        "alerts": dict(row.alerts),
    }


def edition_json(edition: Edition) -> dict[str, Any]:
    """An edition."""
    return {
        "edition": edition.id,
        "state": edition.state,
        "title": edition.title,
        "cut_off": edition.cut_off,
        "created_at": edition.created_at,
        "published_at": edition.published_at,
        "digest": edition.digest,
        "counts": dict(edition.counts),
        "sums_pen": {kind: number(amount) for kind, amount in edition.sums.items()},
    }


def area_json(publication: Publication, area: Area) -> dict[str, Any]:
    """An area without its outline."""
    facts = publication.area_facts[area.ubigeo]
    return {
        "ubigeo": area.ubigeo,
        "level": area.level,
        "name": area.name,
        "parent": area.parent,
        "capital": area.capital,
        "area_km2": area.area_km2,
        "population": area.population,
        "population_year": area.population_year,
        "lon": area.lon,
        "lat": area.lat,
        "bbox": [area.west, area.south, area.east, area.north],
        "municipal_projects_budget": {
            "year": 2024,
            "pim_pen": number(facts.budget_pim),
            "accrued_pen": number(facts.budget_accrued),
        },
    }


def source_json(source: SourceRecord) -> dict[str, Any]:
    """A source with everything that is known of it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(source).items()}


def alert_json(raised: RaisedAlert, sources: Mapping[str, SourceRecord]) -> dict[str, Any]:
    """An alert with its rule, figures and their sources."""
    return {
        "alert": raised.alert.value,
        "label": ALERTS[raised.alert],
        "rule": ALERT_RULES[raised.alert],
        "figures": [
            {
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "date": figure.date.text if figure.date else None,
                "source": sources[figure.source_id].url if figure.source_id and figure.source_id in sources else None,
            }
            for figure in raised.figures
        ],
    }


def detail_json(detail: ProjectDetail) -> dict[str, Any]:
    """What is known of a project beyond its flat properties."""
    return {
        "locations": [
            {
                **_without(record, "project_id", "share_millionths"),
                "share": None if record.share_millionths is None else record.share_millionths / 1_000_000,
            }
            for record in detail.locations
        ],
        "unmatched_localities": [_without(record, "project_id") for record in detail.unmatched_localities],
        "amounts": [
            {**_without(record, "project_id", "centimos"), "amount_pen": soles_of(record.centimos)}
            for record in detail.amounts
        ],
        "budget": [
            {
                "year": line.year,
                **{
                    f"{field.name.removesuffix('_centimos')}_pen": soles_of(getattr(line, field.name))
                    for field in fields(line)
                    if field.name.endswith("_centimos")
                },
                "source_id": line.source_id,
            }
            for line in detail.budget_lines
        ],
        "observations": [
            {
                **_without(record, "project_id", "physical_bp", "financial_bp", "flags"),
                "physical_pct": _points(record.physical_bp),
                "financial_pct": _points(record.financial_bp),
                "flags": list(record.flags),
            }
            for record in detail.observations
        ],
        "aliases": [_without(record, "project_id") for record in detail.aliases],
        "commitments": [
            {
                "commitment_id": answered.commitment.commitment_id,
                "title": answered.commitment.title,
                "relation": answered.relation,
                "reason": answered.reason,
            }
            for answered in detail.commitments
        ],
        "package": detail.package.project_id if detail.package else None,
        "parts": [part.project_id for part in detail.parts],
        "sources": [source_json(source) for source in detail.sources.values()],
    }


def commitment_json(planned: PlanCommitment) -> dict[str, Any]:
    """A commitment of the plan with its areas and links."""
    record = planned.commitment
    return {
        **_without(record, "amount_centimos", "target_value", "baseline_value"),
        "amount_pen": soles_of(record.amount_centimos),
        "target_value": number(record.target_value),
        "baseline_value": number(record.baseline_value),
        "areas": [_without(area, "commitment_id") for area in planned.areas],
        "projects": [_without(link, "commitment_id") for link in planned.links],
    }


def _points(bp: int | None) -> float | None:
    return None if bp is None else bp / 100


def _without(record: Any, *names: str) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in names}
