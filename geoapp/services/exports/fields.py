"""What each column of the files is: type, heading, meaning, and the short name that a shapefile needs.

One table feeds the headers, the dictionary sheet, the aliases of a GeoPackage, the field key inside shapefiles, the
schemas of Parquet and KML, and the queryables of the OGC API.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geoapp.i18n import N_
from geoapp.services.properties import PROPERTY_NAMES

Kind = Literal["code", "text", "date", "money", "percent", "list", "integer", "number", "words"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file.

    Attributes
    ----------
    kind
        ``code`` is text even where it looks like a number; ``date`` is ISO 8601 text that may be reduced to the month
        or the year; ``money`` is soles with two decimals; ``percent`` points of a hundred; ``list`` several codes;
        ``words`` stands for the codes of a column as people read them, in files for spreadsheets alone.
    short
        At most ten ASCII characters, for the attribute table of a shapefile.
    heading, title
        What people read above the column, and what the column means; messages in the fields of projects.
    """

    name: str
    kind: Kind
    short: str
    heading: str
    title: str

    @property
    def is_text(self) -> bool:
        """Whether cells hold text."""
        return self.kind in {"code", "text", "date", "list", "words"}


PROJECT_FIELDS = (
    Field("id", "code", "id", N_("Identificador"), N_("Identificador del proyecto en geoapp.")),
    Field("cui", "code", "cui", N_("CUI"), N_("Código Único de Inversiones; vacío si la fuente no lo dice.")),
    Field("name", "text", "nombre", N_("Nombre"), N_("Nombre del proyecto.")),
    Field("sector", "code", "sector", N_("Sector"), N_("Sector.")),
    Field("status", "code", "estado", N_("Estado"), N_("Último estado declarado por una fuente fechada.")),
    Field("province", "text", "provincia", N_("Provincias"), N_("Provincias que nombra, separadas por punto y coma.")),
    Field("district", "text", "distrito", N_("Distritos"), N_("Distritos que nombra, separados por punto y coma.")),
    Field(
        "locality", "text", "localidad", N_("Localidades"), N_("Localidades que nombra, separadas por punto y coma.")
    ),
    Field("precision", "code", "precision", N_("Precisión de la ubicación"), N_("Con qué exactitud está ubicado.")),
    Field(
        "cost_pen",
        "money",
        "costo_pen",
        N_("Costo de referencia (S/)"),
        N_("Costo de referencia que entra en las sumas, en soles."),
    ),
    Field("cost_kind", "code", "costo_tipo", N_("Clase de monto"), N_("Qué clase de monto es el costo de referencia.")),
    Field("cost_date", "date", "costo_fech", N_("Fecha del costo"), N_("Fecha del costo de referencia.")),
    Field(
        "pim_pen",
        "money",
        "pim_pen",
        N_("PIM (S/)"),
        N_("Presupuesto institucional modificado del último año publicado, en soles."),
    ),
    Field("accrued_pen", "money", "deveng_pen", N_("Devengado (S/)"), N_("Devengado del mismo año, en soles.")),
    Field("physical_pct", "percent", "fisico_pct", N_("Avance físico (%)"), N_("Avance físico, en porcentaje.")),
    Field(
        "financial_pct", "percent", "financ_pct", N_("Avance financiero (%)"), N_("Avance financiero, en porcentaje.")
    ),
    Field("progress_date", "date", "avance_fec", N_("Fecha del avance"), N_("Fecha del avance.")),
    Field("alerts", "list", "alertas", N_("Alertas"), N_("Señales por revisar; una alerta no es una acusación.")),
    Field("source", "text", "fuente", N_("Fuente (dirección)"), N_("Dirección de la fuente del último hecho fechado.")),
    Field("source_date", "date", "fuente_fec", N_("Fecha de la fuente"), N_("Fecha de esa fuente.")),
    Field("edition", "integer", "edicion", N_("Edición"), N_("Edición de los datos.")),
    Field("snip", "code", "snip", N_("SNIP"), N_("Código SNIP; vacío si la fuente no lo dice.")),
    Field("kind", "code", "clase", N_("Clase de proyecto"), N_("Clase: obra, estudio, programa...")),
    Field(
        "role",
        "code",
        "papel",
        N_("Inversión, paquete o parte"),
        N_("investment: inversión; package: paquete de varias; component: parte de otra."),
    ),
    Field(
        "province_ubigeo", "code", "ubigeo_pro", N_("Ubigeo de las provincias"), N_("Ubigeo INEI de las provincias.")
    ),
    Field("district_ubigeo", "code", "ubigeo_dis", N_("Ubigeo de los distritos"), N_("Ubigeo INEI de los distritos.")),
    Field("placing_method", "code", "metodo", N_("Cómo se ubicó"), N_("De dónde sale la ubicación.")),
    Field(
        "sharing",
        "code",
        "reparto",
        N_("Reparto entre áreas"),
        N_("Cómo se reparte el monto entre las áreas que nombra."),
    ),
    Field(
        "cost_bound",
        "code",
        "costo_cota",
        N_("Exactitud del costo"),
        N_("exact, about (cerca de), at_least (más de) o at_most (hasta)."),
    ),
    Field(
        "package_pen",
        "money",
        "paquet_pen",
        N_("Monto que no entra en las sumas (S/)"),
        N_("Monto de un paquete o de una parte de otra inversión, que no entra en las sumas, en soles."),
    ),
    Field("status_date", "date", "estado_fec", N_("Fecha del estado"), N_("Fecha del estado.")),
    Field("executing_entity", "text", "ejecutora", N_("Entidad ejecutora"), N_("Entidad ejecutora.")),
    Field("start_date", "date", "inicio", N_("Inicio"), N_("Inicio.")),
    Field("end_date", "date", "fin", N_("Fin previsto"), N_("Fin previsto.")),
)
if tuple(field.name for field in PROJECT_FIELDS) != PROPERTY_NAMES:  # pragma: no cover - checked on import
    raise RuntimeError("exports.fields and services.properties name different columns")

