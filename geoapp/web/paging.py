"""Marks of a page: where the next one begins, in which edition."""

from __future__ import annotations

import base64
import binascii

from geoapp.services.publication import Publication
from geoapp.web.parameters import refuse


def write_cursor(publication: Publication, position: int) -> str:
    """Mark of a position of the published edition."""
    return base64.urlsafe_b64encode(f"{publication.edition.id}:{position}".encode()).decode().rstrip("=")


def read_cursor(text: str | None, publication: Publication) -> int:
    """Position that a mark tells; 0 without one.

    Raises
    ------
    InvalidFilterError
        When the mark was not given by geoapp, or is of another edition.
    """
    if text is None:
        return 0
    foreign = refuse("cursor", text, "no es una marca de página que esta dirección haya dado.")
    try:
        padded = text + "=" * (-len(text) % 4)
        edition, position = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").split(":")
        found = int(edition), int(position)
    except (ValueError, binascii.Error, UnicodeError):
        raise foreign from None
    if found[0] != publication.edition.id:
        raise refuse(
            "cursor",
            text,
            f"es de la edición {found[0]}; la publicada es la {publication.edition.id}: empiece sin ella.",
        )
    if not 0 <= found[1] < publication.portfolio.size:
        raise foreign
    return found[1]
