"""Storing what readers say is wrong: checked, bounded, and without anything that tells who they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
import time
import unicodedata
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from geoapp.db.engine import Database
from geoapp.db.repositories.reports import ErrorReport, ReportRepository, StoredReport
from geoapp.errors import FilterProblem, GeoAppError, InvalidFilterError
from geoapp.i18n import N_
from geoapp.i18n import gettext as _

KINDS = {
    "cifra": N_("Una cifra"),
    "lugar": N_("Un lugar"),
    "estado": N_("El estado o el avance"),
    "otro": N_("Otra cosa"),
}
MIN_MESSAGE, MAX_MESSAGE, MAX_PAGE = 10, 2000, 300
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
MAX_PER_DAY = 500
"""Reports that a day can bring, from everybody together: what staff can read, and no more than a flood should cost."""


class TooManyReportsError(GeoAppError):
    """The day, or one address, has sent as many reports as are taken."""


@dataclass
class Throttle:
    """How many times an address may do something in a while; keeps keyed hashes of addresses, in memory only.

    Attributes
    ----------
    limit, seconds
        At most `limit` times in `seconds`.
    max_known
        Addresses remembered; beyond it the one that was quiet longest is forgotten.
    """

    limit: int = 5
    seconds: float = 3600.0
    max_known: int = 10_000
    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _seen: OrderedDict[bytes, deque[float]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def allows(self, address: str) -> bool:
        """Whether the address may do it once more; counts it when it may."""
        name = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
        now = self.clock()
        with self._lock:
            times = self._seen.setdefault(name, deque())
            self._seen.move_to_end(name)
            while times and now - times[0] >= self.seconds:
                times.popleft()
            allowed = len(times) < self.limit
            if allowed:
                times.append(now)
            while len(self._seen) > self.max_known:
                self._seen.popitem(last=False)
            return allowed


def check_report(*, edition: int, page: str, kind: str, message: str) -> ErrorReport:
    """Make a report of what a reader sent.

    Raises
    ------
    InvalidFilterError
        When the message is too short or too long, or a field is not what the form offers.
    """
    text = "\n".join(line.rstrip() for line in printable(message).splitlines()).strip()
    problems = []
    if not MIN_MESSAGE <= len(text) <= MAX_MESSAGE:
        reason = _(
            "debe tener de %(low)s a %(high)s letras; tiene %(n)s.", low=MIN_MESSAGE, high=MAX_MESSAGE, n=len(text)
        )
        problems.append(FilterProblem("mensaje", text[:40], reason))
    if kind not in KINDS:
        problems.append(FilterProblem("tema", kind[:40], _("no es un tema conocido."), tuple(KINDS)))
    if not page.startswith("/") or len(page) > MAX_PAGE or not page.isprintable():
        problems.append(FilterProblem("pagina", page[:40], _("debe ser la dirección de una página de este sitio.")))
    if problems:
        raise InvalidFilterError(problems)
    return ErrorReport(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), edition, page, kind, text)


def store_report(database: Database, report: ErrorReport) -> None:
    """Keep a report for staff.

    Raises
    ------
    TooManyReportsError
        When the day has brought as many as are taken.
    """
    with database.writing() as session:
        reports = ReportRepository(session)
        if reports.count_since(report.created_at[:10]) >= MAX_PER_DAY:
            raise TooManyReportsError(_("Hoy llegaron tantos avisos que no caben más. Intente mañana."))
        reports.add(report)


def printable(message: str) -> str:
    """A message without the characters that would command a terminal, or hide and turn around what it says."""
    lines = unicodedata.normalize("NFC", message).splitlines()
    return "\n".join(
        "".join(sign for sign in line.replace("\t", " ") if unicodedata.category(sign) not in _UNSEEN) for line in lines
    )


def latest_reports(database: Database, limit: int = 50) -> tuple[StoredReport, ...]:
    """The latest reports, the newest first."""
    with database.reading() as session:
        return ReportRepository(session).latest(limit)
