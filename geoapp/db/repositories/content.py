"""Writing the facts of an import into an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from geoapp.db import models
from geoapp.db.models import OPEN
from geoapp.db.repositories.editions import counted
from geoapp.db.search import folded
from geoapp.db.spatial import stored
from geoapp.domain.current import CurrentProject, drawn_at
from geoapp.domain.records import Facts

_PLAIN: dict[str, Any] = {
    "sources": models.SourceRow,
    "aliases": models.ProjectAliasRow,
    "unmatched_localities": models.UnmatchedLocalityRow,
    "amounts": models.AmountRow,
    "budget_lines": models.BudgetLineRow,
    "observations": models.ObservationRow,
    "budget_functions": models.BudgetFunctionRow,
    "area_budgets": models.AreaBudgetRow,
    "area_budget_totals": models.AreaBudgetTotalRow,
    "entity_totals": models.EntityTotalRow,
    "stalled_counts": models.StalledCountRow,
    "labels": models.DatasetLabelRow,
    "commitments": models.CommitmentRow,
    "commitment_areas": models.CommitmentAreaRow,
    "commitment_links": models.CommitmentLinkRow,
    "facilities": models.FacilityRow,
    "mining_liabilities": models.MiningLiabilityRow,
}
"""Fields of `Facts` whose records are written as they are."""


def write_facts(
    session: Session,
    edition: int,
    facts: Facts,
    pictures: Sequence[CurrentProject],
    *,
    progress: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Write facts and the pictures computed from them as rows of an edition.

    Parameters
    ----------
    progress
        Called with the table and the number of rows written.

    Returns
    -------
    dict
        Rows written by table, as `counted` names tables.
    """
    written: dict[str, int] = {}

    def write(model: Any, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row["edition_from"] = edition
            row["edition_to"] = OPEN
        if rows:
            # The table, not the class: the class would split the rows by which values are None.
            session.execute(insert(model.__table__), rows)
        name = counted(model.__tablename__)
        written[name] = len(rows)
        if progress is not None:
            progress(name, len(rows))

    areas = _rows(facts.areas)
    for row in areas:
        row["geometry"] = stored(session, row["geometry"])
        row["geometry_light"] = stored(session, row["geometry_light"])
    write(models.AreaRow, areas)
    localities = _rows(facts.localities)
    for row in localities:
        row["folded"] = folded(row["name"], row["locality_code"])
    write(models.LocalityRow, localities)
    for field, model in _PLAIN.items():
        write(model, _rows(getattr(facts, field)))
    centres = {area.ubigeo: (area.lon, area.lat) for area in facts.areas}
    locations = _rows(facts.locations)
    for row, location in zip(locations, facts.locations, strict=True):
        row["lon"], row["lat"] = drawn_at(location, centres)
    write(models.LocationRow, locations)
    extra = _names_for_search(facts)
    current = _rows(pictures)
    for row in current:
        row["folded"] = folded(
            row["project_id"],
            row["cui"],
            row["snip"],
            row["name"],
            row["executing_entity"],
            *extra[row["project_id"]],
        )
    write(models.ProjectCurrentRow, current)
    return written


def _rows(records: Iterable[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    names: tuple[str, ...] | None = None
    for record in records:
        if names is None:
            names = tuple(record.__dataclass_fields__)
        rows.append({name: getattr(record, name) for name in names})
    return rows


def _names_for_search(facts: Facts) -> defaultdict[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for location in facts.locations:
        if location.place_name:
            names[location.project_id].append(location.place_name)
    for unmatched in facts.unmatched_localities:
        names[unmatched.project_id].append(unmatched.place_name)
    for alias in facts.aliases:
        names[alias.project_id].append(alias.alias)
    return names
