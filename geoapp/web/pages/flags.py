"""What the codes that qualify an observation mean, in words for readers."""

from __future__ import annotations

from geoapp.i18n import N_
from geoapp.i18n import gettext as _

FLAGS: dict[str, str] = {
    "undated_source": N_("la fuente no tiene fecha"),
    "date_from_url": N_("fecha tomada de la dirección de la fuente"),
    "shared_amount": N_("el monto cubre varios proyectos"),
    "province_inferred": N_("provincia deducida"),
    "district_inferred": N_("distrito deducido"),
    "year_inferred": N_("año deducido"),
    "planned_start": N_("inicio previsto, no ocurrido"),
    "planned_end": N_("fin previsto, no ocurrido"),
    "planned_opening": N_("inauguración prevista"),
    "announcement": N_("es un anuncio"),
    "status_inferred": N_("estado deducido del texto"),
    "usd_only": N_("la fuente da el monto solo en dólares"),
    "conflicting": N_("otras fuentes dicen otra cosa"),
    "private_funding": N_("financiamiento privado"),
    "before_2010": N_("anterior a 2010"),
    "beyond_region": N_("abarca también otras regiones"),
    "component_of_other": N_("es parte de otro proyecto"),
    "amount_truncated": N_("la fuente corta el monto"),
    "first_stage_only": N_("solo la primera etapa"),
    "derived_figure": N_("cifra derivada de otras de la fuente"),
    "study_progress": N_("avance de un estudio, no de la obra"),
    "valuation_progress": N_("avance según valorizaciones"),
    "average_progress": N_("avance medio de varias obras"),
}


def flag_text(code: str) -> str:
    """Words for a code; one that has none yet is shown as it is written."""
    return _(FLAGS[code]) if code in FLAGS else code.replace("_", " ")
