"""The one-page sheet of an area: the figures of its page, as texts to print."""

from __future__ import annotations

import numpy as np

from geoapp.db.repositories import AreaRepository
from geoapp.domain.dates import ReducedDate
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.domain.vocabulary import ALERTS
from geoapp.i18n import gettext as _
from geoapp.i18n import ngettext
from geoapp.services.mapdata import area_href
from geoapp.services.neighbours import exact_places
from geoapp.services.pdf.sheet import Figure, Sheet, SheetMap, Table
from geoapp.services.portfolio import IntArray
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web import formatting
from geoapp.web.languages import here
from geoapp.web.pages.area import AreaPage, area_page
from geoapp.web.pages.area_budget import LOCAL, YearSpending
from geoapp.web.pages.plan import plan_source
from geoapp.web.pages.sheet_projects import Citations, amount, projects_table

MANY_POINTS = 500
POINT_DEGREES = 0.006
"""About 660 metres, less than a point covers on the sheet of a province."""
MAX_PROJECTS, MAX_COMMITMENTS, MAX_ALERTS, MAX_SECTORS = 6, 4, 6, 5


def area_sheet(publication: Publication, settings: MapSettings, area: Area) -> Sheet:
    """What the sheet of a province or a district says."""
    page = area_page(publication, settings, area)
    is_province = area.level == Level.PROVINCE.value
    title = _("Provincia de %(name)s", name=area.name) if is_province else _("Distrito de %(name)s", name=area.name)
    where = _("región Cajamarca") if page.province is None else _("provincia de %(name)s", name=page.province.text)
    people = (
        _("población sin dato")
        if area.population is None
        else _(
            "%(n)s habitantes (%(year)s)",
            n=formatting.number(area.population),
            year=area.population_year or _("año sin dato"),
        )
    )
    edition = page.edition
    citations = Citations()
    shown = page.projects.list.projects[:MAX_PROJECTS]
    projects = projects_table(publication, shown, page.projects.unfiltered, citations)
    plan = _plan(publication, page, citations)
    return Sheet(
        title=title,
        facts=_(
            "%(where)s · %(people)s · ubigeo INEI %(code)s · edición %(edition)s, datos hasta el %(cut)s",
            where=where,
            people=people,
            code=area.ubigeo,
            edition=edition.number,
            cut=formatting.date(edition.cut_off),
        ),
        lead=page.totals,
        figures=_figures(page),
        map=_map(publication, area),
        lists=(_sectors(page), _alerts(page)),
        tables=(projects, plan, _budget(page)),
        sources=citations.told(),
        foot=(
            _sources(page),
            _("«Sin dato» no es cero. Una alerta es una señal para revisar, no una acusación."),
            _("Un proyecto de varias áreas reparte su costo según la fuente o, si no lo dice, en partes iguales."),
            _("geoapp · inversión pública en Cajamarca · %(address)s", address=here(area_href(area))),
        ),
    )


def _sources(page: AreaPage) -> str:
    documents = formatting.number(page.edition.documents)
    return _(
        "Fuente: %(n)s documentos públicos; población y límites, INEI; presupuesto, MEF, otro conjunto de datos que no"
        " se suma al costo de los proyectos.",
        n=documents,
    )


def _figures(page: AreaPage) -> tuple[Figure, ...]:
    row, line = page.row, page.line
    execution = formatting.percent(line.budget_execution, 1)
    return (
        Figure(
            _("Proyectos solo aquí"),
            formatting.number(row.projects),
            ngettext("y %(n)s compartido", "y %(n)s compartidos", row.shared_projects, n=row.shared_projects),
        ),
        Figure(
            _("Costo con su parte"), formatting.millions(row.cost_with_share), formatting.soles(row.cost_with_share)
        ),
        Figure(
            _("Costo por habitante"),
            formatting.soles(page.cost_per_inhabitant),
            _("toda la región: %(amount)s", amount=formatting.soles(page.region_per_inhabitant)),
        ),
        Figure(
            _("Costo solo aquí"),
            _("no se suma") if row.cost is None and row.unsummed else formatting.millions(row.cost),
            _("%(n)s de %(all)s con costo", n=row.with_cost, all=row.projects),
        ),
        Figure(_("Avance físico medio, solo aquí"), formatting.percent(row.physical_mean_pct, 1), _progress(page)),
        Figure(
            _("Presupuesto municipal %(year)s, proyectos", year=page.budget_year),
            formatting.millions(line.budget_pim),
            _(
                "PIM; devengado %(amount)s (%(execution)s)",
                amount=formatting.soles(line.budget_accrued),
                execution=execution,
            ),
        ),
    )


def _progress(page: AreaPage) -> str:
    """Of how many projects and which years the mean is; a line of the sheet has no room for days."""
    row, known = page.row, page.progress
    told = {"n": formatting.number(row.with_physical), "all": formatting.number(row.projects)}
    if not row.with_physical:
        return _("%(n)s de %(all)s con avance publicado", **told)
    if known.oldest is None or known.latest is None:
        return _("media simple de %(n)s de %(all)s, sin fecha", **told)
    first, last = ReducedDate(known.oldest).year, ReducedDate(known.latest).year
    if first == last:
        return _("media simple de %(n)s de %(all)s, de %(year)s", year=first, **told)
    return _("media simple de %(n)s de %(all)s, de %(first)s a %(last)s", first=first, last=last, **told)


