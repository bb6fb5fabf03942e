"""Dates as sources give them: a day, only a month, or only a year (ISO 8601 reduced precision).

A reduced date is never padded into a false day. For ordering and for alert rules the two ends matter: `first` and
`last` day that the text allows.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@total_ordering
@dataclass(frozen=True)
class ReducedDate:
    """A date known to the day, the month or the year.

    Parameters
    ----------
    text
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Raises
    ------
    ValueError
        When the text is not such a date.

    Examples
    --------
    >>> ReducedDate("2019-11").last
    datetime.date(2019, 11, 30)
    """

    text: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.text)
        if match is None:
            raise ValueError(f"«{self.text}» no es una fecha AAAA, AAAA-MM o AAAA-MM-DD")
        year, month, day = (1 if part is None else int(part) for part in match.groups())
        dt.date(year, month, day)  # raises for year 0000, month 00 or 13, 30 February

    @classmethod
    def parse(cls, text: str | None) -> ReducedDate | None:
        """None for blank text, else the date."""
        return cls(text.strip()) if text and text.strip() else None

    @property
    def year(self) -> int:
        """The year, always known."""
        return int(self.text[:4])

    @property
    def first(self) -> dt.date:
        """Earliest day that the text allows."""
        parts = [int(part) for part in self.text.split("-")]
        return dt.date(*[*parts, 1, 1][:3])

    @property
    def last(self) -> dt.date:
        """Latest day that the text allows."""
        parts = [int(part) for part in self.text.split("-")]
        if len(parts) == 1:
            return dt.date(parts[0], 12, 31)
        if len(parts) == 2:  # noqa: PLR2004
            return dt.date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
        return dt.date(*parts)

    def __lt__(self, other: ReducedDate) -> bool:
        return (self.first, self.last) < (other.first, other.last)

    def __str__(self) -> str:
        return self.text


def months_before(day: dt.date, months: int) -> dt.date:
    """Same day some months earlier, the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
