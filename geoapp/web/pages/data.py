"""Data and sources: where every figure comes from, what was done to it, what was set aside, how to take it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from geoapp.db.repositories import BudgetRepository, Edition, EditionRepository
from geoapp.domain.money import REFERENCE_SUM
from geoapp.domain.records import RejectedRow, SourceRecord
from geoapp.domain.vocabulary import AMOUNT_KINDS
from geoapp.services.properties import PROPERTY_NAMES
from geoapp.services.publication import Publication
from geoapp.web.pages.common import EditionNote, SourceNote, edition_note, source_note

MAX_REJECTED = 200
"""Rows set aside that the page lists; their counts tell of all."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Documents of one publisher."""

    name: str
    documents: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """Context of ``pages/data.html``. `sums` hold label, soles; `rejected_counts` file, what was done, rows."""

    edition: EditionNote
    published: Edition
    datasets: tuple[SourceRecord, ...]
    publishers: tuple[Publisher, ...]
    undated_documents: int
    sums: tuple[tuple[str, Decimal], ...]
    reference_sum: Decimal | None
    rejected_counts: tuple[tuple[str, str, int], ...]
    rejected_total: int
    rejected: tuple[RejectedRow, ...]
    labels: Mapping[str, Mapping[str, str]]
    properties: tuple[str, ...]


def data_page(publication: Publication) -> DataPage:
    """Sources, contents and rows set aside of the edition."""
    with publication.database.reading() as session:
        editions = EditionRepository(session)
        rejected = editions.rejected(publication.edition.id, limit=MAX_REJECTED)
        counts = editions.rejected_counts(publication.edition.id)
        labels = BudgetRepository(session, publication.edition.id).labels()
    sources = publication.sources.values()
    documents = [source for source in sources if source.kind == "document"]
    groups: dict[str, list[SourceNote]] = {}
    for document in documents:
        note = source_note(publication.sources, document.source_id)
        if note is not None:
            groups.setdefault(document.publisher or note.title, []).append(note)
    sums = publication.edition.sums
    return DataPage(
        edition=edition_note(publication),
        published=publication.edition,
        datasets=tuple(source for source in sources if source.kind == "dataset"),
        publishers=tuple(
            Publisher(name, tuple(notes)) for name, notes in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
        ),
        undated_documents=sum(document.date is None for document in documents),
        sums=tuple((AMOUNT_KINDS[kind], amount) for kind, amount in sums.items() if kind in AMOUNT_KINDS),
        reference_sum=sums.get(REFERENCE_SUM),
        rejected_counts=counts,
        rejected_total=sum(count for *_names, count in counts),
        rejected=rejected,
        labels={name.rsplit("/", 1)[-1]: texts for name, texts in labels.items()},
        properties=PROPERTY_NAMES,
    )