def _sectors(page: AreaPage) -> Table:
    shown = page.sectors[:MAX_SECTORS]
    rest = sum(group.row.projects for group in page.sectors[MAX_SECTORS:])
    rows = [
        (
            _(g.label),
            formatting.number(g.row.projects),
            _("no se suma") if g.not_summed else formatting.soles(g.row.cost),
        )
        for g in shown
    ]
    note = _("y %(n)s de otros sectores.", n=rest) if rest else ""
    return Table(
        _("Por sector"),
        (_("Sector"), _("Proyectos"), _("Costo entero")),
        tuple(rows),
        (0.46, 0.18, 0.36),
        frozenset({1, 2}),
        note,
    )


def _alerts(page: AreaPage) -> Table:
    rows = tuple((_(ALERTS[code]), formatting.number(count)) for code, count, _href in page.alerts[:MAX_ALERTS])
    note = "" if rows else _("Ningún proyecto de aquí levanta una alerta.")
    return Table(_("Alertas"), (_("Señal"), _("Proyectos")), rows, (0.8, 0.2), frozenset({1}), note)


def _plan(publication: Publication, page: AreaPage, citations: Citations) -> Table:
    lines = (*page.plan.exclusive, *page.plan.shared, *page.plan.around)
    rows = tuple(
        (
            line.placed.plan.commitment.title,
            _(line.placed.standing.label),
            amount(formatting.soles(line.placed.amount), line.placed.plan.commitment.amount_bound)
            if line.placed.amount is not None
            else _("sin monto"),
            formatting.soles(line.part) if line.part is not None else "—",
        )
        for line in lines[:MAX_COMMITMENTS]
    )
    rest = len(lines) - len(rows)
    region = page.plan.region
    note = (
        _(
            "Y %(rest)s más; además %(n)s de toda la región, que no se reparten. El estado se calcula de los"
            " proyectos.",
            rest=rest,
            n=region,
        )
        if rest > 0
        else _("Además %(n)s de toda la región, que no se reparten. El estado se calcula de los proyectos.", n=region)
    )
    source = plan_source(publication.sources)
    cited = citations.number(source, source.date or _("sin fecha")) if source and rows else ""
    return Table(
        " ".join(filter(None, (_("Compromisos del plan regional"), cited))),
        (_("Compromiso"), _("Estado"), _("Monto del plan"), _("Parte de aquí")),
        rows,
        (0.44, 0.16, 0.23, 0.17),
        frozenset({2, 3}),
        note,
    )


def _budget(page: AreaPage) -> Table:
    local: list[YearSpending] = [line for line in page.budget.years if line.government == LOCAL]
    rows = tuple(
        (
            str(line.year),
            formatting.soles(line.pia),
            formatting.soles(line.pim),
            formatting.soles(line.accrued),
            formatting.percent(line.execution, 1),
        )
        for line in local
    )
    return Table(
        _("Presupuesto de las municipalidades por año, todo el gasto"),
        (_("Año"), "PIA", "PIM", _("Devengado"), _("Ejecución")),
        rows,
        (0.12, 0.24, 0.24, 0.24, 0.16),
        frozenset({1, 2, 3, 4}),
        "" if rows else _("La fuente no trae gasto por año de esta área."),
    )


def _map(publication: Publication, area: Area) -> SheetMap:
    with publication.database.reading() as session:
        reader = AreaRepository(session, publication.edition.id)
        shapes = reader.geometries(Level.DISTRICT, light=True, parent=area.ubigeo[:4])
        focus = reader.geometry(area.ubigeo, light=True)
    portfolio = publication.portfolio
    mask = publication.select(ProjectFilter(**{area.level: (area.ubigeo,)}))  # type: ignore[arg-type]
    here = np.array([*(code.startswith(area.ubigeo) for code in portfolio.areas), False])  # the last is no area
    inside = np.flatnonzero(here[portfolio.place_area])
    inside = inside[mask[portfolio.place_project[inside]]]
    exact = exact_places(portfolio)[inside]

    def points(chosen: IntArray) -> tuple[tuple[float, float], ...]:
        lon, lat = portfolio.place_lon[chosen], portfolio.place_lat[chosen]
        if len(lon) > MANY_POINTS:
            # What stands nearer to another than a point of the sheet is wide could not be told from it.
            column, row = (np.round(one / POINT_DEGREES).astype(np.int64) for one in (lon, lat))
            cell = (column << 32) + row
            first = np.sort(np.unique(cell, return_index=True)[1])
            lon, lat = lon[first], lat[first]
        places = zip(lon.tolist(), lat.tolist(), strict=True)
        return tuple(dict.fromkeys(places))

    return SheetMap(
        shapes=tuple((publication.names[code], shape) for code, shape in shapes.items()),
        focus=focus,
        exact=points(inside[exact]),
        coarse=points(inside[~exact]),
        note=_("Lleno: sitio o localidad conocidos. Vacío: solo se conoce el distrito o la provincia."),
    )
