"""What a drawn shape holds, in words and figures."""

from __future__ import annotations

from typing import Any

from geoapp.domain.columns import MISSING
from geoapp.domain.filters import ProjectFilter
from geoapp.i18n import gettext as _
from geoapp.i18n import ngettext
from geoapp.services.inside import MAX_LISTED, Inside, InsideProject
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.answers import quick
from geoapp.web.languages import here


def inside_answer(
    publication: Publication, found: Inside, filter_: ProjectFilter, known_at: int | None = None
) -> dict[str, Any]:
    """Answer of `/mapas/datos/dentro`.

    Parameters
    ----------
    known_at
        Year at whose end the projects are shown, where one is asked for.
    """
    total = found.total
    rows = [
        [_("Proyectos"), formatting.number(total.projects)],
        [_("Enteros dentro"), f"{formatting.number(found.whole.projects)}, {formatting.soles(found.whole.cost)}"],
    ]
    if found.partly.projects:
        rows.append(
            [
                _("Solo en parte dentro"),
                _(
                    "%(n)s, cuestan en total %(cost)s",
                    n=formatting.number(found.partly.projects),
                    cost=formatting.soles(found.partly.cost),
                ),
            ]
        )
    rows.append([_("Costo que toca aquí"), formatting.soles(found.cost_inside)])
    if total.with_physical:
        rows.append(
            [
                _("Avance físico medio"),
                _(
                    "%(percent)s (de %(n)s)",
                    percent=formatting.percent(total.physical_mean_pct, 1),
                    n=formatting.number(total.with_physical),
                ),
            ]
        )
    rule = _(
        "%(n)s de %(all)s tienen costo que se suma. De los que están en parte se cuenta su parte: la de cada área que"
        " nombran y, en ella, partes iguales por lugar.",
        n=formatting.number(total.with_cost),
        all=formatting.number(total.projects),
    )
    notes = [rule]
    if found.approximate:
        notes.append(
            _(
                "%(n)s se dibujan en el centro de su distrito o provincia: pueden estar en otro punto de ella.",
                n=formatting.number(found.approximate),
            )
        )
    if known_at is not None:
        notes.append(
            _(
                "Solo proyectos de los que alguna fuente habla hasta fines de %(year)s; sus montos y avances son los"
                " actuales. La lista y los archivos traen todos los de hoy.",
                year=known_at,
            )
        )
    query = filter_.query()
    return {
        "edition": publication.edition.id,
        "total": total.projects,
        "title": ngettext(
            "%(n)s proyecto dentro", "%(n)s proyectos dentro", total.projects, n=formatting.number(total.projects)
        ),
        "rows": rows,
        "notes": notes,
        "source": _(
            "Datos hasta el %(cut)s, edición %(edition)s",
            cut=formatting.date(publication.edition.cut_off),
            edition=publication.edition.id,
        ),
        "projects": [
            {
                "name": publication.portfolio.text["name"][one.index],
                "href": here(f"/proyectos/{publication.portfolio.text['project_id'][one.index]}"),
                "text": _cost(publication, one),
            }
            for one in found.projects
        ],
        "more_text": _("Se listan los %(n)s de mayor costo.", n=MAX_LISTED) if total.projects > MAX_LISTED else None,
        "links": [
            {"text": _("Ver la lista"), "href": here(f"/proyectos?{query}")},
            {"text": _("Descargar GeoJSON"), "href": f"/descargas/proyectos.geojson?{query}"},
            {"text": _("Descargar CSV"), "href": f"/descargas/proyectos.csv?{query}"},
        ],
    }


def _cost(publication: Publication, one: InsideProject) -> str:
    known = int(publication.portfolio.cost_centimos[one.index])
    if known == MISSING:
        return _("costo sin dato")
    if one.centimos is None:
        return _("%(cost)s, no se suma", cost=quick.centimos(known))
    text = quick.centimos(one.centimos)
    return text if one.whole else _("%(cost)s (su parte aquí)", cost=text)
