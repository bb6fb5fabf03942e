"""OGC API Features (`/ogc/*`): Part 1 core, GeoJSON, HTML and OpenAPI 3.0; Part 2 CRS; queryables and CQL2 text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from fastapi import APIRouter, Request, Response

from geoapp.errors import NotFoundError
from geoapp.services.features import COLLECTIONS, CRS84, CRSS, Collection, collection_of, select_features
from geoapp.web.deps import BodyCacheDep, PublicationDep
from geoapp.web.ogc.answers import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Link, OgcPage, Site, Table, link_header
from geoapp.web.ogc.openapi import contract
from geoapp.web.ogc.parameters import ItemsRequest, given_once, read_crs, read_items
from geoapp.web.ogc.schemas import queryables_schema
from geoapp.web.paging import write_cursor

router = APIRouter(prefix="/ogc", include_in_schema=False)

QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TITLE = "Inversión pública en Cajamarca: OGC API Features"
DESCRIPTION = "Proyectos de inversión pública, provincias y distritos de Cajamarca, Perú."
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
)
_SHOWN = ("name", "status", "province", "cost_pen", "projects", "population")


@router.get("")
@router.get("/")
def landing(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Where everything is."""
    given_once(request, ("f",))
    site = Site(request, publication, cache)
    links = [
        *site.here(),
        site.link("/api", "service-desc", OPENAPI, "Contrato OpenAPI 3.0"),
        site.link("/api", "service-doc", HTML, "Contrato para leer", f="html"),
        site.link("/conformance", "conformance", JSON, "Clases de conformidad"),
        site.link("/collections", "data", JSON, "Colecciones"),
    ]
    build = {"title": TITLE, "description": DESCRIPTION, "attribution": "INEI, MEF y fuentes citadas", "links": links}
    return site.answer(lambda: build, lambda: OgcPage(TITLE, DESCRIPTION, (), tuple(links)))


