"""Import runs: what each read, which projects it covered, what it refused; and the rows that an import compares."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from geoapp.db import bulk, frames, models
from geoapp.db.models import EditionRow, ImportRunRow, RejectedRowRow
from geoapp.db.repositories.editions import now
from geoapp.db.spatial import stored, to_shape
from geoapp.db.staging import Staged
from geoapp.db.versions import visible
from geoapp.deferred import deferred
from geoapp.domain.records import AreaRecord, RejectedRow
from geoapp.errors import NotFoundError
from geoapp.i18n import gettext as _

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

TABLES: dict[str, Any] = {
    "source": models.SourceRow,
    "project_alias": models.ProjectAliasRow,
    "location": models.LocationRow,
    "unmatched_locality": models.UnmatchedLocalityRow,
    "amount": models.AmountRow,
    "budget_line": models.BudgetLineRow,
    "observation": models.ObservationRow,
    "project_current": models.ProjectCurrentRow,
    "locality": models.LocalityRow,
}
"""Tables that imports compare and write, in the order of writing."""
IMPORTED = frozenset(TABLES)
FINDINGS = RejectedRowRow.__tablename__
"""Of the findings of imports, of which no order but their own is kept."""
Stage = Callable[[str, "pl.DataFrame"], Callable[[], "pl.DataFrame | Staged"]]
"""Called with a table and rows to add; gives what waits until they are ready."""
Write = Callable[["pl.DataFrame | Staged", Sequence[int], Callable[[int], None]], None]
"""Called with rows to add, the numbers of those to close, and what is told the rows added since its last call."""

_SLICE = 20_000


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run, without the projects it covered."""

    id: int
    edition_id: int
    format: str
    file_name: str | None
    sha256: str | None
    department: str | None
    cut_off: str | None
    listing: bool
    started_at: str
    finished_at: str | None
    counts: Mapping[str, Any]


