"""``plan/``: commitments of the regional plan, their areas and the projects that answer them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from geoapp.domain.records import CommitmentAreaRecord, CommitmentLinkRecord, CommitmentRecord
from geoapp.ingest.references import Refusals, records
from geoapp.ingest.tables import Column, centimos, decimal, one_of, read_table, ubigeo, year

COMMITMENTS = "plan/commitments.csv"
AREAS = "plan/commitment_areas.csv"
LINKS = "plan/links.csv"

_COMMITMENT = (
    Column("commitment_id"),
    Column("dimension", one_of("social", "economica", "ambiental", "institucional")),
    Column("theme"),
    Column("title"),
    Column("detail", blank=True),
    Column("amount_pen", centimos, blank=True),
    Column("amount_bound", one_of("exact", "at_least", "about", "at_most"), blank=True),
    Column("target_value", decimal, blank=True),
    Column("target_unit", blank=True),
    Column("target_year", year, blank=True),
    Column("baseline_value", decimal, blank=True),
    Column("kind", one_of("obra", "equipamiento", "programa", "meta_resultado", "gestion")),
    Column("scope", one_of("region", "areas")),
)
_AREA = (Column("commitment_id"), Column("ubigeo", ubigeo), Column("name_in_plan"))
_LINK = (
    Column("commitment_id"),
    Column("project_id"),
    Column("relation", one_of("answers", "contributes", "precedes")),
    Column("reason"),
)


@dataclass(frozen=True)
class Plan:
    """The plan as read."""

    commitments: tuple[CommitmentRecord, ...]
    areas: tuple[CommitmentAreaRecord, ...]
    links: tuple[CommitmentLinkRecord, ...]


def read_plan(folder: Path, refusals: Refusals, *, ubigeos: Collection[str], project_ids: Collection[str]) -> Plan:
    """Read the plan; rows that name unknown commitments, areas or projects are refused."""
    rows = refusals.unique(COMMITMENTS, read_table(folder / COMMITMENTS, _COMMITMENT), "commitment_id")
    commitments = records(rows, CommitmentRecord, amount_centimos="amount_pen")
    ids = {commitment.commitment_id for commitment in commitments}
    areas = refusals.unique(AREAS, read_table(folder / AREAS, _AREA), "commitment_id", "ubigeo")
    areas = refusals.known(AREAS, areas, "commitment_id", ids, "un compromiso")
    areas = refusals.known(AREAS, areas, "ubigeo", ubigeos, "un área de la región")
    links = refusals.unique(LINKS, read_table(folder / LINKS, _LINK), "commitment_id", "project_id")
    links = refusals.known(LINKS, links, "commitment_id", ids, "un compromiso")
    links = refusals.known(LINKS, links, "project_id", project_ids, "un proyecto")
    return Plan(commitments, records(areas, CommitmentAreaRecord), records(links, CommitmentLinkRecord))
