"""Loading editions: from files to a published edition in one transaction, and finding one ready at start."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from geoapp.db.engine import Database
from geoapp.db.repositories import Edition, EditionRepository, ImportRepository, ImportRun, write_facts
from geoapp.domain.current import CurrentProject, summarise_all
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import REFERENCE_SUM, to_soles
from geoapp.domain.records import Facts, RejectedRow
from geoapp.errors import DatabaseError, NoEditionError
from geoapp.ingest.shipped import read_shipped

TITLE = "Datos que acompañan a geoapp"

Progress = Callable[[str, int], None]
"""Called with the table and its rows as each table is written."""


@dataclass(frozen=True)
class EditionReport:
    """What a load brought.

    Attributes
    ----------
    counts
        Rows by table.
    sums
        Soles by kind of amount, all amounts as sources give them, and `REFERENCE_SUM`: one cost per project. The
        kinds are never added to one another.
    rejected
        Rows and values refused, set aside or repaired.
    seconds
        Time taken.
    """

    edition: Edition
    counts: Mapping[str, int]
    sums: Mapping[str, Decimal]
    rejected: tuple[RejectedRow, ...]
    seconds: float


def load_shipped(
    database: Database, data_folder: Path, *, force: bool = False, progress: Progress | None = None
) -> EditionReport:
    """Load the shipped data as an edition and publish it, in one transaction.

    Whatever interrupts it, the database stays as it was.

    Parameters
    ----------
    force
        Replace the whole content, all editions included, instead of refusing when there is one.

    Raises
    ------
    DataSourceError
        When a shipped file is missing or wrong.
    DatabaseError
        When an edition is already published and `force` is not given, or the database cannot be written.
    EditionConflictError
        When another process is writing.
    """
    started = time.perf_counter()
    database.upgrade()
    report = _load(database, data_folder, started=started, force=force, progress=progress)
    if report is None:
        raise DatabaseError(
            f"La base de datos {database.safe_url} ya tiene una edición publicada. Para reemplazar todo su contenido"
            " use «geoapp init --force»."
        )
    return report


def ensure_edition(database: Database, data_folder: Path, *, progress: Progress | None = None) -> Edition:
    """Give the published edition, creating the tables and loading the shipped data where there is none.

    Safe when several processes start at once: one loads, the others wait for it.
    """
    started = time.perf_counter()
    database.upgrade()
    try:
        with database.reading() as session:
            return EditionRepository(session).published()
    except NoEditionError:
        report = _load(database, data_folder, started=started, force=False, progress=progress)
    if report is not None:
        return report.edition
    with database.reading() as session:
        return EditionRepository(session).published()


def list_editions(database: Database) -> tuple[tuple[Edition, tuple[ImportRun, ...]], ...]:
    """Give all editions, the last first, each with the imports that made it."""
    with database.reading() as session:
        imports = ImportRepository(session)
        return tuple((edition, imports.of_edition(edition.id)) for edition in EditionRepository(session).list())


def roll_back(database: Database, number: int) -> Edition:
    """Go back to an edition: those after it are withdrawn in one transaction, the last first.

    Their numbers stay in the list as withdrawn. What they brought goes with them; observations of before stay.

    Raises
    ------
    NotFoundError
        When there is no edition with that number.
    DatabaseError
        When it is withdrawn already.
    """
    with database.writing() as session:
        editions = EditionRepository(session)
        if editions.get(number).state != "published":
            raise DatabaseError(f"La edición {number} ya fue retirada: vea las publicadas con «geoapp editions».")
        current = editions.published()
        while current.id > number:
            current = editions.withdraw_last()
        return current


def _load(
    database: Database, data_folder: Path, *, started: float, force: bool, progress: Progress | None
) -> EditionReport | None:
    facts = read_shipped(data_folder)
    pictures = summarise_all(
        facts.projects,
        facts.locations,
        facts.amounts,
        facts.observations,
        facts.budget_lines,
        reference=ReducedDate(facts.cut_off).last,
        centres={area.ubigeo: (area.lon, area.lat) for area in facts.areas},
    )
    sums = _sums(facts, pictures)
    started_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with database.writing() as session:
        editions = EditionRepository(session)
        if force:
            editions.clear()
        elif editions.find_published() is not None:
            return None
        number = editions.begin(title=TITLE, cut_off=facts.cut_off, digest=facts.digest)
        counts = write_facts(session, number, facts, pictures, progress=progress)
        editions.record_import(
            number,
            format_name="shipped",
            file_name=None,
            sha256=facts.digest,
            started_at=started_at,
            counts=counts,
            rejected=facts.rejected,
        )
        edition = editions.publish(number, counts=counts, sums=sums)
    return EditionReport(edition, counts, sums, facts.rejected, time.perf_counter() - started)


def _sums(facts: Facts, pictures: list[CurrentProject]) -> dict[str, Decimal]:
    centimos: defaultdict[str, int] = defaultdict(int)
    for amount in facts.amounts:
        centimos[amount.kind] += amount.centimos
    reference = sum(p.cost_centimos for p in pictures if p.counts_in_sums and p.cost_centimos is not None)
    sums = {kind: to_soles(total) for kind, total in sorted(centimos.items())}
    return sums | {REFERENCE_SUM: to_soles(reference)}
