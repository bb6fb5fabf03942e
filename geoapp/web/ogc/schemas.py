"""JSON Schemas of collections: queryables, and features as the contract describes them."""

from __future__ import annotations

from typing import Any

from geoapp.services.exports.fields import Field
from geoapp.services.features import Collection

_TYPES = {"money": "number", "percent": "number", "number": "number", "integer": "integer"}


def field_schema(field: Field) -> dict[str, Any]:
    """Schema of a property as filters compare it; alerts are compared as one text."""
    return {"title": field.title, "type": _TYPES.get(field.kind, "string")}


def property_schema(field: Field) -> dict[str, Any]:
    """Schema of a property in a feature; null is «no data»."""
    if field.kind == "list":
        return {"title": field.title, "type": "array", "items": {"type": "string"}}
    return {**field_schema(field), "nullable": True}


def queryables_schema(collection: Collection, address: str) -> dict[str, Any]:
    """Properties that filters may name (Part 3, queryables)."""
    kind = "point" if collection.geometry_type == "point" else "multipolygon"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "additionalProperties": False,
        "properties": {
            "geometry": {"title": "Geometría", "format": f"geometry-{kind}", "x-ogc-role": "primary-geometry"},
            **{field.name: field_schema(field) for field in collection.fields},
        },
    }
