"""Bad input: the right status, a message in Spanish that names the place and the mend, nothing half done."""

from __future__ import annotations

import pytest

from geoapp.domain.filters import FILTER_NAMES
from tests.support.serving import Client

FILTERED = (
    "/api/v1/projects",
    "/api/v1/summary",
    "/descargas/proyectos.geojson",
    "/descargas/proyectos.csv",
    "/mapas/datos/valores",
    "/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=8",
)
PAGES = ("/", "/proyectos", "/mapas/region")

BAD_FILTERS = {
    "provincia=0608": "no es un filtro",
    "province=060801": "4 dígitos",
    "province=9999": "no es un ubigeo de la región",
    "province=%D9%A0%D9%A6%D9%A0%D9%A8": "4 dígitos",
    "district=061400": "no es un ubigeo de la región",
    "sector=sanidad": "saneamiento",
    "status=x": "paralizada",
    "alert=x": "sobrecosto",
    "precision=x": "locality",
    "min_amount=mil": "punto decimal",
    "min_amount=2&max_amount=1": "max_amount",
    "year=11111111111111111111": "1990 a 2100",
    "year=2024&year=2025": "una sola vez",
    "q=%C2%AB": "letra ni cifra",
    "bbox=1,2,3": "oeste,sur,este,norte",
    "bbox=-78,-7,-79,-6": "oeste < este",
    "bbox=nan,nan,nan,nan": "oeste,sur,este,norte",
    "near=-78,-7": "longitud,latitud,kilómetros",
    "within=POINT(1%201)": "POLYGON",
    "within=POLYGON((0%200,2%202,2%200,0%202,0%200))": "válido",
    "=x": "no es un filtro",
}


def joined(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


@pytest.mark.parametrize("query", BAD_FILTERS)
@pytest.mark.parametrize("address", FILTERED)
def test_programs_get_problem_details(client: Client, address: str, query: str) -> None:
    answer = client.get(joined(address, query))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "problems"}
    assert problem["status"] == 400
    assert problem["title"] == "Petición no válida"
    assert BAD_FILTERS[query] in str(problem["problems"]) + problem["detail"]
    for one in problem["problems"]:
        assert {"parameter", "value", "reason", "accepted"} <= set(one)


@pytest.mark.parametrize("query", BAD_FILTERS)
@pytest.mark.parametrize("address", PAGES)
def test_people_get_a_page_that_says_the_same(client: Client, address: str, query: str) -> None:
    answer = client.get(joined(address, query))
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "Petición no válida" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_an_unknown_filter_is_told_all_names(client: Client) -> None:
    (problem,) = client.get("/api/v1/projects?provincia=0608").json()["problems"]
    assert problem["accepted"] == list(FILTER_NAMES)


