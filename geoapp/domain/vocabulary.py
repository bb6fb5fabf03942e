"""Closed lists of codes with their Spanish labels: sectors, states, kinds, alerts.

Codes are what addresses, files and the database hold; labels are what people read. Labels are gettext message ids.
"""

from __future__ import annotations

from enum import StrEnum

from geoapp.domain.allocation import SharingRule
from geoapp.domain.money import REFERENCE_SUM
from geoapp.i18n import N_

SECTORS: dict[str, str] = {
    "salud": N_("Salud"),
    "educacion": N_("Educación"),
    "saneamiento": N_("Agua y saneamiento"),
    "transporte": N_("Transporte y vías"),
    "riego": N_("Riego"),
    "represa": N_("Represas"),
    "energia": N_("Energía"),
    "ambiente": N_("Ambiente y remediación"),
    "agropecuario": N_("Agropecuario"),
    "productivo": N_("Desarrollo productivo"),
    "turismo": N_("Turismo"),
    "deporte": N_("Deporte"),
    "cultura": N_("Cultura"),
    "seguridad": N_("Seguridad ciudadana"),
    "residuos": N_("Residuos sólidos"),
    "telecom": N_("Telecomunicaciones"),
    "titulacion": N_("Titulación de tierras"),
    "otro": N_("Otros"),
}


class Status(StrEnum):
    """State of a project as sources declare it, in the order of its life."""

    IDEA = "idea"
    PROFILE = "formulacion"
    TECHNICAL_FILE = "expediente"
    TENDER = "licitacion"
    EXECUTION = "ejecucion"
    STALLED = "paralizada"
    FINISHED = "culminada"
    OPERATING = "en_operacion"
    UNKNOWN = "sin_dato"

    @property
    def finished(self) -> bool:
        """Whether the works are done."""
        return self in {Status.FINISHED, Status.OPERATING}

    @property
    def stage(self) -> int:
        """Position in the life of a project; used only to break ties between observations of one date."""
        return list(Status).index(self) if self is not Status.UNKNOWN else -1


STATUSES: dict[str, str] = {
    Status.IDEA: N_("Idea o anuncio"),
    Status.PROFILE: N_("En formulación"),
    Status.TECHNICAL_FILE: N_("Expediente técnico"),
    Status.TENDER: N_("En licitación"),
    Status.EXECUTION: N_("En ejecución"),
    Status.STALLED: N_("Paralizada"),
    Status.FINISHED: N_("Culminada"),
    Status.OPERATING: N_("En operación"),
    Status.UNKNOWN: N_("Estado sin dato"),
}

KINDS: dict[str, str] = {
    "obra": N_("Obra"),
    "estudio": N_("Estudio"),
    "anuncio": N_("Anuncio"),
    "mantenimiento": N_("Mantenimiento"),
    "equipamiento": N_("Equipamiento"),
    "programa": N_("Programa"),
    "servicio": N_("Servicio"),
    "emergencia": N_("Emergencia"),
}

ROLES: dict[str, str] = {
    "investment": N_("Inversión"),
    "package": N_("Paquete de proyectos"),
    "component": N_("Parte de otra inversión"),
}

PRECISIONS: dict[str, str] = {
    "site": N_("Sitio exacto"),
    "locality": N_("Localidad"),
    "district": N_("Distrito"),
    "province": N_("Provincia"),
    "region": N_("Toda la región"),
    "unlocated": N_("Sin ubicar"),
}

PLACING_METHODS: dict[str, str] = {
    "declared_coordinates": N_("coordenadas declaradas"),
    "matched_facility": N_("punto del establecimiento registrado"),
    "matched_locality": N_("centro poblado con ese nombre"),
    "declared_area": N_("área declarada por la fuente"),
    "matched_name": N_("lugar deducido del nombre"),
    "reviewed": N_("lugar confirmado por revisión"),
    "none": N_("la fuente no da un lugar"),
}

AMOUNT_KINDS: dict[str, str] = {
    "costo_total": N_("Costo total"),
    "costo_actualizado": N_("Costo actualizado"),
    "costo_viable": N_("Costo viable"),
    "expediente": N_("Costo del expediente técnico"),
    "contrato": N_("Monto de contrato"),
    "estimado": N_("Estimado o anunciado"),
    "transferencia": N_("Transferencia"),
    "estudio": N_("Costo de un estudio"),
    "presupuesto_anual": N_("Presupuesto de un año"),
}

SUMS: dict[str, str] = {REFERENCE_SUM: N_("Costo de referencia (uno por proyecto)"), **AMOUNT_KINDS}
"""Sums of an edition: the cost that stands for each project, then all amounts of each kind as sources give them."""

BOUNDS: dict[str, str] = {"exact": "", "at_least": N_("más de"), "about": N_("cerca de"), "at_most": N_("hasta")}

SHARING_RULES: dict[str, str] = {
    SharingRule.WHOLE: N_("sin reparto"),
    SharingRule.STATED: N_("según la fuente"),
    SharingRule.EQUAL: N_("en partes iguales porque la fuente no lo dice"),
}


class Alert(StrEnum):
    """Signals computed from dated observations: reasons to look, never accusations."""

    DECLARED_STALLED = "paralizacion_declarada"
    STALLED = "sin_avance"
    MONEY_AHEAD = "gasto_adelantado"
    COST_DRIFT = "sobrecosto"
    OVERDUE = "plazo_vencido"
    SILENT = "sin_noticia"


ALERTS: dict[str, str] = {
    Alert.DECLARED_STALLED: N_("Paralización declarada"),
    Alert.STALLED: N_("Sin avance físico"),
    Alert.MONEY_AHEAD: N_("Gasto por delante de la obra"),
    Alert.COST_DRIFT: N_("Aumento de costo"),
    Alert.OVERDUE: N_("Plazo vencido"),
    Alert.SILENT: N_("Sin noticia reciente"),
}

ALERT_RULES: dict[str, str] = {
    Alert.DECLARED_STALLED: N_("La última fuente que dice su estado la declara paralizada."),
    Alert.STALLED: N_(
        "Sin terminar y sin avance físico entre dos observaciones separadas por más de seis meses"
        " (definición de la Contraloría)."
    ),
    Alert.MONEY_AHEAD: N_("El avance financiero supera al físico en más de 20 puntos."),
    Alert.COST_DRIFT: N_("El costo actualizado es más de 1.3 veces el costo viable o total inicial."),
    Alert.OVERDUE: N_("El fin previsto ya pasó y el avance físico no llega a 100 %."),
    Alert.SILENT: N_("Sin terminar y sin observación fechada en los doce meses anteriores al corte."),
}
