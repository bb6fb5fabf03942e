"""What a drawn shape holds, in words and figures."""

from __future__ import annotations

from typing import Any

from geoapp.domain.filters import ProjectFilter
from geoapp.services.inside import MAX_LISTED, Inside
from geoapp.services.publication import Publication
from geoapp.web import formatting
from geoapp.web.answers import quick


def inside_answer(publication: Publication, found: Inside, filter_: ProjectFilter) -> dict[str, Any]:
    """Answer of `/mapas/datos/dentro`."""
    total = found.total
    rows = [
        ["Proyectos", formatting.number(total.projects)],
        ["Enteros dentro", f"{formatting.number(found.whole.projects)}, {formatting.soles(found.whole.cost)}"],
    ]
    if found.partly.projects:
        rows.append(
            [
                "Solo en parte dentro",
                f"{formatting.number(found.partly.projects)}, cuestan en total {formatting.soles(found.partly.cost)}",
            ]
        )
    rows.append(["Costo que toca aquí", formatting.soles(found.cost_inside)])
    if total.with_physical:
        rows.append(
            [
                "Avance físico medio",
                f"{formatting.percent(total.physical_mean_pct, 1)} (de {formatting.number(total.with_physical)})",
            ]
        )
    rule = (
        f"{formatting.number(total.with_cost)} de {formatting.number(total.projects)} tienen costo que se suma."
        " De los que están en parte se cuenta su parte: la de cada área que nombran y, en ella, partes iguales por"
        " lugar."
    )
    notes = [rule]
    if found.approximate:
        notes.append(
            f"{formatting.number(found.approximate)} se dibujan en el centro de su distrito o provincia: pueden estar"
            " en otro punto de ella."
        )
    query = filter_.query()
    return {
        "edition": publication.edition.id,
        "total": total.projects,
        "title": "1 proyecto dentro"
        if total.projects == 1
        else f"{formatting.number(total.projects)} proyectos dentro",
        "rows": rows,
        "notes": notes,
        "source": f"Datos hasta el {formatting.date(publication.edition.cut_off)}, edición {publication.edition.id}",
        "projects": [
            {
                "name": publication.portfolio.text["name"][one.index],
                "href": f"/proyectos/{publication.portfolio.text['project_id'][one.index]}",
                "text": ("costo sin dato" if one.centimos is None else quick.centimos(one.centimos))
                + ("" if one.whole else " (su parte aquí)"),
            }
            for one in found.projects
        ],
        "more_text": f"Se listan los {MAX_LISTED} de mayor costo." if total.projects > MAX_LISTED else None,
        "links": [
            {"text": "Ver la lista", "href": f"/proyectos?{query}"},
            {"text": "Descargar GeoJSON", "href": f"/descargas/proyectos.geojson?{query}"},
            {"text": "Descargar CSV", "href": f"/descargas/proyectos.csv?{query}"},
        ],
    }
