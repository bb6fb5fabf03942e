"""The properties of a project that every file and answer of the API carries, in one fixed order.

Null where the sources do not say. `cost_pen` is the reference cost where it enters sums, so that adding the column
gives the total that pages show; a package whose amount is shown apart has it in `package_pen`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geoapp.domain.columns import MISSING
from geoapp.domain.money import to_soles
from geoapp.domain.vocabulary import Alert
from geoapp.services.portfolio import IntArray, Portfolio

PROPERTY_NAMES = (
    "id",
    "cui",
    "name",
    "sector",
    "status",
    "province",
    "district",
    "locality",
    "precision",
    "cost_pen",
    "cost_kind",
    "cost_date",
    "pim_pen",
    "accrued_pen",
    "physical_pct",
    "financial_pct",
    "progress_date",
    "alerts",
    "source",
    "source_date",
    "edition",
    "snip",
    "kind",
    "role",
    "province_ubigeo",
    "district_ubigeo",
    "placing_method",
    "sharing",
    "cost_bound",
    "package_pen",
    "status_date",
    "executing_entity",
    "start_date",
    "end_date",
)
"""The names of interfaces come first, in its order; what geoapp adds follows."""


class ProjectColumns:
    """Reads the properties of single projects out of a portfolio.

    Parameters
    ----------
    portfolio
        Edition to read.
    area_names
        Name of each ubigeo.
    source_addresses
        Address of each source identifier.
    """

    def __init__(
        self, portfolio: Portfolio, area_names: Mapping[str, str], source_addresses: Mapping[str, str]
    ) -> None:
        self._portfolio = portfolio
        self._names = area_names
        self._addresses = source_addresses
        self._sectors = portfolio.text["sector"]
        self._statuses = portfolio.text["status"]
        self._alerts = tuple(alert.value for alert in Alert)

    def properties(self, index: int) -> dict[str, Any]:
        """Properties of the project at an index; money as numbers with at most two decimals."""
        portfolio, text = self._portfolio, self._portfolio.text
        cost = _soles(portfolio.cost_centimos, index)
        summed = bool(portfolio.summed[index])
        source = text["source_id"][index]
        return {
            "id": text["project_id"][index],
            "cui": text["cui"][index] or None,
            "name": text["name"][index],
            "sector": self._sectors[index],
            "status": self._statuses[index],
            "province": self._joined_names(text["province_codes"][index]),
            "district": self._joined_names(text["district_codes"][index]),
            "locality": _spaced(text["locality_names"][index]),
            "precision": text["precision"][index],
            "cost_pen": cost if summed else None,
            "cost_kind": text["cost_kind"][index] or None,
            "cost_date": text["cost_date"][index] or None,
            "pim_pen": _soles(portfolio.pim_centimos, index),
            "accrued_pen": _soles(portfolio.accrued_centimos, index),
            "physical_pct": _percent(portfolio.physical_bp, index),
            "financial_pct": _percent(portfolio.financial_bp, index),
            "progress_date": text["physical_date"][index] or text["financial_date"][index] or None,
            "alerts": self.alerts(index),
            "source": self._addresses.get(source or ""),
            "source_date": text["source_date"][index] or None,
            "edition": portfolio.edition,
            "snip": text["snip"][index] or None,
            "kind": text["kind"][index],
            "role": text["role"][index],
            "province_ubigeo": _spaced(text["province_codes"][index]),
            "district_ubigeo": _spaced(text["district_codes"][index]),
            "placing_method": text["method"][index] or None,
            "sharing": text["sharing_rule"][index],
            "cost_bound": text["cost_bound"][index] or None,
            "package_pen": None if summed else cost,
            "status_date": text["status_date"][index] or None,
            "executing_entity": text["executing_entity"][index] or None,
            "start_date": text["start_date"][index] or None,
            "end_date": text["end_date"][index] or None,
        }

    def alerts(self, index: int) -> list[str]:
        """Codes of the project's alerts."""
        bits = int(self._portfolio.alerts[index])
        return [alert for position, alert in enumerate(self._alerts) if bits & (1 << position)]

    def point(self, index: int) -> list[float] | None:
        """Longitude and latitude (WGS 84, 7 decimals), or None off the map."""
        lon, lat = float(self._portfolio.lon[index]), float(self._portfolio.lat[index])
        return None if np.isnan(lon) else [round(lon, 7), round(lat, 7)]

    def _joined_names(self, codes: str | None) -> str | None:
        return "; ".join(self._names[code] for code in codes.split(";")) if codes else None


def _spaced(codes: str | None) -> str | None:
    return codes.replace(";", "; ") if codes else None


def _soles(column: IntArray, index: int) -> float | None:
    value = int(column[index])
    # Doubles hold every céntimo exactly as printed up to 2**53 céntimos (S/ 90 million million).
    return None if value == MISSING else float(to_soles(value))


def _percent(column: IntArray, index: int) -> float | None:
    value = int(column[index])
    return None if value == MISSING else value / 100
