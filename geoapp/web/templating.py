"""Jinja2 for pages: autoescape on, undefined names are errors, figures as filters, Spanish as message ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from geoapp import __version__, i18n
from geoapp.domain import vocabulary
from geoapp.web import formatting
from geoapp.web.languages import alternates, here, locale_name, localise, plain_path
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
    environment.install_gettext_callables(i18n.gettext, _plural, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["label"] = _label
    environment.filters["here"] = here
    environment.filters["told"] = _told
    environment.filters["es"] = _es
    environment.tests["old"] = lambda text: formatting.is_old(text, dt.datetime.now(tz=dt.UTC).date())
    environment.filters.update(
        soles=formatting.soles,
        millions=formatting.millions,
        number=formatting.number,
        percent=formatting.percent,
        date=formatting.date,
    )
    environment.globals.update(
        asset=static.address,
        texts_asset=static.texts,
        language=i18n.language,
        locale_name=locale_name,
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


@pass_context
def _label(_: Context, message: str) -> str:
    """A message that comes as a value: unlike in ``_("...")``, a percent sign in it stands for itself.

    It takes the context so that the template engine does not look a constant up once for all languages.
    """
    return i18n.gettext(message)


@pass_context
def _told(_: Context, text: str | None) -> Markup:
    """A text of the data: translated where the catalogue has it, else said to be in Spanish."""
    translated = i18n.gettext(text) if text else text
    return _marked(text) if translated == text else escape(translated)


@pass_context
def _es(_: Context, text: str | None) -> Markup:
    """A text that is Spanish in every language, as official names are: other pages say so to screen readers."""
    return _marked(text)


def _marked(text: str | None) -> Markup:
    if i18n.language() == i18n.SOURCE or not text:
        return escape(text or "")
    return Markup('<span lang="es">{}</span>').format(text)


def _plural(singular: str, plural: str, n: int) -> str:
    # The engine puts the values in, after this.
    return i18n.choose(singular, plural, n)


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

    path = plain_path(request)
    text = environment.get_template(template).render(
        **context_of(page),
        inline_script=inline_script,
        current_path=path,
        alternates=tuple(alternates(path, request.url.query)),
    )
    setattr(request.state, SCRIPTS_KEY, tuple(scripts))
    return localise(text)


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
