"""What every reader of an edition asks for first, computed once when it is read: nobody waits for it."""

from __future__ import annotations

from geoapp.domain.filters import ProjectFilter
from geoapp.services.clusters import prepare_grids
from geoapp.services.ordering import prepare_orders
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, summarise


def prepare(publication: Publication) -> Publication:
    """Compute totals of groupings, clusters of the region's zooms, orders of lists, frequent words; give it back."""
    everything = publication.select(ProjectFilter())
    publication.select(ProjectFilter(year=publication_year(publication)))
    for group_by in (None, *GroupBy):
        summarise(publication.portfolio, everything, group_by)
    prepare_grids(publication.portfolio, everything)
    prepare_orders(publication.portfolio)
    publication.wording.prepare()
    return publication


def publication_year(publication: Publication) -> int:
    """Year of the cut-off: asking for it orders the years of all facts."""
    return int(publication.edition.cut_off[:4])
