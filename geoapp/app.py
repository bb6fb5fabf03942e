"""The composition root: `create_app` puts settings, database and routes together."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from geoapp import __version__
from geoapp.db.engine import Database
from geoapp.services.editions import ensure_edition
from geoapp.services.prepare import prepare
from geoapp.services.publication import PublicationCache
from geoapp.settings import Settings
from geoapp.web.caching import BodyCache
from geoapp.web.cors import ReadFromAnywhere
from geoapp.web.errors import install_error_handlers
from geoapp.web.head import HeadRequests
from geoapp.web.languages import Languages
from geoapp.web.layer_catalog import load_catalog
from geoapp.web.openapi import ANY_PROBLEM
from geoapp.web.routes import (
    api,
    areas,
    catalog,
    changes,
    compare,
    data,
    docs,
    downloads,
    embed,
    explore,
    health,
    maps,
    method,
    near,
    ogc,
    pages,
    plan,
    previews,
    printing,
    projects,
    quality,
    reports,
    sitemap,
    static,
)
from geoapp.web.security import SecurityHeaders
from geoapp.web.static import StaticFiles
from geoapp.web.templating import build_environment


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    settings
        Read from the environment when not given, as ``uvicorn --factory geoapp.app:create_app`` needs.

    Returns
    -------
    FastAPI
        Its lifespan opens the database, loads the shipped data where no edition is published, and closes the
        database at the end.

    Raises
    ------
    ConfigurationError
        When a setting has an impossible value.
    """
    chosen = settings or Settings.load()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database.open(
            chosen.database.url,
            connect_timeout_s=chosen.database.connect_timeout_s,
            lock_timeout_s=chosen.database.lock_timeout_s,
        )
        try:
            ensure_edition(database, chosen.paths.data)
            app.state.database = database
            app.state.publications = PublicationCache(database, prepare)
            app.state.publications.current()
            gc.enable()  # `serve` starts without it
            yield
        finally:
            database.dispose()

    app = FastAPI(
        title="geoapp",
        summary="Inversión pública en el territorio de Cajamarca, Perú",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        responses=ANY_PROBLEM,
    )
    app.state.settings = chosen
    app.state.static = StaticFiles(chosen.paths.assets)
    app.state.templates = build_environment(
        chosen.paths.templates, app.state.static, public_url=chosen.server.public_url
    )
    app.state.catalog = load_catalog(chosen.paths.catalog)
    # What else answers depend on: a change of base map or of a style sheet must not be answered with «not modified».
    app.state.variant = f"{chosen.map!r} {chosen.server.public_url} {app.state.static.digest}"
    app.state.bodies = BodyCache()
    install_error_handlers(app)
    app.add_middleware(Languages)
    app.add_middleware(HeadRequests)
    app.add_middleware(ReadFromAnywhere)
    app.add_middleware(SecurityHeaders, tile_address=chosen.map.tile_address)
    for module in (
        pages,
        areas,
        projects,
        plan,
        quality,
        changes,
        data,
        embed,
        explore,
        compare,
        near,
        method,
        reports,
        printing,
        previews,
        sitemap,
        maps,
        downloads,
        catalog,
        ogc,
        api,
        docs,
        health,
        static,
    ):
        app.include_router(module.router)
    return app