class ImportRepository:
    """Reads and writes what imports need; the edition is the one to compare with or to write.

    Parameters
    ----------
    session
        From `Database.writing` to write, else from `Database.reading`.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def visible(self, table: str, edition: int) -> pl.DataFrame:
        """Rows of one of `TABLES` that an edition sees, with their ``id``; lists are text joined with ``;``."""
        model = TABLES[table]
        return frames.read_frame(self.session, model, edition, frames.columns_of(model))

    def published(self, tables: Iterable[str], edition: int) -> dict[str, pl.DataFrame]:
        """Rows of `TABLES` that a published edition sees, as `visible` gives them, all of one moment.

        Other threads run meanwhile. What the session has written may not be seen.
        """
        return frames.read_apart(self.session, {table: TABLES[table] for table in tables}, edition)

    def staging(self) -> AbstractContextManager[Stage]:
        """Give what begins to make rows of a table ready for `growing`, beside the thread that writes."""
        return _staging(self.session)

    @contextmanager
    def growing(self, table: str, edition: int, count: int) -> Iterator[Write]:
        """Give what closes rows of one of `TABLES` and adds others, to be called any number of times.

        Parameters
        ----------
        count
            About how many rows are going to be added: where they are many, indexes are made when all are there.
        """
        model = TABLES[table]
        with bulk.many_rows(self.session, model, count) as settle:

            def write(rows: pl.DataFrame | Staged, closed: Sequence[int], tick: Callable[[int], None]) -> None:
                frames.close_rows(self.session, model, edition, closed)
                if isinstance(rows, Staged):
                    tick(frames.insert_staged(self.session, model, edition, rows))
                    settle()
                    return
                # In the order of the keys, in which indexes are made fastest; sorting the whole would take memory.
                order = rows.to_series(0).arg_sort()
                for at in range(0, len(rows), _SLICE):
                    tick(frames.insert_frame(self.session, model, edition, rows[order.slice(at, _SLICE)]))
                settle()

            yield write

    def replace_areas(self, edition: int, areas: Sequence[AreaRecord]) -> tuple[int, int]:
        """Add areas, closing those of the same code that differ; give how many were added, and how many closed."""
        model: Any = models.AreaRow
        names = [column for column in frames.columns_of(model) if not column.startswith("geometry")]
        known = {
            row["ubigeo"]: row for row in frames.read_frame(self.session, model, edition, names).iter_rows(named=True)
        }
        shapes: dict[str, Any] = dict(
            self.session.execute(select(model.ubigeo, model.geometry).where(visible(model, edition))).tuples().all()
        )
        added = closed = 0
        for area in areas:
            row = {name: getattr(area, name) for name in AreaRecord.__dataclass_fields__}
            before = known.get(area.ubigeo)
            if before is not None:
                if _wkb(shapes[area.ubigeo]) == area.geometry:
                    continue
                kept = ("name", "capital", "capital_lon", "capital_lat", "population", "population_year")
                row |= {name: before[name] for name in kept if before[name] is not None}
                closed += frames.close_rows(self.session, model, edition, [before["id"]])
            row |= {
                "geometry": stored(self.session, area.geometry),
                "geometry_light": stored(self.session, area.geometry_light),
                "edition_from": edition,
                "edition_to": models.OPEN,
            }
            self.session.execute(insert(model.__table__), [row])
            added += 1
        return added, closed

    def begin(
        self,
        edition: int,
        *,
        format_name: str,
        file_name: str,
        sha256: str,
        department: str | None,
        cut_off: str,
        listing: bool,
        started_at: str,
    ) -> int:
        """Open a run and give its number; `finish` tells what came of it."""
        run = ImportRunRow(
            edition_id=edition,
            format=format_name,
            file_name=file_name,
            sha256=sha256,
            started_at=started_at,
            counts="{}",
            department=department,
            cut_off=cut_off,
            listing=listing,
        )
        self.session.add(run)
        self.session.flush()
        return run.id

    def write_findings(self, run: int, findings: pl.DataFrame | Staged) -> None:
        """Keep the findings of a run, in order."""
        if isinstance(findings, Staged):
            bulk.append_staged(self.session, FINDINGS, findings, {"import_run_id": run})
        elif len(findings):
            rows = findings.with_columns(pl.lit(run, dtype=pl.Int64).alias("import_run_id"))
            bulk.append_frame(self.session, FINDINGS, rows)

    @staticmethod
    def packed(covered: pl.DataFrame) -> bytes:
        """Projects that a run covers (``project_id``, ``state``), as `finish` keeps them."""
        lines = covered.sort("project_id").select(pl.col("state").fill_null("-") + pl.col("project_id")).to_series()
        return zlib.compress("\n".join(lines).encode(), 6)

    def finish(self, run: int, *, counts: Mapping[str, Any], covered: bytes) -> None:
        """Keep what a run did and the projects it covered (`packed`)."""
        told = json.dumps(counts, default=str, ensure_ascii=False)
        self.session.execute(
            update(ImportRunRow).where(ImportRunRow.id == run).values(finished_at=now(), counts=told, covered=covered)
        )

    def run(self, number: int) -> ImportRun:
        """Give a run.

        Raises
        ------
        NotFoundError
            When there is none with that number.
        """
        found = self.session.get(ImportRunRow, number)
        if found is None:
            raise NotFoundError(_("No hay una importación «%(text)s». Las que hay están en /novedades.", text=number))
        return _run(found)

    def runs(self, *, since: int = 0, until: int = models.OPEN) -> tuple[ImportRun, ...]:
        """Give the runs of published editions after `since`, up to `until`, in order."""
        return tuple(map(_run, self.session.scalars(self._published(since, until).order_by(ImportRunRow.id))))

    def of_edition(self, edition: int) -> tuple[ImportRun, ...]:
        """Give the runs of an edition."""
        query = select(ImportRunRow).where(ImportRunRow.edition_id == edition).order_by(ImportRunRow.id)
        return tuple(map(_run, self.session.scalars(query)))

    def covered(self, run: int) -> pl.DataFrame:
        """Give the projects that a run covered and their states: ``project_id``, ``state``."""
        return _unpacked(self.session.scalar(select(ImportRunRow.covered).where(ImportRunRow.id == run)))

    def latest_listings(self, *, until: int = models.OPEN) -> tuple[ImportRun, ...]:
        """Give the last run, up to an edition, of each format and department whose files list all of their kind."""
        latest = {(r.format, r.department): r for r in self.runs(until=until) if r.listing}
        return tuple(latest.values())

    def findings(
        self, run: int, *, action: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[RejectedRow, ...]:
        """Give the findings of a run in order."""
        columns = [getattr(RejectedRowRow, name) for name in RejectedRow.__slots__]
        query = select(*columns).where(RejectedRowRow.import_run_id == run)
        if action is not None:
            query = query.where(RejectedRowRow.action == action)
        query = query.order_by(RejectedRowRow.id).limit(limit).offset(offset)
        return tuple(RejectedRow(*row) for row in self.session.execute(query))

    def findings_summary(self, run: int) -> tuple[tuple[str, str, int], ...]:
        """Give the number of findings of a run by action and column, the most frequent first."""
        count = func.count()
        query = (
            select(RejectedRowRow.action, RejectedRowRow.column, count)
            .where(RejectedRowRow.import_run_id == run)
            .group_by(RejectedRowRow.action, RejectedRowRow.column)
            .order_by(count.desc(), RejectedRowRow.action, RejectedRowRow.column)
        )
        return tuple((action, column, number) for action, column, number in self.session.execute(query))

    def _published(self, since: int, until: int) -> Any:
        return (
            select(ImportRunRow)
            .join(EditionRow, EditionRow.id == ImportRunRow.edition_id)
            .where(EditionRow.state == "published", ImportRunRow.edition_id > since, ImportRunRow.edition_id <= until)
        )


@contextmanager
def _staging(session: Session) -> Iterator[Stage]:
    with bulk.staging(session) as staging:

        def stage(table: str, rows: pl.DataFrame) -> Callable[[], pl.DataFrame | Staged]:
            kept = rows if table == FINDINGS else frames.stored(TABLES[table], rows)
            begun = staging.put(kept, in_order=table == FINDINGS) if staging else None
            return begun.result if begun else lambda: rows

        yield stage


def _run(row: ImportRunRow) -> ImportRun:
    return ImportRun(
        id=row.id,
        edition_id=row.edition_id,
        format=row.format,
        file_name=row.file_name,
        sha256=row.sha256,
        department=row.department,
        cut_off=row.cut_off,
        listing=row.listing,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=json.loads(row.counts),
    )


def _unpacked(data: bytes | None) -> pl.DataFrame:
    text = zlib.decompress(data).decode() if data else ""
    lines = text.split("\n") if text else []
    return pl.DataFrame(
        {"project_id": [line[1:] for line in lines], "state": [line[0] for line in lines]},
        schema={"project_id": pl.String, "state": pl.String},
    )


def _wkb(value: Any) -> bytes:
    return bytes(shapely.to_wkb(to_shape(value), output_dimension=2))
