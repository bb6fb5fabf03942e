"""Whether the server lives and can serve, for those who watch it."""

from __future__ import annotations

from fastapi import APIRouter

from geoapp.i18n import N_
from geoapp.web.deps import PublicationDep

router = APIRouter(prefix="/health", tags=["salud"])


@router.get("/live", summary=N_("El proceso vive"))
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready", summary=N_("La base de datos responde y hay una edición publicada"))
def ready(publication: PublicationDep) -> dict[str, str | int]:
    """The database answers and an edition is published; else 503."""
    return {"status": "ok", "edition": publication.edition.id, "cut_off": publication.edition.cut_off}
