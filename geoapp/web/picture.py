"""What stands on a static map: the same values, classes and words as on the live one."""

from __future__ import annotations

import numpy as np

from geoapp.db.repositories import AreaRepository
from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.services.history import select_at
from geoapp.services.mapdata import values_by_area
from geoapp.services.portfolio import BoolArray, FloatArray
from geoapp.services.publication import Publication
from geoapp.services.render.picture import Picture, PictureArea
from geoapp.services.summary import summarise
from geoapp.web import formatting
from geoapp.web.answers.points import located_text
from geoapp.web.answers.values import values_answer
from geoapp.web.offline import OfflineChoice, in_area
from layers import palette

_NOTE_WIDTH = 130


def picture_of(publication: Publication, choice: OfflineChoice, *, with_points: bool) -> Picture:
    """Arrange the picture of a choice.

    Raises
    ------
    NotFoundError
        When the edition has no such area.
    """
    area = publication.area(choice.area)
    region = area.level == Level.REGION.value
    level = Level(choice.level) if region else Level.DISTRICT
    parent = None if region else area.ubigeo[:4]
    values = values_by_area(
        publication,
        select_at(publication, choice.filter, choice.at),
        choice.measure,
        level,
        parent,
        year=choice.at,
    )
    words = values_answer(publication, values, choice.at)
    with publication.database.reading() as session:
        repository = AreaRepository(session, publication.edition.id)
        shapes = repository.geometries(level, light=True, parent=parent)
        outlines = (
            list(repository.geometries(Level.PROVINCE, light=True).values())
            if region
            else [repository.geometry(area.ubigeo, light=True)]
        )
    mask = select_at(publication, in_area(choice.filter, area), choice.at)
    total = summarise(publication.portfolio, mask).total
    lon, lat, shown = _points(publication, mask & with_points, area)
    source = (
        f"Fuente: {words['source']}, {words['source_date_text']}. geoapp, edición {publication.edition.id},"
        f" datos hasta el {formatting.date(publication.edition.cut_off)}. Trama: sin dato, que no es cero."
    )
    filtered = "" if choice.filter.is_empty else " de la selección"
    when = "" if choice.at is None else f", a fines de {choice.at}"
    return Picture(
        title=f"{words['title']}: {area.name}",
        subtitle=f"Por {'provincia' if level is Level.PROVINCE else 'distrito'}{when}. {located_text(total)}.",
        legend_title=f"{words['title']} ({words['unit']})",
        areas=[
            PictureArea(
                one.area.ubigeo,
                one.area.name,
                shapes[one.area.ubigeo],
                one.area.lon,
                one.area.lat,
                one.class_index,
            )
            for one in values.areas
        ],
        classes=[(class_["label"], class_["count"]) for class_ in words["classes"]],
        colors=palette(choice.colors, len(words["classes"])) if words["classes"] else (),
        outlines=outlines,
        lon=lon,
        lat=lat,
        points_label=f"proyectos{filtered}  ({formatting.number(shown)})",
        notes=[
            *_folded(words["note"]),
            source,
        ],
    )


def _points(publication: Publication, mask: BoolArray, area: Area) -> tuple[FloatArray, FloatArray, int]:
    """Where the selected projects stand in an area, and how many they are; of the region, one point for each.

    A project that an area shares with others may be drawn far from it: there, only its places in the area count.
    """
    portfolio = publication.portfolio
    if area.level == Level.REGION.value:
        shown = np.flatnonzero(mask & portfolio.on_map)
        return portfolio.lon[shown], portfolio.lat[shown], len(shown)
    # The last entry is for places without an area, whose index is -1.
    inside = np.array([*(code.startswith(area.ubigeo) for code in portfolio.areas), False])
    places = np.flatnonzero(mask[portfolio.place_project] & inside[portfolio.place_area])
    projects = np.unique(portfolio.place_project[places])
    return portfolio.place_lon[places], portfolio.place_lat[places], len(projects)


def _folded(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > _NOTE_WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
