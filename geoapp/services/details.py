"""Everything known of one project, with its alerts computed from the facts as they stand."""

from __future__ import annotations

import datetime as dt

from geoapp.db.repositories import ProjectDetail, ProjectRepository
from geoapp.domain.alerts import ProjectFacts, RaisedAlert, raise_alerts
from geoapp.domain.current import as_amount, as_observation
from geoapp.domain.dates import ReducedDate
from geoapp.domain.projects import Observation, disagreeing_progress
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication

MAX_ID_CHARACTERS = 200


def project_detail(publication: Publication, project_id: str) -> ProjectDetail:
    """All that the published edition knows of a project.

    Raises
    ------
    NotFoundError
        When there is no such project.
    """
    if len(project_id) > MAX_ID_CHARACTERS or not project_id.isprintable():  # PostgreSQL refuses a text with a NUL
        raise NotFoundError(
            _(
                "No hay un proyecto «%(code)s…» en la edición %(edition)s.",
                code=project_id[:40],
                edition=publication.edition.id,
            )
        )
    with publication.database.reading() as session:
        return ProjectRepository(session, publication.edition.id).detail(project_id)


def alerts_of(publication: Publication, detail: ProjectDetail) -> tuple[RaisedAlert, ...]:
    """Alerts of a project with the figures behind them; the reference day is the edition's cut-off."""
    reference: dt.date = ReducedDate(publication.edition.cut_off).last
    amounts = tuple(as_amount(record, detail.observations) for record in detail.amounts)
    return raise_alerts(ProjectFacts(observations_of(detail), amounts, reference))


def disagreements_of(detail: ProjectDetail) -> list[tuple[Observation, Observation]]:
    """Pairs of sources that give different progress for the same time."""
    return disagreeing_progress(observations_of(detail))


def observations_of(detail: ProjectDetail) -> tuple[Observation, ...]:
    """Observations as the rules see them."""
    return tuple(as_observation(record, project_kind=detail.current.kind) for record in detail.observations)
