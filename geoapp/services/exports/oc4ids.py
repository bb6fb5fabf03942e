"""OC4IDS 0.9 project package: what the edition knows of each project, in the standard's own words.

Source: Open Contracting for Infrastructure Data Standards 0.9. Empty members are left out, as its schema asks; dates
known only to the month or the year become a period. What the standard has no place for stands in the few members of
`EXTRA_FIELDS`, which its schema permits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from geoapp.db.repositories.bulk import BulkRepository, ProjectFactsBulk
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import to_soles
from geoapp.domain.records import BudgetLineRecord, LocationRecord, ObservationRecord
from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS, SECTORS, STATUSES, Status
from geoapp.services.exports.table import index_batches
from geoapp.services.exports.view import LICENCE, ExportView, Progress

VERSION = "0.9"
PREFIX = "geoapp-pe-"
"""Begins project identifiers; not a registered prefix of the standard."""
EXTRA_FIELDS = (
    "x_edition",
    "x_cutOff",
    "x_filter",
    "x_rights",
    "x_sources",
    "x_role",
    "x_packageCost",
    "x_alerts",
    "x_precision",
    "x_placingMethod",
    "x_bound",
    "x_status",
)
"""Members outside the standard: of the package, of projects, locations and observations."""
BATCH = 500
Json = dict[str, Any]

_STATUS: Mapping[str, str] = {
    Status.IDEA: "identification",
    Status.PROFILE: "preparation",
    Status.TECHNICAL_FILE: "preparation",
    Status.TENDER: "implementation",
    Status.EXECUTION: "implementation",
    Status.STALLED: "implementation",
    Status.FINISHED: "completion",
    Status.OPERATING: "maintenance",
}
"""Phase of the standard for each declared state; a state without data has none."""
_SECTOR: Mapping[str, str] = {
    "salud": "health",
    "educacion": "education",
    "saneamiento": "waterAndWaste",
    "residuos": "waterAndWaste",
    "transporte": "transport",
    "energia": "energy",
    "telecom": "communications",
    "cultura": "cultureSportsAndRecreation",
    "deporte": "cultureSportsAndRecreation",
    "seguridad": "governance",
    "productivo": "economy",
    "turismo": "economy",
    "agropecuario": "economy",
}
"""Code of the open list `projectSector`; sectors without one keep their own code."""
_STAGES = {
    "pia_centimos": "PIA",
    "pim_centimos": "PIM",
    "certificado_centimos": "Certificado",
    "comprometido_centimos": "Comprometido",
    "devengado_centimos": "Devengado",
    "girado_centimos": "Girado",
}
_PERCENT: Json = {"name": "percent", "id": "P1", "scheme": "UNCEFACT"}


def write_oc4ids(view: ExportView, progress: Progress, address: str | None = None) -> Iterator[bytes]:
    """Pieces of the package.

    Parameters
    ----------
    address
        Public address of the server, for the package's own identifier; a name of the edition when not given.
    """
    publication = view.publication
    query = view.filter.query()
    own = f"urn:geoapp:{publication.edition.digest}:{hashlib.blake2b(query.encode(), digest_size=8).hexdigest()}"
    head: Json = {
        "uri": own if address is None else f"{address}/descargas/oc4ids.json{'?' + query if query else ''}",
        "publishedDate": view.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": VERSION,
        "publisher": {"name": "geoapp: inversión pública en Cajamarca"},
        "x_edition": publication.edition.id,
        "x_cutOff": publication.edition.cut_off,
        "x_filter": view.filter.pairs(),
        "x_rights": LICENCE,
        "x_sources": view.metadata["sources"],
    }
    yield orjson.dumps(head)[:-1] + b',"projects":['
    ids = publication.portfolio.text["project_id"]
    separator = b""
    with publication.database.reading() as session:
        reader = BulkRepository(session, publication.edition.id)
        for batch in index_batches(view.indices, BATCH):
            facts = reader.facts([str(ids[index]) for index in batch.tolist()])
            for index in batch.tolist():
                yield separator + orjson.dumps(_project(view, index, facts))
                separator = b","
            progress(len(batch))
    yield b"]}\n"


def _project(view: ExportView, index: int, facts: ProjectFactsBulk) -> Json:
    known = view.publication.columns.properties(index)
    key = known["id"]
    observations = facts.observations.get(key, ())
    locations = [_location(record) for record in facts.locations.get(key, ())]
    authority = _organisation(known["executing_entity"])
    return _filled(
        {
            "id": PREFIX + key,
            "updated": _moment(known["source_date"]),
            "identifiers": _identifiers(known),
            "title": known["name"],
            "status": _STATUS.get(known["status"]),
            "sector": [_SECTOR.get(known["sector"], known["sector"])],
            "additionalClassifications": [
                {"scheme": "geoapp-sector", "id": known["sector"], "description": SECTORS[known["sector"]]}
            ],
            "period": _span(known["start_date"], known["end_date"]),
            "publicAuthority": authority,
            "parties": [{**authority, "roles": ["publicAuthority"]}] if authority else None,
            "locations": [location for location in locations if location is not None],
            "budget": _budget(known, facts.budget_lines.get(key, ())),
            "metrics": _metrics(observations, facts, key),
            "completion": _completion(known),
            "documents": _documents(view, key, facts),
            "x_role": known["role"],
            "x_packageCost": _package_cost(known),
            "x_alerts": known["alerts"],
            "x_status": STATUSES[known["status"]],
        }
    )


def _identifiers(known: Json) -> list[Json]:
    pairs = (("PE-CUI", known["cui"]), ("PE-SNIP", known["snip"]), ("geoapp", known["id"]))
    return [{"scheme": scheme, "id": identifier} for scheme, identifier in pairs if identifier]


def _organisation(name: str | None) -> Json | None:
    if not name:
        return None
    return {"id": "geoapp-org-" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest(), "name": name}


def _location(record: LocationRecord) -> Json | None:
    codes = [code for code in (record.ubigeo, record.locality_code) if code]
    placed = record.lon is not None and record.lat is not None
    if not placed and not codes and not record.place_name:
        return None
    return _filled(
        {
            "id": str(record.seq),
            "description": record.place_name,
            "geometry": {"type": "Point", "coordinates": [record.lon, record.lat]} if placed else None,
            "gazetteer": {"scheme": "PE-INEI", "identifiers": codes} if codes else None,
            "x_precision": record.precision,
            "x_placingMethod": record.method,
        }
    )


def _budget(known: Json, lines: Sequence[BudgetLineRecord]) -> Json | None:
    breakdowns = []
    for column, name in _STAGES.items():
        years = [
            {
                "id": f"{name.lower()}-{line.year}",
                "description": f"{name} {line.year}",
                "amount": _value(getattr(line, column)),
                "period": {"startDate": f"{line.year}-01-01T00:00:00Z", "endDate": f"{line.year}-12-31T23:59:59Z"},
            }
            for line in lines
            if getattr(line, column) is not None
        ]
        if years:
            breakdowns.append({"id": name.lower(), "description": f"{name} por año", "budgetBreakdown": years})
    # Only what every other file adds up: amounts of projects add up to the page's total.
    cost = known["cost_pen"]
    amount = None if cost is None else {"amount": cost, "currency": "PEN"}
    described = None if cost is None else _described(known)
    return _filled({"amount": amount, "description": described, "budgetBreakdowns": breakdowns}) or None


def _package_cost(known: Json) -> Json | None:
    """What a source gives for a package whose parts enter the sums instead."""
    if known["cost_pen"] is not None or known["package_pen"] is None:
        return None
    return {"amount": known["package_pen"], "currency": "PEN", "description": _described(known)}


def _described(known: Json) -> str:
    bound = BOUNDS.get(known["cost_bound"] or "exact", "")
    return " ".join(part for part in (bound, AMOUNT_KINDS.get(known["cost_kind"] or "", ""), "según la fuente") if part)


def _metrics(observations: Sequence[ObservationRecord], facts: ProjectFactsBulk, key: str) -> list[Json]:
    metrics = []
    for metric, title, column in (
        ("physicalProgress", "Avance físico", "physical_bp"),
        ("financialProgress", "Avance financiero", "financial_bp"),
    ):
        found = [
            _filled(
                {
                    "id": record.observation_id,
                    "measure": f"{getattr(record, column) / 100:g}",
                    "unit": _PERCENT,
                    "period": _span(record.progress_date, record.progress_date),
                    "notes": f"Fuente: {record.source_id}",
                }
            )
            for record in observations
            if getattr(record, column) is not None
        ]
        if found:
            metrics.append({"id": metric, "title": title, "observations": found})
    by_kind: dict[str, list[Json]] = {}
    for amount in facts.amounts.get(key, ()):
        by_kind.setdefault(amount.kind, []).append(
            _filled(
                {
                    "id": str(amount.seq),
                    "value": _value(amount.centimos),
                    "period": _span(amount.date, amount.date),
                    "notes": f"Fuente: {amount.source_id}",
                    "x_bound": amount.bound,
                }
            )
        )
    metrics += [
        {"id": f"reportedAmount.{kind}", "title": AMOUNT_KINDS[kind], "observations": found}
        for kind, found in sorted(by_kind.items())
    ]
    return metrics


def _completion(known: Json) -> Json | None:
    if not Status(known["status"]).finished:
        return None
    when = f" con fecha {known['status_date']}" if known["status_date"] else ""
    return _filled(
        {
            "endDate": _moment(known["end_date"], last=True),
            "endDateDetails": f"La fuente la declara «{STATUSES[known['status']]}»{when}.",
        }
    )


def _documents(view: ExportView, key: str, facts: ProjectFactsBulk) -> list[Json]:
    cited = {
        record.source_id
        for group in (facts.observations, facts.amounts, facts.locations, facts.budget_lines)
        for record in group.get(key, ())
        if record.source_id
    }
    sources = view.publication.sources
    return [
        _filled(
            {
                "id": source.source_id,
                "title": source.title or source.url,
                "url": source.url if source.url and source.url.startswith(("http://", "https://")) else None,
                "datePublished": _moment(source.date),
                "author": source.publisher,
            }
        )
        for source in (sources[identifier] for identifier in sorted(cited) if identifier in sources)
    ]


def _value(centimos: int | None) -> Json | None:
    return None if centimos is None else {"amount": float(to_soles(centimos)), "currency": "PEN"}


def _span(start: str | None, end: str | None) -> Json | None:
    return _filled({"startDate": _moment(start), "endDate": _moment(end, last=True)}) or None


def _moment(text: str | None, *, last: bool = False) -> str | None:
    """First or last moment that a date known to the day, month or year allows; None for none, or for words."""
    try:
        known = ReducedDate.parse(text)
    except ValueError:
        return None
    if known is None:
        return None
    return f"{known.last.isoformat()}T23:59:59Z" if last else f"{known.first.isoformat()}T00:00:00Z"


def _filled(values: Json) -> Json:
    """Without what is empty; zero and false stay."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
