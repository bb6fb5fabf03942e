"""Places: Peru's levels, the INEI ubigeo, and how exactly something is placed.

Codes are INEI's, always text with the leading zero. RENIEC numbers the same places otherwise (0604 is Chota for
INEI and Contumazá for RENIEC), so codes of unknown origin are never accepted.
"""

from __future__ import annotations

import re
from enum import StrEnum

REGION_UBIGEO = "06"
"""Cajamarca, in INEI's codes."""

DEPARTMENTS = {
    "01": "Amazonas", "02": "Áncash", "03": "Apurímac", "04": "Arequipa", "05": "Ayacucho", "06": "Cajamarca",
    "07": "Callao", "08": "Cusco", "09": "Huancavelica", "10": "Huánuco", "11": "Ica", "12": "Junín",
    "13": "La Libertad", "14": "Lambayeque", "15": "Lima", "16": "Loreto", "17": "Madre de Dios", "18": "Moquegua",
    "19": "Pasco", "20": "Piura", "21": "Puno", "22": "San Martín", "23": "Tacna", "24": "Tumbes", "25": "Ucayali",
}  # fmt: skip
"""Peru's departments, Callao among them, by INEI's codes."""

_UBIGEO = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")


class Level(StrEnum):
    """Level of the political division, from the widest."""

    REGION = "region"
    PROVINCE = "province"
    DISTRICT = "district"


_LEVEL_OF_LENGTH = {2: Level.REGION, 4: Level.PROVINCE, 6: Level.DISTRICT}


class Precision(StrEnum):
    """How exactly a project is placed, from the finest; matches IATI's GeographicalPrecision in spirit."""

    SITE = "site"
    LOCALITY = "locality"
    DISTRICT = "district"
    PROVINCE = "province"
    REGION = "region"
    UNLOCATED = "unlocated"

    @property
    def rank(self) -> int:
        """0 for the finest."""
        return list(Precision).index(self)


class PlacingMethod(StrEnum):
    """How a location came to be."""

    DECLARED_COORDINATES = "declared_coordinates"
    MATCHED_FACILITY = "matched_facility"
    MATCHED_LOCALITY = "matched_locality"
    DECLARED_AREA = "declared_area"
    MATCHED_NAME = "matched_name"
    REVIEWED = "reviewed"
    NONE = "none"


def is_ubigeo(code: str) -> bool:
    """Whether a text has the form of an INEI code of 2, 4 or 6 digits."""
    return _UBIGEO.fullmatch(code) is not None


def level_of(ubigeo: str) -> Level:
    """Level that a code's length says.

    Raises
    ------
    ValueError
        When the text is not an ubigeo.
    """
    if not is_ubigeo(ubigeo):
        raise ValueError(f"«{ubigeo}» no es un ubigeo de 2, 4 o 6 dígitos")
    return _LEVEL_OF_LENGTH[len(ubigeo)]


def province_of(ubigeo: str) -> str | None:
    """Code of the province an area lies in; None for a region or no area."""
    return ubigeo[:4] if len(ubigeo) >= 4 else None  # noqa: PLR2004


def district_of(ubigeo: str) -> str | None:
    """The code itself when it is a district's, else None."""
    return ubigeo if len(ubigeo) == 6 else None  # noqa: PLR2004
