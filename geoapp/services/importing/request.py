"""What is asked of an import, and what it says of itself as a source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from geoapp.domain.dates import ReducedDate
from geoapp.errors import SchemaError
from geoapp.ingest.intake import Context, Format, GeoFormat, Intake
from geoapp.ingest.places import EVERYWHERE, Codes

WHOLE_COUNTRY = "todo el país"
"""In place of a department's name, where the whole file is taken."""


@dataclass(frozen=True)
class ImportRequest:
    """What to import and how.

    Attributes
    ----------
    department
        INEI code or name of a department, or ``todos``.
    name, url
        Name of the file and address it came from, as sources tell them.
    accept_fewer
        Take a file that lists less than half of what the one before listed.
    accept_older
        Take a file of an earlier cut-off than the one before, and let its figures stand.
    """

    path: Path
    format_name: str | None = None
    department: str = "06"
    cut_off: str | None = None
    dry_run: bool = False
    name: str | None = None
    url: str | None = None
    accept_fewer: bool = False
    accept_older: bool = False


def context_of(request: ImportRequest, codes: Codes, today: dt.date) -> Context:
    """Read the department and the cut-off of a request.

    Raises
    ------
    SchemaError
        When one of them is not one.
    """
    department = None if request.department == EVERYWHERE else codes.department(request.department)
    if department is None and request.department != EVERYWHERE:
        raise SchemaError(
            f"--department {request.department}: no es el código INEI ni el nombre de un departamento (06, Cajamarca),"
            f" ni «{EVERYWHERE}»."
        )
    if request.cut_off is not None:
        try:
            given = ReducedDate(request.cut_off)
        except ValueError as error:
            raise SchemaError(f"--cut-off: {error}.") from None
        if given.first > today:
            raise SchemaError(f"--cut-off {request.cut_off}: aún no ha llegado.")
    return Context(codes, department, request.cut_off, today)


def source_of(
    chosen: Format | GeoFormat, intake: Intake, request: ImportRequest, context: Context
) -> dict[str, object]:
    """The row of ``source`` that stands for a file; one per format and department, told anew by each file."""
    place = context.department or EVERYWHERE
    return {
        "source_id": f"{chosen.name}-{place}",
        "kind": "dataset",
        "title": f"{chosen.title}: {context.department_name or WHOLE_COUNTRY}",
        "publisher": chosen.publisher,
        "url": request.url or chosen.url,
        "date": intake.cut_off,
        "retrieved": context.today.isoformat(),
        "licence": chosen.licence,
        "files": (request.name or request.path.name).replace(";", ","),
        "transformations": "Leído tal como se publicó; lo reparado y lo rechazado está en el informe de la importación."
        f" SHA-256 {intake.sha256}.",
        "caveat": None
        if intake.cut_off_declared
        else "El archivo no dice su corte: se toma el último hecho fechado que trae.",
    }
