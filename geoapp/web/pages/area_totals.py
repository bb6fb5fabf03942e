"""The totals of an area in one sentence: what names it, what stands only there, what it shares and its part.

Whole costs, costs of what is only here and parts are three sums of the same projects
(``docs/decisions/0002-whole-projects-and-shares.md``); told apart, without what joins them, they look like errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.i18n import gettext as _
from geoapp.i18n import ngettext
from geoapp.services.summary import SummaryRow
from geoapp.web import formatting


@dataclass(frozen=True, slots=True)
class AreaTotals:
    """The projects that name an area: `exclusive` ones only it, `shared` ones others too.

    `shared_cost` is the whole cost of the shared ones and `shared_part` what of it falls in the area, so that
    `exclusive_cost` + `shared_cost` is the cost of all that name it and `exclusive_cost` + `shared_part` is `part`.
    Amounts are None where no project has a cost that enters sums; `with_cost` counts those that have one.
    """

    name: str
    is_province: bool
    exclusive: int
    exclusive_cost: Decimal | None
    shared: int
    shared_cost: Decimal | None
    shared_part: Decimal | None
    part: Decimal | None
    with_cost: int

    @property
    def projects(self) -> int:
        """Projects that name the area."""
        return self.exclusive + self.shared


def area_totals(area: Area, row: SummaryRow, naming: SummaryRow) -> AreaTotals:
    """Bring the totals of an area together.

    Parameters
    ----------
    row
        The area's row in a summary by areas.
    naming
        Total of all projects that name the area.
    """
    priced = naming.with_cost > row.with_cost
    return AreaTotals(
        name=area.name,
        is_province=area.level == Level.PROVINCE.value,
        exclusive=row.projects,
        exclusive_cost=row.cost,
        shared=row.shared_projects,
        shared_cost=(naming.cost or Decimal(0)) - (row.cost or Decimal(0)) if priced else None,
        shared_part=row.shared_cost,
        part=row.cost_with_share,
        with_cost=naming.with_cost,
    )


def totals_sentence(totals: AreaTotals) -> str:
    """How the totals of an area fit together; blank where no project names it, short where it shares none."""
    if not totals.projects:
        return ""
    told = [_joined(totals) if totals.exclusive and totals.shared else _of_one_sort(totals)]
    if 0 < totals.with_cost < totals.projects:
        counted = {"n": formatting.number(totals.with_cost), "all": formatting.number(totals.projects)}
        told.append(_("Se suma el costo de %(n)s de los %(all)s.", **counted))
    return " ".join(told)


def _joined(totals: AreaTotals) -> str:
    named = ngettext(
        "%(n)s proyecto nombra %(name)s",
        "%(n)s proyectos nombran %(name)s",
        totals.projects,
        n=formatting.number(totals.projects),
        name=totals.name,
    )
    alone = ngettext(
        "%(n)s está solo aquí (%(cost)s)",
        "%(n)s están solo aquí (%(cost)s)",
        totals.exclusive,
        n=formatting.number(totals.exclusive),
        cost=_cost(totals.exclusive_cost),
    )
    told = {"n": formatting.number(totals.shared), "cost": _shared_cost(totals)}
    shared = (
        ngettext(
            "%(n)s se comparte con otras provincias (%(cost)s)",
            "%(n)s se comparten con otras provincias (%(cost)s)",
            totals.shared,
            **told,
        )
        if totals.is_province
        else ngettext(
            "%(n)s se comparte con otras áreas (%(cost)s)",
            "%(n)s se comparten con otras áreas (%(cost)s)",
            totals.shared,
            **told,
        )
    )
    joined = _("%(named)s: %(alone)s y %(shared)s.", named=named, alone=alone, shared=shared)
    if totals.exclusive_cost is None or totals.shared_cost is None:
        return joined  # the sums are those of one sort, told already
    sums = {
        "whole": formatting.soles(totals.exclusive_cost + totals.shared_cost),
        "part": formatting.soles(totals.part),
    }
    added = _("Enteros suman %(whole)s; la parte de %(name)s es %(part)s.", name=totals.name, **sums)
    return f"{joined} {added}"


def _of_one_sort(totals: AreaTotals) -> str:
    told = {"n": formatting.number(totals.projects), "name": totals.name}
    if totals.exclusive:
        return ngettext(
            "%(n)s proyecto nombra %(name)s y está solo aquí (%(cost)s).",
            "%(n)s proyectos nombran %(name)s y están todos solo aquí (%(cost)s).",
            totals.projects,
            cost=_cost(totals.exclusive_cost),
            **told,
        )
    return ngettext(
        "%(n)s proyecto nombra %(name)s y se comparte con otras áreas (%(cost)s).",
        "%(n)s proyectos nombran %(name)s y todos se comparten con otras áreas (%(cost)s).",
        totals.projects,
        cost=_shared_cost(totals),
        **told,
    )


def _cost(amount: Decimal | None) -> str:
    return _("sin costo que se sume") if amount is None else formatting.soles(amount)


def _shared_cost(totals: AreaTotals) -> str:
    if totals.shared_cost is None:
        return _cost(None)
    sums = {"whole": formatting.soles(totals.shared_cost), "part": formatting.soles(totals.shared_part)}
    return _("%(whole)s, de los que %(part)s son la parte de %(name)s", name=totals.name, **sums)
