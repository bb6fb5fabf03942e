"""Closed lists of codes with their Spanish labels: sectors, states, kinds, alerts.

Codes are what addresses, files and the database hold; labels are what people read. Labels are gettext message ids.
"""

from __future__ import annotations

from enum import StrEnum

SECTORS: dict[str, str] = {
    "salud": "Salud",
    "educacion": "Educación",
    "saneamiento": "Agua y saneamiento",
    "transporte": "Transporte y vías",
    "riego": "Riego",
    "represa": "Represas",
    "energia": "Energía",
    "ambiente": "Ambiente y remediación",
    "agropecuario": "Agropecuario",
    "productivo": "Desarrollo productivo",
    "turismo": "Turismo",
    "deporte": "Deporte",
    "cultura": "Cultura",
    "seguridad": "Seguridad ciudadana",
    "residuos": "Residuos sólidos",
    "telecom": "Telecomunicaciones",
    "titulacion": "Titulación de tierras",
    "otro": "Otros",
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
    Status.IDEA: "Idea o anuncio",
    Status.PROFILE: "En formulación",
    Status.TECHNICAL_FILE: "Expediente técnico",
    Status.TENDER: "En licitación",
    Status.EXECUTION: "En ejecución",
    Status.STALLED: "Paralizada",
    Status.FINISHED: "Culminada",
    Status.OPERATING: "En operación",
    Status.UNKNOWN: "Estado sin dato",
}

KINDS: dict[str, str] = {
    "obra": "Obra",
    "estudio": "Estudio",
    "anuncio": "Anuncio",
    "mantenimiento": "Mantenimiento",
    "equipamiento": "Equipamiento",
    "programa": "Programa",
    "servicio": "Servicio",
    "emergencia": "Emergencia",
}

PRECISIONS: dict[str, str] = {
    "site": "Sitio exacto",
    "locality": "Localidad",
    "district": "Distrito",
    "province": "Provincia",
    "region": "Toda la región",
    "unlocated": "Sin ubicar",
}

PLACING_METHODS: dict[str, str] = {
    "declared_coordinates": "coordenadas declaradas",
    "matched_facility": "punto del establecimiento registrado",
    "matched_locality": "centro poblado con ese nombre",
    "declared_area": "área declarada por la fuente",
    "matched_name": "lugar deducido del nombre",
    "reviewed": "lugar confirmado por revisión",
    "none": "la fuente no da un lugar",
}

AMOUNT_KINDS: dict[str, str] = {
    "costo_total": "Costo total",
    "costo_actualizado": "Costo actualizado",
    "costo_viable": "Costo viable",
    "expediente": "Costo del expediente técnico",
    "contrato": "Monto de contrato",
    "estimado": "Estimado o anunciado",
    "transferencia": "Transferencia",
    "estudio": "Costo de un estudio",
    "presupuesto_anual": "Presupuesto de un año",
}

BOUNDS: dict[str, str] = {"exact": "", "at_least": "más de", "about": "cerca de", "at_most": "hasta"}


class Alert(StrEnum):
    """Signals computed from dated observations: reasons to look, never accusations."""

    DECLARED_STALLED = "paralizacion_declarada"
    STALLED = "sin_avance"
    MONEY_AHEAD = "gasto_adelantado"
    COST_DRIFT = "sobrecosto"
    OVERDUE = "plazo_vencido"
    SILENT = "sin_noticia"


ALERTS: dict[str, str] = {
    Alert.DECLARED_STALLED: "Paralización declarada",
    Alert.STALLED: "Sin avance físico",
    Alert.MONEY_AHEAD: "Gasto por delante de la obra",
    Alert.COST_DRIFT: "Aumento de costo",
    Alert.OVERDUE: "Plazo vencido",
    Alert.SILENT: "Sin noticia reciente",
}

ALERT_RULES: dict[str, str] = {
    Alert.DECLARED_STALLED: "La última fuente fechada dice que la obra está paralizada.",
    Alert.STALLED: "Sin terminar y sin avance físico entre dos observaciones separadas por más de seis meses"
    " (definición de la Contraloría).",
    Alert.MONEY_AHEAD: "El avance financiero supera al físico en más de 20 puntos.",
    Alert.COST_DRIFT: "El costo actualizado es más de 1,3 veces el costo viable o total inicial.",
    Alert.OVERDUE: "El fin previsto ya pasó y el avance físico no llega a 100 %.",
    Alert.SILENT: "Sin terminar y sin observación fechada en los doce meses anteriores al corte.",
}
