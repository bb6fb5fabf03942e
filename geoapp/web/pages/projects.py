"""The list of projects: filtered, sorted, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from geoapp.domain.filters import ProjectFilter
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise
from geoapp.web.pages.common import EditionNote, edition_note
from geoapp.web.pages.filters import FilterForm, filter_form
from geoapp.web.pages.listing import DEFAULT_ORDER, ORDERS, SORTS, ProjectLine, ordered, project_lines
from geoapp.web.parameters import choice, refuse, whole_number

OWN_PARAMETERS = ("sort", "order", "page")
PAGE_SIZE = 25
DEFAULT_SORT = "cost"
MAX_PAGE = 10**6


@dataclass(frozen=True, slots=True)
class SortLink:
    """Heading of a column that sorts: where it leads, and how the list is sorted by it now (``""`` if it is not)."""

    name: str
    href: str
    order: str


@dataclass(frozen=True, slots=True)
class ProjectsPage:
    """Context of ``pages/projects.html``. `first` and `last` count from 1; both are 0 in an empty list."""

    edition: EditionNote
    form: FilterForm
    total: SummaryRow
    projects: tuple[ProjectLine, ...]
    sorts: Mapping[str, SortLink]
    page: int
    pages: int
    first: int
    last: int
    previous_href: str | None
    next_href: str | None


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
    sort = choice(given, "sort", SORTS, DEFAULT_SORT)
    order = choice(given, "order", ORDERS, DEFAULT_ORDER[sort])
    page = whole_number(given, "page", 1, MAX_PAGE, 1)
    mask = publication.select(filter_)
    indices = ordered(publication.portfolio, mask, sort, order)
    pages = max(1, -(-len(indices) // PAGE_SIZE))
    if page > pages:
        raise refuse("page", str(page), f"la lista tiene {pages} páginas.")
    shown = indices[(page - 1) * PAGE_SIZE : page * PAGE_SIZE].tolist()

    def address(sort_: str, order_: str, page_: int) -> str:
        pairs = filter_.pairs()
        if (sort_, order_) != (DEFAULT_SORT, DEFAULT_ORDER[DEFAULT_SORT]):
            pairs += [("sort", sort_), ("order", order_)]
        if page_ > 1:
            pairs.append(("page", str(page_)))
        return f"/proyectos?{urlencode(pairs)}" if pairs else "/proyectos"

    def sort_link(name: str) -> SortLink:
        turned = {"asc": "desc", "desc": "asc"}[order] if name == sort else DEFAULT_ORDER[name]
        return SortLink(name, address(name, turned, 1), order if name == sort else "")

    kept = [(name, given[name]) for name in ("sort", "order") if name in given]
    return ProjectsPage(
        edition=edition_note(publication),
        form=filter_form(publication, filter_, "/proyectos", kept),
        total=summarise(publication.portfolio, mask).total,
        projects=project_lines(publication, shown),
        sorts={name: sort_link(name) for name in SORTS},
        page=page,
        pages=pages,
        first=(page - 1) * PAGE_SIZE + 1 if shown else 0,
        last=(page - 1) * PAGE_SIZE + len(shown),
        previous_href=address(sort, order, page - 1) if page > 1 else None,
        next_href=address(sort, order, page + 1) if page < pages else None,
    )
