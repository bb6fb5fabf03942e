"""Editions: list them, find the published one, open and publish a new one, undo the last."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from geoapp.db.models import EditionRow, ImportRunRow, RejectedRowRow
from geoapp.db.versions import clear, withdraw
from geoapp.domain.records import RejectedRow
from geoapp.errors import NoEditionError, NotFoundError


@dataclass(frozen=True, slots=True)
class Edition:
    """A numbered state of the content.

    `digest` identifies the files it was made from: together with the number it names the content for caches. `counts`
    are rows by table (see `counted`), `sums` soles by kind of amount (as in `AmountKind`).
    """

    id: int
    state: str
    title: str
    cut_off: str
    digest: str
    created_at: str
    published_at: str | None
    counts: Mapping[str, int]
    sums: Mapping[str, Decimal]


def counted(table: str) -> str:
    """Name under which the rows of a table are counted: each project is one row of its pictures.

    >>> counted("project_current"), counted("amount")
    ('project', 'amount')
    """
    return "project" if table == "project_current" else table


class EditionRepository:
    """Editions of the database behind a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def published(self) -> Edition:
        """Give the edition that readers see: the last published one.

        Raises
        ------
        NoEditionError
            When none has been published.
        """
        found = self.find_published()
        if found is None:
            raise NoEditionError(
                "La base de datos no tiene ninguna edición publicada: ejecute «geoapp init» para cargar los datos."
            )
        return found

    def find_published(self) -> Edition | None:
        """Give the edition that readers see, or None."""
        query = select(EditionRow).where(EditionRow.state == "published").order_by(EditionRow.id.desc())
        row = self.session.scalars(query.limit(1)).first()
        return None if row is None else _edition(row)

    def get(self, number: int) -> Edition:
        """Give an edition by its number.

        Raises
        ------
        NotFoundError
            When there is none with that number.
        """
        row = self.session.get(EditionRow, number)
        if row is None:
            raise NotFoundError(f"No existe la edición {number}.")
        return _edition(row)

    def list(self) -> tuple[Edition, ...]:
        """Give all editions, the last first."""
        return tuple(map(_edition, self.session.scalars(select(EditionRow).order_by(EditionRow.id.desc()))))

    def newest(self) -> int:
        """Give the number of the last edition, withdrawn or not; 0 when there is none."""
        return self.session.scalar(select(func.max(EditionRow.id))) or 0

    def rejected(self, number: int, *, limit: int | None = None) -> tuple[RejectedRow, ...]:
        """Give the rows that the edition's imports refused, set aside or repaired, in order; the first of them only."""
        columns = [getattr(RejectedRowRow, name) for name in RejectedRow.__slots__]
        query = (
            select(*columns)
            .join(ImportRunRow, ImportRunRow.id == RejectedRowRow.import_run_id)
            .where(ImportRunRow.edition_id == number)
            .order_by(RejectedRowRow.id)
            .limit(limit)
        )
        return tuple(RejectedRow(*row) for row in self.session.execute(query))

    def rejected_counts(self, number: int) -> tuple[tuple[str, str, int], ...]:
        """Give the number of those rows by file and what was done with them; an import has tens of thousands."""
        query = (
            select(RejectedRowRow.file, RejectedRowRow.action, func.count())
            .join(ImportRunRow, ImportRunRow.id == RejectedRowRow.import_run_id)
            .where(ImportRunRow.edition_id == number)
            .group_by(RejectedRowRow.file, RejectedRowRow.action)
            .order_by(RejectedRowRow.file, RejectedRowRow.action)
        )
        return tuple((file, action, count) for file, action, count in self.session.execute(query))

    def begin(self, *, title: str, cut_off: str, digest: str) -> int:
        """Open a new edition in state ``writing`` and give its number (withdrawn numbers are not used again)."""
        number = self.newest() + 1
        self.session.execute(
            insert(EditionRow).values(
                id=number,
                state="writing",
                title=title,
                cut_off=cut_off,
                digest=digest,
                created_at=now(),
                published_at=None,
                counts="{}",
                sums="{}",
            )
        )
        return number

    def record_import(
        self,
        number: int,
        *,
        format_name: str,
        file_name: str | None,
        sha256: str | None,
        started_at: str,
        counts: Mapping[str, int],
        rejected: Sequence[RejectedRow],
    ) -> None:
        """Keep what an import read and what it refused."""
        run = ImportRunRow(
            edition_id=number,
            format=format_name,
            file_name=file_name,
            sha256=sha256,
            started_at=started_at,
            finished_at=now(),
            counts=_json(counts),
        )
        self.session.add(run)
        self.session.flush()
        if rejected:
            rows = [{"import_run_id": run.id, **asdict(row)} for row in rejected]
            self.session.execute(insert(RejectedRowRow), rows)

    def publish(self, number: int, *, counts: Mapping[str, int], sums: Mapping[str, Decimal]) -> Edition:
        """Publish an edition: readers see it as soon as the transaction ends."""
        self.session.execute(
            update(EditionRow)
            .where(EditionRow.id == number)
            .values(state="published", published_at=now(), counts=_json(counts), sums=_json(sums))
        )
        return self.get(number)

    def withdraw_last(self) -> Edition:
        """Undo the last published edition and give the one that is published now.

        Raises
        ------
        NoEditionError
            When there is none, or it is the only one.
        """
        last = self.published()
        withdraw(self.session, last.id)
        self.session.expire_all()
        before = self.find_published()
        if before is None:
            raise NoEditionError(f"La edición {last.id} es la única publicada: no hay una anterior a la que volver.")
        return before

    def clear(self) -> None:
        """Delete all content and all editions."""
        clear(self.session)
        self.session.expire_all()


def now() -> str:
    """Time in UTC, as texts keep it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps({name: value if isinstance(value, int) else str(value) for name, value in values.items()})


def _edition(row: EditionRow) -> Edition:
    return Edition(
        id=row.id,
        state=row.state,
        title=row.title,
        cut_off=row.cut_off,
        digest=row.digest,
        created_at=row.created_at,
        published_at=row.published_at,
        counts=json.loads(row.counts),
        sums={name: Decimal(value) for name, value in json.loads(row.sums).items()},
    )
