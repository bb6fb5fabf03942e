"""Settling the place of a project by hand: one decision, one edition, with its reason and its author."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields, replace

from geoapp.db.engine import Database
from geoapp.db.repositories import (
    AreaRepository,
    Edition,
    EditionRepository,
    LocalityRepository,
    PlacementReviewRepository,
    ProjectRepository,
)
from geoapp.domain.current import drawn_at, summarise
from geoapp.domain.dates import ReducedDate
from geoapp.domain.places import Level, Precision, is_ubigeo, level_of
from geoapp.domain.records import PlacementReviewRecord, ProjectRecord
from geoapp.errors import FilterProblem, InvalidFilterError, NotFoundError

LEAST_REASON = 5


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reviewer says a project is; exactly one of the fields is given.

    Attributes
    ----------
    area
        Ubigeo of a district or province.
    locality
        Code of a populated place, 10 digits.
    point
        Longitude and latitude of the site, WGS 84; its district is looked up.
    """

    area: str | None = None
    locality: str | None = None
    point: tuple[float, float] | None = None


def place_project(database: Database, project_id: str, target: Target, *, reason: str, reviewer: str) -> Edition:
    """Give a project the place that a reviewer settled, as a new edition; later imports keep it.

    Raises
    ------
    NotFoundError
        When the project, the area or the locality does not exist, or the point lies outside the region.
    InvalidFilterError
        When the reason is missing or the target is not one thing.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidFilterError([FilterProblem("reason", reason, "diga por qué el proyecto está ahí.")])
    if sum(part is not None for part in (target.area, target.locality, target.point)) != 1:
        raise InvalidFilterError([FilterProblem("place", "", "dé un área, una localidad o un punto, solo uno.")])
    with database.writing() as session:
        editions = EditionRepository(session)
        before = editions.published()
        detail = ProjectRepository(session, before.id).detail(project_id)
        areas = AreaRepository(session, before.id)
        review = _decide(areas, LocalityRepository(session, before.id), detail.current.project_id, target)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        review = replace(review, reason=reason.strip(), reviewer=reviewer, decided_at=now)
        project = ProjectRecord(**{field.name: getattr(detail.current, field.name) for field in fields(ProjectRecord)})
        centres = {area.ubigeo: (area.lon, area.lat) for area in areas.all()}
        location = review.as_location()
        picture = summarise(
            project,
            [location],
            detail.amounts,
            detail.observations,
            detail.budget_lines,
            reference=ReducedDate(before.cut_off).last,
            centres=centres,
        )
        picture = replace(picture, counts_in_sums=detail.current.counts_in_sums)
        digest = hashlib.sha256(f"{before.digest}\n{review}".encode()).hexdigest()
        number = editions.begin(
            title=f"Revisión del lugar de {project.project_id}", cut_off=before.cut_off, digest=digest
        )
        PlacementReviewRepository(session, number).settle(review, picture, drawn_at(location, centres))
        return editions.publish(number, counts=before.counts, sums=before.sums)


def _decide(
    areas: AreaRepository, localities: LocalityRepository, project_id: str, target: Target
) -> PlacementReviewRecord:
    record = PlacementReviewRecord(project_id, "", "", None, None, None, None, "", "", "")
    if target.area is not None:
        if not is_ubigeo(target.area) or level_of(target.area) is Level.REGION:
            raise NotFoundError(f"«{target.area}» no es el ubigeo INEI de una provincia (4 dígitos) o distrito (6).")
        area = areas.get(target.area)
        precision = Precision.DISTRICT if level_of(target.area) is Level.DISTRICT else Precision.PROVINCE
        return replace(record, precision=precision.value, ubigeo=target.area, place_name=area.name)
    if target.locality is not None:
        found = [place for place in localities.search(target.locality, 5) if place.locality_code == target.locality]
        if not found:
            raise NotFoundError(f"No hay un centro poblado con el código «{target.locality}» (10 dígitos del INEI).")
        place = found[0]
        ubigeo = areas.at_point(place.lon, place.lat) or place.ubigeo
        return replace(
            record,
            precision=Precision.LOCALITY.value,
            ubigeo=ubigeo,
            locality_code=place.locality_code,
            place_name=place.name,
            lon=place.lon,
            lat=place.lat,
        )
    assert target.point is not None  # noqa: S101 - exactly one is given, checked by the caller
    lon, lat = target.point
    district = areas.at_point(lon, lat)
    if district is None:
        raise NotFoundError(f"El punto {lon}, {lat} está fuera de la región; el orden es longitud, latitud.")
    return replace(record, precision=Precision.SITE.value, ubigeo=district, lon=lon, lat=lat)
