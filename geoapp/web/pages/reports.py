"""The form by which readers report an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoapp.errors import FilterProblem
from geoapp.web.pages.common import EditionNote


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Context of ``pages/report.html``: what was typed stays when something has to be mended."""

    edition: EditionNote
    page: str
    about: int
    kind: str
    message: str
    kinds: Mapping[str, str]
    problems: tuple[FilterProblem, ...]
    refused: str
    sent: bool
    longest: int
