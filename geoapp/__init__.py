"""geoapp: public investment on the territory of Cajamarca, Peru.

Facts come in (`ingest`), are placed on the territory (`geo`), are kept (`db`), follow rules (`domain`), are counted
(`services`) and are served (`web`). `create_app` in `geoapp.app` puts them together; `geoapp.cli` is the command.
"""

__version__ = "0.1.0"
