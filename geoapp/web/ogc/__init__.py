"""The OGC API Features address by address: parameters, links, contract (OpenAPI 3.0), HTML."""
