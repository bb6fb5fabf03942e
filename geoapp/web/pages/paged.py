"""A table of projects that sorts and turns pages by its address alone: the list of all and that of each area."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geoapp.i18n import gettext as _
from geoapp.services.ordering import DEFAULT_ORDER, ORDERS, SORTS, ordered
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.services.summary import SummaryRow, summarise
from geoapp.web.pages.listing import ProjectLine, project_lines
from geoapp.web.parameters import choice, refuse, whole_number

LIST_PARAMETERS = ("sort", "order", "page")
DEFAULT_SORT = "cost"
MAX_PAGE = 10**6

Address = Callable[[list[tuple[str, str]]], str]


@dataclass(frozen=True, slots=True)
class SortLink:
    """Heading of a column that sorts: where it leads, and how the list is sorted by it now (``""`` if it is not)."""

    name: str
    href: str
    order: str


@dataclass(frozen=True, slots=True)
class ProjectList:
    """One page of a list. `total` is of the whole list; `first` and `last` count from 1, both 0 in an empty list."""

    total: SummaryRow
    projects: tuple[ProjectLine, ...]
    sorts: Mapping[str, SortLink]
    page: int
    pages: int
    first: int
    last: int
    previous_href: str | None
    next_href: str | None


def project_list(
    publication: Publication,
    mask: BoolArray,
    given: Mapping[str, str],
    address: Address,
    *,
    size: int,
    lines: Callable[[Publication, Sequence[int]], tuple[ProjectLine, ...]] = project_lines,
) -> ProjectList:
    """Sort a selection and cut a page of it.

    Parameters
    ----------
    given
        The list's own parameters: `sort`, `order`, `page`.
    address
        Gives the address of the page with these parameters of the list beside those of the filter.
    size
        Projects on a page.
    lines
        Makes the rows of the projects at indices of the portfolio.

    Raises
    ------
    InvalidFilterError
        When a parameter is not accepted, or the page is beyond the last.
    """
    sort = choice(given, "sort", SORTS, DEFAULT_SORT)
    order = choice(given, "order", ORDERS, DEFAULT_ORDER[sort])
    page = whole_number(given, "page", 1, MAX_PAGE, 1)
    indices = ordered(publication.portfolio, mask, sort, order)
    pages = max(1, -(-len(indices) // size))
    if page > pages:
        raise refuse("page", str(page), _("la última página de la lista es la %(n)s.", n=pages))
    shown = indices[(page - 1) * size : page * size].tolist()

    def turned(sort_: str, order_: str, page_: int) -> str:
        pairs: list[tuple[str, str]] = []
        if (sort_, order_) != (DEFAULT_SORT, DEFAULT_ORDER[DEFAULT_SORT]):
            pairs += [("sort", sort_), ("order", order_)]
        if page_ > 1:
            pairs.append(("page", str(page_)))
        return address(pairs)

    def sort_link(name: str) -> SortLink:
        other = {"asc": "desc", "desc": "asc"}[order] if name == sort else DEFAULT_ORDER[name]
        return SortLink(name, turned(name, other, 1), order if name == sort else "")

    return ProjectList(
        total=summarise(publication.portfolio, mask).total,
        projects=lines(publication, shown),
        sorts={name: sort_link(name) for name in SORTS},
        page=page,
        pages=pages,
        first=(page - 1) * size + 1 if shown else 0,
        last=(page - 1) * size + len(shown),
        previous_href=turned(sort, order, page - 1) if page > 1 else None,
        next_href=turned(sort, order, page + 1) if page < pages else None,
    )
