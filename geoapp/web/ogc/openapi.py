"""The contract of the OGC API as OpenAPI 3.0: every address with its parameters and answers."""

from __future__ import annotations

from typing import Any

from geoapp import __version__
from geoapp.domain.cql import MAX_CHARACTERS
from geoapp.services.features import COLLECTIONS, CRSS, Collection
from geoapp.services.publication import Publication
from geoapp.web.ogc.parameters import DEFAULT_LIMIT, FILTER_LANGUAGE, MAX_LIMIT
from geoapp.web.ogc.schemas import property_schema

Json = dict[str, Any]


def contract(base: str, publication: Publication) -> Json:
    """The OpenAPI 3.0 document; `base` is the full address of ``/ogc``."""
    paths: Json = {
        "/": _get("landing", "Página de inicio", "landingPage", [_ref("f")]),
        "/conformance": _get("conformance", "Clases de conformidad", "confClasses", [_ref("f")]),
        "/api": _get("api", "Este contrato", "openapi", [_ref("f")], "application/vnd.oai.openapi+json;version=3.0"),
        "/collections": _get("collections", "Colecciones", "collections", [_ref("f")]),
    }
    for collection in COLLECTIONS.values():
        paths |= _collection_paths(collection, publication)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Inversión pública en Cajamarca: OGC API Features",
            "description": "Proyectos de inversión pública, provincias y distritos de Cajamarca, Perú.",
            "version": __version__,
            "license": {"name": "GPL-3.0-or-later", "url": "https://www.gnu.org/licenses/gpl-3.0.html"},
        },
        "servers": [{"url": base}],
        "tags": [{"name": "features", "description": "Colecciones y elementos"}],
        "paths": paths,
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _responses()},
    }


def _collection_paths(collection: Collection, publication: Publication) -> Json:
    path, name = f"/collections/{collection.id}", collection.id
    by_property = [
        _property_parameter(field_name, kind) for field_name, kind in collection.types.items() if kind != "geometry"
    ]
    shared = ("f", "limit", "cursor", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs")
    properties: Json = {
        "name": "properties",
        "in": "query",
        "description": "Propiedades que se quieren.",
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "enum": [field.name for field in collection.fields]},
        },
    }
    sample = next(iter(collection.columns(publication).ids), "x")
    feature_id = {
        "name": "featureId",
        "in": "path",
        "required": True,
        "description": "Identificador del elemento.",
        "schema": {"type": "string", "minLength": 1},
        "example": sample,
    }
    features = _get(
        f"{name}_items",
        f"{collection.title}: elementos",
        f"{name}_features",
        [*map(_ref, shared), properties, *by_property],
        "application/geo+json",
    )
    features["get"]["responses"]["200"]["headers"] = _CONTENT_CRS
    one = _get(
        f"{name}_item",
        f"{collection.title}: un elemento",
        f"{name}_feature",
        [feature_id, _ref("f"), _ref("crs")],
        "application/geo+json",
        missing=True,
    )
    return {
        path: _get(f"{name}_collection", collection.title, "collection", [_ref("f")]),
        f"{path}/queryables": _get(
            f"{name}_queryables",
            f"{collection.title}: propiedades",
            "queryables",
            [_ref("f")],
            "application/schema+json",
        ),
        f"{path}/items": features,
        f"{path}/items/{{featureId}}": one,
    }


_CONTENT_CRS: Json = {"Content-Crs": {"description": "Sistema de las coordenadas.", "schema": {"type": "string"}}}


