"""The plan by area, as its map asks for it: the form of every measure over areas."""

from __future__ import annotations

from typing import Any

from geoapp.i18n import gettext as _
from geoapp.services.mapdata import area_href
from geoapp.services.planmap import COMMITMENTS, PLAN_MEASURES, UNITS, PlanValue, PlanValues
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.answers.class_labels import class_labels
from geoapp.web.languages import here
from geoapp.web.pages.common import SourceNote


def plan_answer(publication: Publication, values: PlanValues, source: SourceNote | None) -> dict[str, Any]:
    """Answer of `/mapas/datos/plan/valores`."""
    counted = values.measure == COMMITMENTS
    notes = [_("Los compromisos de toda la región no colorean ningún área.")]
    if not counted:
        notes.append(_("Lo compartido se reparte en partes iguales, porque el plan no dice otra cosa."))
    labels = class_labels(values.classes, UNITS[values.measure])
    return {
        "edition": publication.edition.id,
        "level": values.level.value,
        "measure": values.measure,
        "title": _(PLAN_MEASURES[values.measure]),
        "unit": _("compromisos") if counted else "S/",
        "note": " ".join(notes),
        "source": source.title if source else _("sin fuente"),
        "source_date": source.date if source else None,
        "source_date_text": formatting.date(source.date if source else None),
        "year": None,
        "classes": [
            {
                "index": index,
                "low": float(class_.low),
                "high": float(class_.high),
                "label": label,
                "count": class_.count,
            }
            for index, (class_, label) in enumerate(zip(values.classes, labels, strict=True))
        ],
        "no_data_count": sum(one.value is None for one in values.areas),
        "areas": {one.area.ubigeo: _area(one, counted=counted) for one in values.areas},
    }


def _area(one: PlanValue, *, counted: bool) -> dict[str, Any]:
    plan = one.plan
    detail = [
        [_("Compromisos, solo aquí"), formatting.number(len(plan.exclusive))],
        [_("Compartidos con otras áreas"), formatting.number(len(plan.shared))],
    ]
    if plan.exclusive_amount is not None:
        detail.append([_("Monto, solo aquí"), formatting.soles(plan.exclusive_amount)])
    if plan.shared_amount is not None:
        detail.append([_("Su parte de los compartidos"), formatting.soles(plan.shared_amount)])
    text = formatting.number(one.value) if counted and one.value is not None else formatting.soles(one.value)
    return {
        "name": one.area.name,
        "value": None if one.value is None else float(one.value),
        "value_text": text,
        "class": one.class_index,
        "detail": detail,
        "href": here(f"{area_href(one.area)}#plan"),
    }
