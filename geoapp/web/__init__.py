"""HTTP: pages, API and map data over the services. The only package, with `geoapp.app`, that knows FastAPI."""
