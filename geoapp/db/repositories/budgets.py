"""Public spending by area and entity, with the labels that say what each figure is and is not."""

from __future__ import annotations

from sqlalchemy import func

from geoapp.db.models import (
    AreaBudgetRow,
    AreaBudgetTotalRow,
    BudgetFunctionRow,
    DatasetLabelRow,
)
from geoapp.db.repositories.base import EditionReader
from geoapp.domain.places import Level
from geoapp.domain.records import (
    AreaBudgetRecord,
    AreaBudgetTotalRecord,
    BudgetFunctionRecord,
    DatasetLabelRecord,
)

_BY_FUNCTION = (
    AreaBudgetRow.ubigeo,
    AreaBudgetRow.year,
    AreaBudgetRow.government,
    AreaBudgetRow.spending,
    AreaBudgetRow.function_code,
)


class BudgetRepository(EditionReader):
    """Reads spending. None of it is ever added to project costs."""

    def functions(self) -> dict[str, str]:
        """Give the names of the functions by code."""
        rows = self._records(BudgetFunctionRow, BudgetFunctionRecord, order=(BudgetFunctionRow.function_code,))
        return {row.function_code: row.name for row in rows}

    def area_by_function(self, ubigeo: str) -> tuple[AreaBudgetRecord, ...]:
        """Give an area's spending by year, government, kind of spending and function."""
        return self._records(AreaBudgetRow, AreaBudgetRecord, AreaBudgetRow.ubigeo == ubigeo, order=_BY_FUNCTION)

    def level_by_function(self, level: Level | str) -> tuple[AreaBudgetRecord, ...]:
        """Give the spending of all areas of a level."""
        return self._records(
            AreaBudgetRow, AreaBudgetRecord, AreaBudgetRow.level == Level(level).value, order=_BY_FUNCTION
        )

    def years_within(self, prefix: str) -> tuple[AreaBudgetTotalRecord, ...]:
        """Give the yearly totals of the districts of an area, or of one district, by district, year and government.

        Parameters
        ----------
        prefix
            Ubigeo of a province or a district.
        """
        return self._records(
            AreaBudgetTotalRow,
            AreaBudgetTotalRecord,
            AreaBudgetTotalRow.ubigeo.between(prefix, f"{prefix}99"),
            func.length(AreaBudgetTotalRow.ubigeo) == 6,  # noqa: PLR2004 - districts: their province adds them up
            order=(AreaBudgetTotalRow.ubigeo, AreaBudgetTotalRow.year, AreaBudgetTotalRow.government),
        )

    def years_of_all(self, government: str) -> tuple[AreaBudgetTotalRecord, ...]:
        """Give the yearly totals of one kind of government in every area."""
        return self._records(
            AreaBudgetTotalRow,
            AreaBudgetTotalRecord,
            AreaBudgetTotalRow.government == government,
            order=(AreaBudgetTotalRow.ubigeo, AreaBudgetTotalRow.year),
        )

    def labels(self) -> dict[str, dict[str, str]]:
        """Give, for each file of figures, its texts by topic."""
        found: dict[str, dict[str, str]] = {}
        rows = self._records(DatasetLabelRow, DatasetLabelRecord, order=(DatasetLabelRow.id,))
        for row in rows:
            found.setdefault(row.file, {})[row.topic] = row.text
        return found
