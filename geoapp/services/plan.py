"""Which projects answer the regional plan."""

from __future__ import annotations

import numpy as np

from geoapp.db.repositories import PlanRepository
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication


def answering_plan(publication: Publication) -> BoolArray:
    """Mask of the projects that some commitment names as answering, supporting or preceding it."""
    cache = publication.portfolio.cache
    held: BoolArray | None = cache.get("answering_plan")
    if held is None:
        with publication.database.reading() as session:
            commitments = PlanRepository(session, publication.edition.id).commitments()
        held = np.zeros(publication.portfolio.size, dtype=bool)
        index_of = publication.portfolio.index_of
        held[
            [index_of[link.project_id] for one in commitments for link in one.links if link.project_id in index_of]
        ] = True
        cache["answering_plan"] = held
    return held
