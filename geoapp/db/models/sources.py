"""Where facts come from: data sets and documents."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from geoapp.db.models.base import Base, OptStr, Str, Versioned, Words_


class SourceRow(Versioned, Base):
    """A data set or a document."""

    __tablename__ = "source"
    __natural_key__ = ("source_id",)

    source_id: Mapped[Str]
    kind: Mapped[Str]
    title: Mapped[OptStr]
    publisher: Mapped[OptStr]
    url: Mapped[OptStr]
    date: Mapped[OptStr]
    retrieved: Mapped[OptStr]
    licence: Mapped[OptStr]
    files: Mapped[Words_]
    transformations: Mapped[OptStr]
    caveat: Mapped[OptStr]
