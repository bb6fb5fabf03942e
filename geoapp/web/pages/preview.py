"""What the pictures of shared pages say: the figures of the page itself, with the day of the data."""

from __future__ import annotations

import numpy as np
import shapely

from geoapp.db.repositories import AreaRepository
from geoapp.domain.filters import ProjectFilter
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import Area
from geoapp.domain.vocabulary import STATUSES
from geoapp.i18n import gettext as _
from geoapp.i18n import ngettext
from geoapp.services.portfolio import BoolArray
from geoapp.services.publication import Publication
from geoapp.services.render.preview import Preview
from geoapp.services.summary import area_row, summarise
from geoapp.web import formatting
from geoapp.web.pages.listing import project_line
from geoapp.web.pages.region import per_inhabitant

MAX_POINTS = 2_000
"""Beyond these, points say nothing at this size; the map is drawn without any."""


def region_preview(publication: Publication) -> Preview:
    """The home page."""
    mask = publication.select(ProjectFilter())
    total = summarise(publication.portfolio, mask).total
    return Preview(
        title=_("Inversión pública en Cajamarca"),
        subtitle=_("Qué se invierte, dónde y cuánto avanza"),
        figures=(
            (formatting.number(total.projects), _("proyectos de inversión")),
            (formatting.millions(total.cost), _costs_known(total.with_cost, total.projects)),
            (formatting.number(total.with_alerts), _("con alguna alerta")),
        ),
        foot=_foot(publication),
        shapes=(),
        focus=_shapes(publication, Level.PROVINCE),
        points=_points(publication, mask),
    )


def area_preview(publication: Publication, area: Area) -> Preview:
    """A province or a district."""
    is_province = area.level == Level.PROVINCE.value
    mask = publication.select(ProjectFilter(**{area.level: (area.ubigeo,)}))  # type: ignore[arg-type]
    row = area_row(publication.portfolio, publication.select(ProjectFilter()), area.ubigeo)
    projects = row.projects + row.shared_projects
    each = per_inhabitant(row.cost_with_share, area.population)
    title = _("Provincia de %(name)s", name=area.name) if is_province else _("Distrito de %(name)s", name=area.name)
    where = (
        _("región Cajamarca")
        if is_province
        else _("provincia de %(name)s, Cajamarca", name=publication.names[area.ubigeo[:4]])
    )
    with publication.database.reading() as session:
        focus = AreaRepository(session, publication.edition.id).geometry(area.ubigeo, light=True)
    return Preview(
        title=title,
        subtitle=where,
        figures=(
            (
                formatting.number(projects),
                ngettext("proyecto la nombra", "proyectos la nombran", projects)
                if is_province
                else ngettext("proyecto lo nombra", "proyectos lo nombran", projects),
            ),
            (formatting.millions(row.cost_with_share), _("costo, con su parte de lo compartido")),
            (formatting.soles(each), _("por habitante")),
        ),
        foot=_foot(publication),
        shapes=_shapes(publication, Level.PROVINCE if is_province else Level.DISTRICT, area.ubigeo[:4]),
        focus=(focus,),
        points=_points(publication, mask, area),
    )


def project_preview(publication: Publication, index: int) -> Preview:
    """A project, by its index in the portfolio."""
    line = project_line(publication, index)
    portfolio = publication.portfolio
    only = np.zeros(portfolio.size, dtype=bool)
    only[index] = True
    codes = [code for code in str(portfolio.text["district_codes"][index] or "").split(";") if code]
    codes = codes or [link.href.rsplit("/", 1)[-1] for link in line.provinces]
    with publication.database.reading() as session:
        reader = AreaRepository(session, publication.edition.id)
        focus = tuple(reader.geometry(code, light=True) for code in codes if code in publication.areas)
    progress = formatting.percent(line.physical_pct) if line.physical_pct is not None else formatting.no_data()
    return Preview(
        title=line.name,
        subtitle=line.place,
        figures=(
            (formatting.soles(line.cost), _("costo de referencia (%(date)s)", date=formatting.date(line.cost_date))),
            (_(STATUSES[line.status]), _("estado declarado (%(date)s)", date=formatting.date(line.status_date))),
            (progress, _("avance (%(date)s)", date=formatting.date(line.physical_date))),
        ),
        foot=_foot(publication),
        shapes=_shapes(publication, Level.PROVINCE),
        focus=focus,
        points=_points(publication, only),
    )


def _costs_known(known: int, projects: int) -> str:
    return (
        _("costo de %(known)s de ellos (los demás: sin dato)", known=formatting.number(known))
        if known < projects
        else _("costo de todos ellos")
    )


def _foot(publication: Publication) -> str:
    return _(
        "Documentos públicos, datos hasta el %(cut)s · edición %(n)s · geoapp",
        cut=formatting.date(publication.edition.cut_off),
        n=publication.edition.id,
    )


def _shapes(publication: Publication, level: Level, parent: str | None = None) -> tuple[shapely.Geometry, ...]:
    wanted = parent if level is Level.DISTRICT else REGION_UBIGEO
    with publication.database.reading() as session:
        shapes = AreaRepository(session, publication.edition.id).geometries(level, light=True, parent=wanted)
    return tuple(shapes.values())


def _points(publication: Publication, mask: BoolArray, area: Area | None = None) -> tuple[tuple[float, float], ...]:
    portfolio = publication.portfolio
    chosen = mask[portfolio.place_project]
    if area is not None:
        inside = np.array([code.startswith(area.ubigeo) for code in portfolio.areas])
        chosen &= np.append(inside, False)[portfolio.place_area]
    if int(chosen.sum()) > MAX_POINTS:
        return ()
    pairs = zip(portfolio.place_lon[chosen].tolist(), portfolio.place_lat[chosen].tolist(), strict=True)
    return tuple(dict.fromkeys(pairs))