LON = Field("lon", "number", "lon", N_("Longitud"), N_("Longitud del punto que representa al proyecto, grados WGS 84."))
LAT = Field("lat", "number", "lat", N_("Latitud"), N_("Latitud del punto, grados WGS 84."))

LOCATION_FIELDS = (
    Field("project_id", "code", "id", "Identificador del proyecto", "Identificador del proyecto."),
    Field("seq", "integer", "orden", "Orden", "Orden del lugar dentro del proyecto."),
    Field("precision", "code", "precision", "Precisión de la ubicación", "Con qué exactitud está ubicado."),
    Field("method", "code", "metodo", "Cómo se ubicó", "De dónde sale la ubicación."),
    Field("ubigeo", "code", "ubigeo", "Ubigeo", "Ubigeo INEI del área."),
    Field("locality_code", "code", "localidad", "Código del centro poblado", "Código del centro poblado."),
    Field("place_name", "text", "lugar", "Lugar", "Nombre del lugar según la fuente."),
    Field(
        "share_pct",
        "number",
        "parte_pct",
        "Parte declarada (%)",
        "Parte del monto que una fuente declara para el lugar, en porcentaje; vacía si ninguna la declara.",
    ),
)

AREA_FIELDS = (
    Field(
        "key",
        "code",
        "clave",
        "Clave",
        "Ubigeo, o shared, province, region y unlocated para lo que no cae en una sola área.",
    ),
    Field(
        "level", "code", "nivel", "Nivel", "province o district: las filas de cada nivel suman el total por sí solas."
    ),
    Field("ubigeo", "code", "ubigeo", "Ubigeo", "Ubigeo INEI; vacío en las filas que no son un área."),
    Field("name", "text", "nombre", "Nombre", "Nombre."),
    Field("parent", "code", "padre", "Ubigeo del área mayor", "Ubigeo del área que la contiene."),
    Field("capital", "text", "capital", "Capital", "Capital."),
    Field("area_km2", "number", "area_km2", "Superficie (km²)", "Superficie geodésica, km²."),
    Field("population", "integer", "poblacion", "Habitantes", "Habitantes."),
    Field("population_year", "integer", "pobl_anio", "Año de la población", "Año de la población."),
    Field("projects", "integer", "proyectos", "Proyectos", "Proyectos que nombran solo esta área."),
    Field("with_cost", "integer", "con_costo", "Con costo conocido", "De ellos, con costo conocido."),
    Field(
        "cost_pen",
        "money",
        "costo_pen",
        "Costo de referencia (S/)",
        "Suma del costo de referencia de esos proyectos, en soles.",
    ),
    Field("shared_projects", "integer", "comp_proy", "Proyectos compartidos", "Proyectos compartidos con otras áreas."),
    Field(
        "shared_cost_pen",
        "money",
        "comp_pen",
        "Parte de lo compartido (S/)",
        "Parte del costo compartido que cae aquí; ya está en la fila shared.",
    ),
    Field("pim_pen", "money", "pim_pen", "PIM (S/)", "PIM de los proyectos del área, en soles."),
    Field("accrued_pen", "money", "deveng_pen", "Devengado (S/)", "Devengado de los proyectos del área, en soles."),
    Field(
        "physical_mean_pct",
        "percent",
        "fisico_pct",
        "Avance físico medio (%)",
        "Media simple del avance físico publicado, en porcentaje.",
    ),
    Field("with_alerts", "integer", "con_alerta", "Con alertas", "Proyectos con alguna alerta."),
    Field("edition", "integer", "edicion", "Edición", "Edición de los datos."),
)
