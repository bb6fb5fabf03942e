"""JSON of the API: money as numbers with two decimals, codes as text, null where there is no data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from geoapp.db.repositories import Edition, PlanCommitment, ProjectDetail
from geoapp.domain.alerts import RaisedAlert
from geoapp.domain.money import to_soles
from geoapp.domain.records import Area, SourceRecord
from geoapp.domain.vocabulary import ALERT_RULES, ALERTS
from geoapp.services.publication import Publication
from geoapp.services.summary import number


def soles_of(centimos: int | None) -> float | None:
    """Céntimos as soles."""
    return None if centimos is None else float(to_soles(centimos))


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
