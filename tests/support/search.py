"""Who a search finds, by identifier."""

from __future__ import annotations

from geoapp.db.repositories import ProjectRepository
from geoapp.db.repositories.projects import ROW


def finds(repository: ProjectRepository, q: str) -> set[str]:
    """Identifiers of the projects of the repository's edition that a query finds."""
    columns = repository.current_columns(("project_id", ROW))
    of_row = dict(zip(columns[ROW], columns["project_id"], strict=True))
    numbers = repository.search(q).tolist()
    assert len(set(numbers)) == len(numbers)
    return {of_row[number] for number in numbers if number in of_row}
