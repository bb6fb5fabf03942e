"""DCAT 3 catalogue as JSON-LD: every download, the API and the OGC API, with dates, extent, rights and sources."""

from __future__ import annotations

from typing import Any

from geoapp.domain.filters import ProjectFilter
from geoapp.services.exports.registry import AREA_EXPORTS, EXPORTS
from geoapp.services.exports.view import LICENCE, ExportView
from geoapp.services.publication import Publication

Json = dict[str, Any]
IANA = "https://www.iana.org/assignments/media-types/"
CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
}
_CONFORMS = {
    "geojson": "https://www.rfc-editor.org/rfc/rfc7946",
    "geojsonl": "https://www.rfc-editor.org/rfc/rfc8142",
    "gpkg": "http://www.opengis.net/doc/IS/geopackage/1.4",
    "kml": "http://www.opengis.net/doc/IS/kml/2.2",
    "parquet": "https://geoparquet.org/releases/v1.1.0/",
    "csv": "https://www.rfc-editor.org/rfc/rfc4180",
    "oc4ids.json": "https://standard.open-contracting.org/infrastructure/0.9/",
}
_SUBJECTS = {
    "proyectos": (
        "Proyectos de inversión pública en Cajamarca",
        "Un registro por proyecto, con costo, avance, lugar y fuente.",
    ),
    "areas": ("Provincias y distritos de Cajamarca con sus totales", "Límites referenciales y sumas por área."),
    "oc4ids": ("Proyectos de Cajamarca en OC4IDS 0.9", "Paquete de proyectos del estándar de contratación abierta."),
}


def catalogue(publication: Publication, address: str) -> Json:
    """The catalogue.

    Parameters
    ----------
    address
        Public address of the server, without a final slash.
    """
    view = ExportView.of(publication, ProjectFilter())
    datasets = [
        _dataset(
            view,
            address,
            "proyectos",
            [_file(address, "proyectos", name, e.media_type, e.title) for name, e in EXPORTS.items()],
        ),
        _dataset(
            view,
            address,
            "areas",
            [_file(address, "areas", name, e.media_type, e.title) for name, e in AREA_EXPORTS.items()],
        ),
        _dataset(
            view,
            address,
            "oc4ids",
            [_distribution(address, "/descargas/oc4ids.json", "application/json", "OC4IDS 0.9", "oc4ids.json")],
        ),
    ]
    names = [{"@id": dataset["@id"]} for dataset in datasets]
    return {
        "@context": CONTEXT,
        "@id": f"{address}/catalogo.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _spanish("Datos abiertos de inversión pública en Cajamarca"),
        "dct:description": _spanish("Todas las descargas y servicios de geoapp, de la edición publicada."),
        "dct:publisher": _publisher(),
        "dct:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/es"},
        "dct:issued": _moment(view),
        "dct:modified": _moment(view),
        "foaf:homepage": {"@id": f"{address}/"},
        "dct:spatial": _spatial(publication),
        "dcat:dataset": datasets,
        "dcat:service": [
            _service(
                address,
                "/ogc/",
                "OGC API Features",
                "/ogc/api",
                "http://www.opengis.net/spec/ogcapi-features-1/1.0",
                names[:2],
            ),
            _service(
                address,
                "/api/v1/projects",
                "API JSON de geoapp",
                "/openapi.json",
                "https://spec.openapis.org/oas/v3.1.0",
                names[:2],
            ),
        ],
    }


def _dataset(view: ExportView, address: str, subject: str, distributions: list[Json]) -> Json:
    title, text = _SUBJECTS[subject]
    publication = view.publication
    return {
        "@id": f"{address}/catalogo.jsonld#{subject}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"geoapp-{subject}",
        "dct:title": _spanish(title),
        "dct:description": _spanish(text),
        "dct:publisher": _publisher(),
        "dct:issued": _moment(view),
        "dct:modified": _moment(view),
        "dcat:version": str(publication.edition.id),
        "dcat:keyword": [_spanish(word) for word in ("inversión pública", "Cajamarca", "presupuesto", "obras")],
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"},
        "dct:spatial": _spatial(publication),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:endDate": {"@value": publication.edition.cut_off, "@type": _date_type(publication.edition.cut_off)},
        },
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _spanish(LICENCE)},
        "dct:source": [
            {
                "@type": "dcat:Dataset",
                "dct:identifier": source.source_id,
                "dct:title": _spanish(source.title or source.source_id),
                "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _spanish(source.licence or "no indicada")},
            }
            for source in view.datasets
        ],
        "dcat:distribution": distributions,
    }


def _file(address: str, subject: str, name: str, media_type: str, title: str) -> Json:
    return _distribution(address, f"/descargas/{subject}.{name}", media_type, title, name)


def _distribution(address: str, path: str, media_type: str, title: str, name: str) -> Json:
    plain = media_type.partition(";")[0]
    found: Json = {
        "@id": f"{address}/catalogo.jsonld#{path.removeprefix('/descargas/')}",
        "@type": "dcat:Distribution",
        "dct:title": _spanish(title),
        "dcat:accessURL": {"@id": f"{address}{path}"},
        "dcat:downloadURL": {"@id": f"{address}{path}"},
        "dcat:mediaType": {"@id": IANA + plain},
    }
    if name in _CONFORMS:
        found["dct:conformsTo"] = {"@id": _CONFORMS[name], "@type": "dct:Standard"}
    if plain == "application/zip":
        found["dcat:packageFormat"] = {"@id": IANA + plain}
    return found


def _service(address: str, path: str, title: str, description: str, standard: str, serves: list[Json]) -> Json:
    return {
        "@id": f"{address}{path}",
        "@type": "dcat:DataService",
        "dct:title": _spanish(title),
        "dcat:endpointURL": {"@id": f"{address}{path}"},
        "dcat:endpointDescription": {"@id": f"{address}{description}"},
        "dct:conformsTo": {"@id": standard, "@type": "dct:Standard"},
        "dcat:servesDataset": serves,
    }


def _spatial(publication: Publication) -> Json:
    region = next(area for area in publication.areas.values() if area.level == "region")
    box = (
        f"POLYGON(({region.west} {region.south},{region.east} {region.south},{region.east} {region.north},"
        f"{region.west} {region.north},{region.west} {region.south}))"
    )
    return {
        "@type": "dct:Location",
        "rdfs:label": _spanish(region.name),
        "dcat:bbox": {"@value": box, "@type": "geosparql:wktLiteral"},
    }


def _publisher() -> Json:
    return {"@type": "foaf:Agent", "foaf:name": _spanish("geoapp: inversión pública en Cajamarca")}


def _spanish(text: str) -> Json:
    return {"@value": text, "@language": "es"}


def _moment(view: ExportView) -> Json:
    return {"@value": view.published.strftime("%Y-%m-%dT%H:%M:%SZ"), "@type": "xsd:dateTime"}


def _date_type(text: str) -> str:
    return {0: "xsd:gYear", 1: "xsd:gYearMonth"}.get(text.count("-"), "xsd:date")