def _get(
    operation: str,
    summary: str,
    schema: str,
    parameters: list[Json],
    media_type: str = "application/json",
    *,
    missing: bool = False,
) -> Json:
    responses: Json = {
        "200": {
            "description": summary,
            "content": {
                media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
                "text/html": {"schema": {"type": "string"}},
            },
        },
        "304": {"description": "El cliente ya lo tiene."},
        "400": {"$ref": "#/components/responses/invalid"},
        "503": {"$ref": "#/components/responses/unavailable"},
    }
    if missing:
        responses["404"] = {"$ref": "#/components/responses/missing"}
    return {
        "get": {
            "operationId": operation,
            "tags": ["features"],
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}


def _property_parameter(name: str, kind: str) -> Json:
    schema: Json = {"type": "string"} if kind in {"text", "date"} else {"type": "number"}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"Elementos cuyo valor de «{name}» es este.",
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _parameters() -> Json:
    crs: Json = {"type": "string", "format": "uri", "enum": list(CRSS)}
    return {
        "f": _parameter("f", "Formato; sin él, por la cabecera Accept.", {"type": "string", "enum": ["json", "html"]}),
        "limit": _parameter(
            "limit",
            f"Elementos por página; más de {MAX_LIMIT} vale {MAX_LIMIT}.",
            {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
        ),
        "cursor": _parameter(
            "cursor", "Marca de la página siguiente, tal como la dio la anterior.", {"type": "string"}
        ),
        "bbox": {
            **_parameter(
                "bbox",
                "Rectángulo, en orden de los ejes de bbox-crs: cuatro números, o seis con alturas.",
                {
                    "type": "array",
                    "minItems": 4,
                    "maxItems": 6,
                    "items": {"type": "number"},
                },
            ),
        },
        "bbox-crs": _parameter("bbox-crs", "Sistema de bbox.", crs),
        "datetime": {
            **_parameter("datetime", "Fecha o intervalo (RFC 3339, extremos abiertos con ..).", {"type": "string"}),
            "style": "form",
            "explode": False,
        },
        "crs": _parameter("crs", "Sistema de las coordenadas que se reciben.", crs),
        "filter": _parameter("filter", "Condición en CQL2.", {"type": "string", "maxLength": MAX_CHARACTERS}),
        "filter-lang": _parameter("filter-lang", "Lenguaje de filter.", {"type": "string", "enum": [FILTER_LANGUAGE]}),
        "filter-crs": _parameter("filter-crs", "Sistema de las coordenadas dentro de filter.", crs),
    }


def _parameter(name: str, text: str, schema: Json) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _schemas() -> Json:
    links: Json = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    collection: Json = {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            "id": {"type": "string"},
            "title": {"type": "string"},
            "description": {"type": "string"},
            "itemType": {"type": "string"},
            "crs": {"type": "array", "items": {"type": "string"}},
            "storageCrs": {"type": "string"},
            "extent": {"type": "object"},
            "links": links,
        },
    }
    schemas: Json = {
        "link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": {key: {"type": "string"} for key in ("href", "rel", "type", "title")},
        },
        "landingPage": {
            "type": "object",
            "required": ["links"],
            "properties": {"title": {"type": "string"}, "description": {"type": "string"}, "links": links},
        },
        "confClasses": {
            "type": "object",
            "required": ["conformsTo"],
            "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
        },
        "openapi": {
            "type": "object",
            "required": ["openapi", "info", "paths"],
            "properties": {"openapi": {"type": "string"}, "info": {"type": "object"}, "paths": {"type": "object"}},
        },
        "collections": {
            "type": "object",
            "required": ["links", "collections"],
            "properties": {
                "links": links,
                "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
            },
        },
        "collection": collection,
        "queryables": {
            "type": "object",
            "required": ["properties"],
            "properties": {"properties": {"type": "object"}},
        },
        "problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
        },
        "geometry": {
            "type": "object",
            "nullable": True,
            "required": ["type", "coordinates"],
            "properties": {"type": {"type": "string"}, "coordinates": {"type": "array", "items": {}}},
        },
    }
    for found in COLLECTIONS.values():
        schemas[f"{found.id}_feature"] = {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": {"type": "string"},
                "geometry": {"$ref": "#/components/schemas/geometry"},
                "properties": {
                    "type": "object",
                    "properties": {field.name: property_schema(field) for field in found.fields},
                },
                "links": links,
            },
        }
        schemas[f"{found.id}_features"] = {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": f"#/components/schemas/{found.id}_feature"}},
                "links": links,
                "numberMatched": {"type": "integer", "minimum": 0},
                "numberReturned": {"type": "integer", "minimum": 0},
            },
        }
    return schemas


def _responses() -> Json:
    problem: Json = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        "invalid": {"description": "Un parámetro no es válido; el detalle dice qué se acepta.", "content": problem},
        "missing": {"description": "No existe.", "content": problem},
        "unavailable": {"description": "No hay una edición publicada.", "content": problem},
    }
