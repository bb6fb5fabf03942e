"""Import runs and the rows they refused or repaired."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, OptStr, Str


class ImportRunRow(Base):
    """One run that wrote into an edition: which format and file, when, and its counts (a JSON object).

    `covered` is the compressed list of the projects that the file speaks of, with the state of each in it; where
    `listing`, the file lists all of its kind in the department, so that what it no longer has is gone from it.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    format: Mapped[Str]
    file_name: Mapped[OptStr]
    sha256: Mapped[OptStr]
    started_at: Mapped[Str]
    finished_at: Mapped[OptStr]
    counts: Mapped[Str]
    department: Mapped[OptStr]
    cut_off: Mapped[OptStr]
    listing: Mapped[bool] = mapped_column(server_default=false(), default=False)
    covered: Mapped[bytes | None] = mapped_column(LargeBinary)


class RejectedRowRow(Base):
    """A row or cell that was refused, set aside, repaired or merged into another."""

    __tablename__ = "rejected_row"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    file: Mapped[Str]
    line: Mapped[int]
    column: Mapped[Str]
    value: Mapped[Str]
    reason: Mapped[Str]
    action: Mapped[Str]
