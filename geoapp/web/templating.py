"""Jinja2 for pages: autoescape on, undefined names are errors, es-PE figures as filters, Spanish as message ids."""

from __future__ import annotations

import datetime as dt
import gettext
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from geoapp import __version__
from geoapp.domain import vocabulary
from geoapp.web import formatting
from geoapp.web.security import SCRIPTS_KEY, script_hash
from geoapp.web.static import StaticFiles


def build_environment(folder: Path, static: StaticFiles, *, public_url: str | None = None) -> Environment:
    """Environment of the page templates.

    `public_url` is the address under which the site is known; without it pages do not name one, for what a request
    says of its host proves nothing.
    """
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = gettext.NullTranslations()
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    # Labels of closed lists come as values: unlike in `_("...")`, a percent sign in them stands for itself.
    environment.filters["label"] = translations.gettext
    environment.tests["old"] = lambda text: formatting.is_old(text, dt.datetime.now(tz=dt.UTC).date())
    environment.filters.update(
        soles=formatting.soles,
        centimos=formatting.centimos,
        millions=formatting.millions,
        number=formatting.number,
        percent=formatting.percent,
        date=formatting.date,
    )
    environment.globals.update(
        asset=static.address,
        version=__version__,
        public_url=(public_url or "").rstrip("/"),
        SECTORS=vocabulary.SECTORS,
        STATUSES=vocabulary.STATUSES,
        KINDS=vocabulary.KINDS,
        PRECISIONS=vocabulary.PRECISIONS,
        PLACING_METHODS=vocabulary.PLACING_METHODS,
        AMOUNT_KINDS=vocabulary.AMOUNT_KINDS,
        BOUNDS=vocabulary.BOUNDS,
        ALERTS=vocabulary.ALERTS,
        ALERT_RULES=vocabulary.ALERT_RULES,
    )
    return environment


def context_of(page: object) -> dict[str, Any]:
    """Fields of a page's context (a dataclass, or a mapping) by name, values untouched."""
    if is_dataclass(page) and not isinstance(page, type):
        return {field.name: getattr(page, field.name) for field in fields(page)}
    if isinstance(page, Mapping):
        return dict(page)
    raise TypeError(f"a page context must be a dataclass or a mapping, not {type(page).__name__}")


def render_text(request: Request, template: str, page: object) -> str:
    """Render a page; inline scripts that it declares with `inline_script` are allowed by their hash."""
    environment: Environment = request.app.state.templates
    scripts: list[str] = []

    def inline_script(code: str) -> Markup:
        """A script element whose code geoapp wrote, never text of users."""
        if "</script" in code.lower() or "<!--" in code:
            raise ValueError("an inline script must not contain the end of its element")
        scripts.append(script_hash(code))
        return Markup("<script>") + Markup(code) + Markup("</script>")  # noqa: S704 - hashed into the policy

    text = environment.get_template(template).render(
        **context_of(page), inline_script=inline_script, current_path=request.url.path
    )
    setattr(request.state, SCRIPTS_KEY, tuple(scripts))
    return text


def render_page(
    request: Request,
    template: str,
    page: object,
    *,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render a page that is not cached by edition, such as an error."""
    return Response(
        render_text(request, template, page), status_code=status, media_type="text/html", headers=dict(headers or {})
    )
