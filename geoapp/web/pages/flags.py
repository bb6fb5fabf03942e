"""What the codes that qualify an observation mean, in words for readers."""

from __future__ import annotations

FLAGS: dict[str, str] = {
    "undated_source": "la fuente no tiene fecha",
    "date_from_url": "fecha tomada de la dirección de la fuente",
    "shared_amount": "el monto cubre varios proyectos",
    "province_inferred": "provincia deducida",
    "district_inferred": "distrito deducido",
    "year_inferred": "año deducido",
    "planned_start": "inicio previsto, no ocurrido",
    "planned_end": "fin previsto, no ocurrido",
    "planned_opening": "inauguración prevista",
    "announcement": "es un anuncio",
    "status_inferred": "estado deducido del texto",
    "usd_only": "la fuente da el monto solo en dólares",
    "conflicting": "otras fuentes dicen otra cosa",
    "private_funding": "financiamiento privado",
    "before_2010": "anterior a 2010",
    "beyond_region": "abarca también otras regiones",
    "component_of_other": "es parte de otro proyecto",
    "amount_truncated": "la fuente corta el monto",
    "first_stage_only": "solo la primera etapa",
    "derived_figure": "cifra derivada de otras de la fuente",
    "study_progress": "avance de un estudio, no de la obra",
    "valuation_progress": "avance según valorizaciones",
    "average_progress": "avance medio de varias obras",
}


def flag_text(code: str) -> str:
    """Words for a code; one that has none yet is shown as it is written."""
    return FLAGS.get(code, code.replace("_", " "))
