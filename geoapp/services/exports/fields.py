"""What each column of the files is: type, Spanish title, and the short name that a shapefile needs.

One table feeds the headers, the dictionary sheets, the field key inside shapefiles, the schemas of Parquet and KML,
and the queryables of the OGC API.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geoapp.services.properties import PROPERTY_NAMES

Kind = Literal["code", "text", "date", "money", "percent", "list", "integer", "number"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file.

    Attributes
    ----------
    kind
        ``code`` is text even where it looks like a number; ``date`` is ISO 8601 text that may be reduced to the month
        or the year; ``money`` is soles with two decimals; ``percent`` points of a hundred; ``list`` several codes.
    short
        At most ten ASCII characters, for the attribute table of a shapefile.
    """

    name: str
    kind: Kind
    short: str
    title: str

    @property
    def is_text(self) -> bool:
        """Whether cells hold text."""
        return self.kind in {"code", "text", "date", "list"}


PROJECT_FIELDS = (
    Field("id", "code", "id", "Identificador del proyecto en geoapp."),
    Field("cui", "code", "cui", "Código Único de Inversiones; vacío si la fuente no lo dice."),
    Field("name", "text", "nombre", "Nombre del proyecto."),
    Field("sector", "code", "sector", "Sector."),
    Field("status", "code", "estado", "Último estado declarado por una fuente fechada."),
    Field("province", "text", "provincia", "Provincias que nombra, separadas por punto y coma."),
    Field("district", "text", "distrito", "Distritos que nombra, separados por punto y coma."),
    Field("locality", "text", "localidad", "Localidades que nombra, separadas por punto y coma."),
    Field("precision", "code", "precision", "Con qué exactitud está ubicado."),
    Field("cost_pen", "money", "costo_pen", "Costo de referencia que entra en las sumas, en soles."),
    Field("cost_kind", "code", "costo_tipo", "Qué clase de monto es el costo de referencia."),
    Field("cost_date", "date", "costo_fech", "Fecha del costo de referencia."),
    Field("pim_pen", "money", "pim_pen", "Presupuesto institucional modificado del último año publicado, en soles."),
    Field("accrued_pen", "money", "deveng_pen", "Devengado del mismo año, en soles."),
    Field("physical_pct", "percent", "fisico_pct", "Avance físico, en porcentaje."),
    Field("financial_pct", "percent", "financ_pct", "Avance financiero, en porcentaje."),
    Field("progress_date", "date", "avance_fec", "Fecha del avance."),
    Field("alerts", "list", "alertas", "Señales por revisar; una alerta no es una acusación."),
    Field("source", "text", "fuente", "Dirección de la fuente del último hecho fechado."),
    Field("source_date", "date", "fuente_fec", "Fecha de esa fuente."),
    Field("edition", "integer", "edicion", "Edición de los datos."),
    Field("snip", "code", "snip", "Código SNIP; vacío si la fuente no lo dice."),
    Field("kind", "code", "clase", "Clase: obra, estudio, programa..."),
    Field("role", "code", "papel", "investment: inversión; package: paquete de varias."),
    Field("province_ubigeo", "code", "ubigeo_pro", "Ubigeo INEI de las provincias."),
    Field("district_ubigeo", "code", "ubigeo_dis", "Ubigeo INEI de los distritos."),
    Field("placing_method", "code", "metodo", "De dónde sale la ubicación."),
    Field("sharing", "code", "reparto", "Cómo se reparte el monto entre las áreas que nombra."),
    Field("cost_bound", "code", "costo_cota", "exact, about (cerca de), at_least (más de) o at_most (hasta)."),
    Field("package_pen", "money", "paquet_pen", "Monto de un paquete, que no entra en las sumas, en soles."),
    Field("status_date", "date", "estado_fec", "Fecha del estado."),
    Field("executing_entity", "text", "ejecutora", "Entidad ejecutora."),
    Field("start_date", "date", "inicio", "Inicio."),
    Field("end_date", "date", "fin", "Fin previsto."),
)
if tuple(field.name for field in PROJECT_FIELDS) != PROPERTY_NAMES:  # pragma: no cover - checked on import
    raise RuntimeError("exports.fields and services.properties name different columns")

LON = Field("lon", "number", "lon", "Longitud del punto que representa al proyecto, grados WGS 84.")
LAT = Field("lat", "number", "lat", "Latitud del punto, grados WGS 84.")

LOCATION_FIELDS = (
    Field("project_id", "code", "id", "Identificador del proyecto."),
    Field("seq", "integer", "orden", "Orden del lugar dentro del proyecto."),
    Field("precision", "code", "precision", "Con qué exactitud está ubicado."),
    Field("method", "code", "metodo", "De dónde sale la ubicación."),
    Field("ubigeo", "code", "ubigeo", "Ubigeo INEI del área."),
    Field("locality_code", "code", "localidad", "Código del centro poblado."),
    Field("place_name", "text", "lugar", "Nombre del lugar según la fuente."),
    Field("share_pct", "number", "parte_pct", "Parte del monto que la fuente asigna al lugar, en porcentaje."),
)

AREA_FIELDS = (
    Field(
        "key", "code", "clave", "Ubigeo, o shared, province, region y unlocated para lo que no cae en una sola área."
    ),
    Field("level", "code", "nivel", "province o district: las filas de cada nivel suman el total por sí solas."),
    Field("ubigeo", "code", "ubigeo", "Ubigeo INEI; vacío en las filas que no son un área."),
    Field("name", "text", "nombre", "Nombre."),
    Field("parent", "code", "padre", "Ubigeo del área que la contiene."),
    Field("capital", "text", "capital", "Capital."),
    Field("area_km2", "number", "area_km2", "Superficie geodésica, km²."),
    Field("population", "integer", "poblacion", "Habitantes."),
    Field("population_year", "integer", "pobl_anio", "Año de la población."),
    Field("projects", "integer", "proyectos", "Proyectos que nombran solo esta área."),
    Field("with_cost", "integer", "con_costo", "De ellos, con costo conocido."),
    Field("cost_pen", "money", "costo_pen", "Suma del costo de referencia de esos proyectos, en soles."),
    Field("shared_projects", "integer", "comp_proy", "Proyectos compartidos con otras áreas."),
    Field(
        "shared_cost_pen", "money", "comp_pen", "Parte del costo compartido que cae aquí; ya está en la fila shared."
    ),
    Field("pim_pen", "money", "pim_pen", "PIM de los proyectos del área, en soles."),
    Field("accrued_pen", "money", "deveng_pen", "Devengado de los proyectos del área, en soles."),
    Field("physical_mean_pct", "percent", "fisico_pct", "Media simple del avance físico publicado, en porcentaje."),
    Field("with_alerts", "integer", "con_alerta", "Proyectos con alguna alerta."),
    Field("edition", "integer", "edicion", "Edición de los datos."),
)
