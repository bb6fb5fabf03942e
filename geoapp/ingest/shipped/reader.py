"""All shipped files into one bundle of facts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from geoapp.domain.dates import ReducedDate
from geoapp.domain.records import AmountRecord, Facts, ObservationRecord
from geoapp.errors import DataSourceError
from geoapp.ingest.references import Refusals
from geoapp.ingest.shipped.areas import read_areas
from geoapp.ingest.shipped.budget import read_budget
from geoapp.ingest.shipped.environment import read_facilities, read_mining_liabilities
from geoapp.ingest.shipped.localities import read_localities
from geoapp.ingest.shipped.plan import read_plan
from geoapp.ingest.shipped.projects import read_projects
from geoapp.ingest.shipped.sources import read_datasets


def read_shipped(folder: Path) -> Facts:
    """Read and check all shipped data.

    Parameters
    ----------
    folder
        The ``data`` folder.

    Returns
    -------
    Facts
        `rejected` tells every row left out and why.

    Raises
    ------
    DataSourceError
        When a file is missing, unreadable or wrong; the message names the file, line, column, value and mend.
    """
    if not folder.is_dir():
        raise DataSourceError(
            f"No existe la carpeta de datos {folder}: corrija GEOAPP_PATH_DATA o vuelva a instalar geoapp."
        )
    refusals = Refusals()
    areas = read_areas(folder)
    ubigeos = {area.ubigeo for area in areas}
    datasets = read_datasets(folder, refusals)
    localities = read_localities(folder, refusals)
    projects = read_projects(folder, refusals, ubigeos=ubigeos)
    plan = read_plan(folder, refusals, ubigeos=ubigeos, project_ids={p.project_id for p in projects.projects})
    budget = read_budget(folder, refusals, ubigeos=ubigeos)
    return Facts(
        cut_off=_cut_off(projects.observations, projects.amounts),
        digest=_digest(folder),
        sources=(*datasets, *projects.sources),
        areas=areas,
        localities=localities,
        projects=projects.projects,
        aliases=projects.aliases,
        locations=projects.locations,
        unmatched_localities=projects.unmatched,
        amounts=projects.amounts,
        observations=projects.observations,
        budget_functions=budget.functions,
        area_budgets=budget.by_function,
        area_budget_totals=budget.yearly,
        entity_totals=budget.entities,
        stalled_counts=budget.stalled,
        labels=budget.labels,
        commitments=plan.commitments,
        commitment_areas=plan.areas,
        commitment_links=plan.links,
        facilities=read_facilities(folder, refusals),
        mining_liabilities=read_mining_liabilities(folder, refusals),
        rejected=tuple(refusals.rows),
    )


def _cut_off(observations: tuple[ObservationRecord, ...], amounts: tuple[AmountRecord, ...]) -> str:
    texts = {t for o in observations for t in (o.progress_date, o.status_date, o.source_date) if t}
    texts |= {amount.date for amount in amounts if amount.date}
    if not texts:
        raise DataSourceError("Los datos de proyectos no tienen ningún hecho fechado: no hay corte que publicar.")
    return max(map(ReducedDate, texts), key=lambda date: (date.last, len(date.text))).text


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