def test_an_unknown_area_is_told_all_codes(client: Client) -> None:
    (problem,) = client.get("/api/v1/projects?province=0699").json()["problems"]
    assert len(problem["accepted"]) == 13


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nada", 404),
        ("/provincias/9999", 404),
        ("/provincias/060801", 404),
        ("/provincias/06", 404),
        ("/provincias/%00", 404),
        ("/distritos/0608", 404),
        ("/distritos/999999", 404),
        ("/proyectos/no-existe", 404),
        ("/proyectos/%00", 404),
        ("/proyectos/..%2f..%2fetc%2fpasswd", 404),
        ("/mapas/areas/9999", 404),
        ("/mapas/proyectos/no-existe", 404),
    ],
)
def test_unknown_pages_are_answered_with_a_page(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "No encontrado" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nada",
        "/api/v1/projects/no-existe",
        "/api/v1/projects/" + "x" * 5_000,
        "/api/v1/areas/9999",
        "/api/v1/areas/Ja%C3%A9n",
        "/mapas/datos/tarjeta/no-existe",
        "/mapas/datos/nada",
        "/static/nada.js",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/descargas/nada",
    ],
)
def test_unknown_data_is_answered_with_problem_details(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "No encontrado"
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("code", ["%00", "%01", "a%00b", "%EF%BF%BE", "%0d%0aSet-Cookie:%20a=b"])
def test_a_code_that_no_database_can_hold_is_not_found(served: Client, code: str) -> None:
    for address in ("/api/v1/projects/", "/proyectos/", "/mapas/datos/tarjeta/", "/api/v1/areas/", "/provincias/"):
        answer = served.get(address + code)
        assert answer.status_code == 404, address
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/api/v1/projects?limit=0", "1 a 1000"),
        ("/api/v1/projects?limit=1001", "1 a 1000"),
        ("/api/v1/projects?limit=diez", "1 a 1000"),
        ("/api/v1/projects?limit=" + "9" * 5_000, "1 a 1000"),
        ("/api/v1/projects?cursor=x", "marca de página"),
        ("/api/v1/projects?cursor=%C3%B1", "marca de página"),
        ("/api/v1/projects?cursor=" + "MTox" * 2_000, "marca de página"),
        ("/api/v1/projects?cursor=OTk6MA", "es de la edición 99"),
        ("/api/v1/projects?cursor=MTotNQ", "marca de página"),
        ("/api/v1/projects?cursor=MTo5OTk5OTk", "marca de página"),
        ("/api/v1/projects?fields=id,monto", "no es una propiedad"),
        ("/api/v1/projects/hospital?x=1", "no es un parámetro"),
        ("/api/v1/summary?group_by=provincia", "no es un valor conocido"),
        ("/api/v1/areas?level=provincia", "no es un valor conocido"),
        ("/api/v1/areas?parent=99", "no es un ubigeo"),
        ("/api/v1/areas?sector=salud", "no es un parámetro"),
        ("/api/v1/plan?x=1", "no es un parámetro"),
        ("/mapas/datos/valores?measure=x", "no es un valor conocido"),
        ("/mapas/datos/valores?level=region", "no es un valor conocido"),
        ("/mapas/datos/valores?parent=zz", "no es un ubigeo"),
        ("/mapas/datos/limites/nada.geojson", "no es un valor conocido"),
        ("/mapas/datos/limites/district.geojson?parent=zz", "no es un ubigeo"),
        ("/mapas/datos/puntos", "oeste,sur,este,norte"),
        ("/mapas/datos/puntos?view=1,2,3", "oeste,sur,este,norte"),
        ("/mapas/datos/puntos?view=1,2,inf,4", "oeste,sur,este,norte"),
        ("/mapas/datos/puntos?view=3,2,1,4", "oeste < este"),
        ("/mapas/datos/puntos?view=1,2,3,4&zoom=23", "0 a 22"),
        ("/mapas/datos/puntos?view=1,2,3,4&zoom=-1", "0 a 22"),
        ("/mapas/datos/lugar", "1 a 200"),
        ("/mapas/datos/lugar?ids=no-existe", "no es un proyecto"),
        ("/mapas/datos/lugar?" + "ids=x&" * 201, "1 a 200"),
        ("/descargas/proyectos.doc", "geojson"),
    ],
)
def test_parameters_of_an_address_are_refused_like_filters(client: Client, address: str, told: str) -> None:
    answer = client.get(address)
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.text
    assert len(answer.content) < 4_000


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", "/proyectos", "/api/v1/projects", "/descargas/proyectos.csv"])
def test_nothing_can_be_written(client: Client, method: str, address: str) -> None:
    answer = client.request(method, address, content=b"x")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert method in answer.text


def test_the_error_page_shows_what_was_typed_as_text(client: Client) -> None:
    typed = "%3Cscript%3Ealert(1)%3C/script%3E%7B%7B7*7%7D%7D"
    for address in (f"/?sector={typed}", f"/{typed}", f"/proyectos/{typed}"):
        answer = client.get(address)
        assert "<script>alert" not in answer.text
        assert "{{7*7}}" in answer.text or "%7B" in answer.text
