"""Each page reads exactly the fields of its context, and no template lets a browser run or style text."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from geoapp.settings import Settings
from geoapp.web.pages.area import AreaPage
from geoapp.web.pages.changes import ChangesPage, ImportPage
from geoapp.web.pages.compare import ComparePage
from geoapp.web.pages.data import DataPage
from geoapp.web.pages.embed import EmbedPage
from geoapp.web.pages.method import MethodPage
from geoapp.web.pages.near import NearPage
from geoapp.web.pages.plan import PlanPage
from geoapp.web.pages.project import ProjectPage
from geoapp.web.pages.projects import ProjectsPage
from geoapp.web.pages.quality import QualityPage
from geoapp.web.pages.region import RegionPage
from geoapp.web.pages.reports import ReportPage
from geoapp.web.pages.sheet_page import SheetPage
from geoapp.web.static import StaticFiles
from geoapp.web.templating import build_environment

PAGES = {
    "pages/area.html": AreaPage,
    "pages/changes.html": ChangesPage,
    "pages/import_report.html": ImportPage,
    "pages/compare.html": ComparePage,
    "pages/data.html": DataPage,
    "pages/embed.html": EmbedPage,
    "pages/method.html": MethodPage,
    "pages/near.html": NearPage,
    "pages/plan.html": PlanPage,
    "pages/project.html": ProjectPage,
    "pages/projects.html": ProjectsPage,
    "pages/quality.html": QualityPage,
    "pages/region.html": RegionPage,
    "pages/report.html": ReportPage,
    "pages/sheet.html": SheetPage,
}
GIVEN_TO_ALL = {"alternates", "inline_script", "current_path", "public_url", "self"}
FOLDER = Path(__file__).resolve().parents[4] / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))


@pytest.fixture(scope="module")
def environment() -> Environment:
    paths = Settings.load().paths
    return build_environment(paths.templates, StaticFiles(paths.assets))


def read_by(environment: Environment, name: str, *, seen: set[str] | None = None) -> set[str]:
    """Names that a template, its parents and its parts take from the context."""
    seen = set() if seen is None else seen
    seen.add(name)
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source)
    names = set(meta.find_undeclared_variables(tree))
    # Blocks see what the template imports and defines at its top, which jinja2.meta does not tell.
    names -= {node.target for node in tree.find_all(nodes.Import)} | {node.name for node in tree.find_all(nodes.Macro)}
    assigned = [node.target for node in tree.find_all((nodes.Assign, nodes.AssignBlock))]
    names -= {target.name for target in assigned if isinstance(target, nodes.Name)}
    for other in meta.find_referenced_templates(tree):
        assert other is not None, f"{name} names a template by a variable"
        if other not in seen:
            names |= read_by(environment, other, seen=seen)
    return names - set(environment.globals) - GIVEN_TO_ALL


@pytest.mark.parametrize(("name", "context"), PAGES.items())
def test_a_page_reads_exactly_its_context(environment: Environment, name: str, context: type) -> None:
    assert read_by(environment, name) == {field.name for field in fields(context)}


def test_the_error_page_needs_no_edition(environment: Environment) -> None:
    assert read_by(environment, "pages/error.html") == {"status", "title", "detail", "problems"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_has_inline_styles_handlers_or_scripts(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "javascript:" not in text
    assert "|safe" not in text
    assert all(" src=" in element for element in re.findall(r"<script\b[^>]*>", text))


def test_the_style_sheet_asks_for_nothing_from_elsewhere() -> None:
    text = (Settings.load().paths.assets / "site.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert all(found.startswith(('"data:', "data:")) for found in re.findall(r"url\(([^)]*)", text))
