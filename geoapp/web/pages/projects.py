"""The list of projects: filtered, sorted, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from geoapp.domain.filters import ProjectFilter
from geoapp.services.publication import Publication
from geoapp.services.suggestion import mended_filter
from geoapp.web.pages.common import EditionNote, Link, edition_note
from geoapp.web.pages.filters import FilterForm, filter_form
from geoapp.web.pages.paged import LIST_PARAMETERS, ProjectList, project_list

OWN_PARAMETERS = LIST_PARAMETERS
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ProjectsPage:
    """Context of ``pages/projects.html``; `meant` leads to the list of mended words where those given find none."""

    edition: EditionNote
    form: FilterForm
    list: ProjectList
    meant: Link | None


def projects_page(publication: Publication, filter_: ProjectFilter, given: Mapping[str, str]) -> ProjectsPage:
    """One page of the list.

    Parameters
    ----------
    given
        The page's own parameters: `sort`, `order`, `page`.

    Raises
    ------
    InvalidFilterError
        When one of them is not accepted, or the page is beyond the last.
    """

    def address(own: list[tuple[str, str]], of: ProjectFilter = filter_) -> str:
        pairs = [*of.pairs(), *own]
        return f"/proyectos?{urlencode(pairs)}" if pairs else "/proyectos"

    mask = publication.select(filter_)
    meant = None if mask.any() else mended_filter(publication, filter_)
    kept = [(name, given[name]) for name in ("sort", "order") if name in given]
    return ProjectsPage(
        edition=edition_note(publication),
        form=filter_form(publication, filter_, "/proyectos", kept),
        list=project_list(publication, mask, given, address, size=PAGE_SIZE),
        meant=None if meant is None else Link(meant.q, address(kept, meant)),
    )
