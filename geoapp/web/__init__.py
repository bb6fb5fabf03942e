"""HTTP: pages, API and map data over the services. The only package, with `geoapp.app`, that knows FastAPI.

`assets/` holds the pages' own style sheets, scripts and icon; `geoapp.web.static` serves every file of it by a
versioned name. Templates are in `templates/`, at the top of the repository.
"""
