"""Chromium on a page of the layers package, and the site behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.browser.layers.layers_site import Site, serve
from tests.support.visits import Visit, visits


@dataclass
class LayersVisit(Visit):
    """A page of the layers package, with the site that can be made slow or failing."""

    site: Site = field(kw_only=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def visit(chromium: Any, site: Site) -> Iterator[Callable[..., LayersVisit]]:
    with visits(chromium) as opened:

        def of_site(path: str = "/", *, height: int = 800, **options: Any) -> LayersVisit:
            seen = opened(site.address, path, height=height, **options)
            return LayersVisit(seen.page, seen.address, seen.complaints, seen.outside, site=site)

        yield of_site