@router.get("/conformance")
def conformance(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Which parts of the standards are met."""
    given_once(request, ("f",))
    site = Site(request, publication, cache)
    table = Table("Clases", ("clase",), tuple(((uri, uri),) for uri in CONFORMANCE))
    return site.answer(
        lambda: {"conformsTo": list(CONFORMANCE)},
        lambda: OgcPage("Conformidad", "Clases de los estándares que esta API cumple.", (table,), ()),
    )


@router.get("/api")
def api(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The contract."""
    given_once(request, ("f",))
    site = Site(request, publication, cache)

    def page() -> OgcPage:
        document = contract(site.base, publication)
        rows = tuple(
            ((path, site.base + path if "{" not in path else None), (operations["get"]["summary"], None))
            for path, operations in document["paths"].items()
        )
        return OgcPage(
            "Contrato",
            "Direcciones de la API; el contrato OpenAPI 3.0 las describe con sus parámetros.",
            (Table("Direcciones", ("dirección", "qué da"), rows),),
            tuple(site.here(OPENAPI)),
        )

    return site.answer(lambda: contract(site.base, publication), page, OPENAPI)


@router.get("/collections")
def collections(request: Request, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """The collections."""
    given_once(request, ("f",))
    site = Site(request, publication, cache)
    links = site.here()
    described = [_collection(site, collection) for collection in COLLECTIONS.values()]

    def page() -> OgcPage:
        rows = tuple(
            ((item["title"], f"{site.base}/collections/{item['id']}?f=html"), (item["description"], None))
            for item in described
        )
        return OgcPage("Colecciones", DESCRIPTION, (Table("Colecciones", ("colección", "qué es"), rows),), tuple(links))

    return site.answer(lambda: {"links": links, "collections": described, "crs": list(CRSS)}, page)


@router.get("/collections/{collection_id}")
def collection(request: Request, collection_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """One collection."""
    found = collection_of(collection_id)
    given_once(request, ("f",))
    site = Site(request, publication, cache)
    described = _collection(site, found)
    described["links"] = [*site.here(), *described["links"]]
    return site.answer(
        lambda: described,
        lambda: OgcPage(found.title, found.description, (), tuple(described["links"])),
        headers={"Link": link_header(described["links"])},
    )


@router.get("/collections/{collection_id}/queryables")
def queryables(request: Request, collection_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """Properties that filters may name."""
    found = collection_of(collection_id)
    given_once(request, ("f",))
    site = Site(request, publication, cache)
    schema = queryables_schema(found, f"{site.base}/collections/{found.id}/queryables")

    def page() -> OgcPage:
        rows = tuple(
            ((name, None), (str(said.get("type", "geometría")), None), (said.get("title", ""), None))
            for name, said in schema["properties"].items()
        )
        table = Table("Propiedades", ("propiedad", "tipo", "qué es"), rows)
        return OgcPage(
            f"{found.title}: propiedades", "Propiedades que un filtro puede nombrar.", (table,), tuple(site.here())
        )

    return site.answer(lambda: schema, page, SCHEMA)


@router.get("/collections/{collection_id}/items")
def items(request: Request, collection_id: str, publication: PublicationDep, cache: BodyCacheDep) -> Response:
    """A page of features."""
    found = collection_of(collection_id)
    asked = read_items(request, found, publication)
    site = Site(request, publication, cache)
    columns = found.columns(publication)
    # Places in the order of pages: what follows is found by its place, also when a filter is given.
    places = np.flatnonzero(select_features(found, publication, asked.query)[columns.order])
    first = int(np.searchsorted(places, asked.offset))
    shown = columns.order[places[first : first + asked.limit]]
    following = places[first + asked.limit :]
    links = site.here(GEOJSON)
    if len(following):
        links.append(_next(site, write_cursor(publication, int(following[0]))))
    links.append(site.link(f"/collections/{found.id}", "collection", JSON, found.title))
    links.append(site.link(f"/collections/{found.id}/queryables", QUERYABLES, SCHEMA, "Propiedades"))
    features = columns.features

    def build() -> bytes:
        head = {
            "type": "FeatureCollection",
            "links": links,
            "numberMatched": len(places),
            "numberReturned": len(shown),
        }
        return orjson.dumps(head)[:-1] + b',"features":[' + features(shown, asked.crs, asked.fields) + b"]}"

    return site.answer(
        build,
        lambda: _items_page(
            site,
            found,
            asked,
            orjson.loads(b"[" + features(shown, asked.crs, asked.fields) + b"]"),
            len(places),
            links,
        ),
        GEOJSON,
        {"Content-Crs": f"<{asked.crs.uri}>", "Link": link_header(links)},
    )


@router.get("/collections/{collection_id}/items/{feature_id}")
def item(
    request: Request, collection_id: str, feature_id: str, publication: PublicationDep, cache: BodyCacheDep
) -> Response:
    """One feature."""
    found = collection_of(collection_id)
    crs = read_crs(given_once(request, ("f", "crs")), "crs")
    site = Site(request, publication, cache)
    columns = found.columns(publication)
    position = columns.ids.get(feature_id)
    if position is None:
        raise NotFoundError(f"La colección {found.id} no tiene un elemento «{feature_id[:80]}».")
    links = [*site.here(GEOJSON), site.link(f"/collections/{found.id}", "collection", JSON, found.title)]
    feature = columns.features(np.array([position]), crs, found.fields)

    def page() -> OgcPage:
        properties = orjson.loads(feature)["properties"]
        rows = tuple(((field.title, None), (_shown(properties[field.name]), None)) for field in found.fields)
        title = str(properties.get("name") or feature_id)
        return OgcPage(title, found.title, (Table("Propiedades", ("propiedad", "valor"), rows),), tuple(links))

    return site.answer(
        lambda: feature[:-1] + b',"links":' + orjson.dumps(links) + b"}", page, GEOJSON, {"Content-Crs": f"<{crs.uri}>"}
    )


def _collection(site: Site, found: Collection) -> dict[str, Any]:
    path = f"/collections/{found.id}"
    extent: dict[str, Any] = {"spatial": {"bbox": [found.columns(site.publication).extent()], "crs": CRS84}}
    return {
        "id": found.id,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "extent": extent,
        "crs": list(CRSS),
        "storageCrs": CRS84,
        "links": [
            site.link(f"{path}/items", "items", GEOJSON, found.title),
            site.link(f"{path}/items", "items", HTML, found.title, f="html"),
            site.link(f"{path}/queryables", QUERYABLES, SCHEMA, "Propiedades"),
        ],
    }


def _next(site: Site, cursor: str) -> Link:
    query = {name: value for name, value in site.request.query_params.items() if name not in {"cursor", "f"}}
    media_type = HTML if site.format == "html" else GEOJSON
    path = site.request.url.path.removeprefix("/ogc")
    return site.link(path, "next", media_type, "Página siguiente", **query, cursor=cursor, f=site.format)


def _items_page(
    site: Site,
    found: Collection,
    asked: ItemsRequest,
    features: list[Mapping[str, Any]],
    matched: int,
    links: list[Link],
) -> OgcPage:
    names = [field for field in asked.fields if field.name in _SHOWN] or list(asked.fields[:4])
    rows = tuple(
        (
            (str(feature["id"]), f"{site.base}/collections/{found.id}/items/{feature['id']}?f=html"),
            *((_shown(feature["properties"][field.name]), None) for field in names),
        )
        for feature in features
    )
    table = Table("Elementos", ("id", *(field.name for field in names)), rows)
    return OgcPage(found.title, f"{len(rows)} de {matched} elementos.", (table,), tuple(links))


def _shown(value: Any) -> str:
    if value is None:
        return "sin dato"
    return "; ".join(value) if isinstance(value, list) else str(value)
