"""A download that runs while an edition is replaced is wholly of one edition; marks of the old one are refused."""

from __future__ import annotations

import json
from pathlib import Path

from geoapp.db import Database
from geoapp.domain.filters import ProjectFilter
from geoapp.services.editions import load_shipped
from geoapp.services.exports import EXPORTS, ExportView, no_progress
from geoapp.services.publication import PublicationCache
from tests.support.serving import serving


def test_a_file_is_of_one_edition(shipped_copy: Database, data_folder: Path) -> None:
    cache = PublicationCache(shipped_copy)
    before = cache.current()
    pieces = EXPORTS["geojson"].write(ExportView.of(before, ProjectFilter()), no_progress)
    first = next(pieces)
    load_shipped(shipped_copy, data_folder, force=True)
    text = first + b"".join(pieces)
    collection = json.loads(text)
    editions = {feature["properties"]["edition"] for feature in collection["features"]}
    assert editions == {before.edition.id} == {collection["metadata"]["edition"]}
    assert len(collection["features"]) == before.portfolio.size


def test_a_mark_of_another_edition_is_refused(sqlite_shipped: Database) -> None:
    with serving(sqlite_shipped) as client:
        for address in ("/api/v1/projects", "/ogc/collections/proyectos/items"):
            answer = client.get(address, params={"cursor": "NDI6MTA"})
            assert answer.status_code == 400
            assert "42" in answer.json()["detail"]
