"""Pages as a browser without scripts gets them: whole, labelled, linked, light."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.support.serving import Client

ADDRESSES = (
    "/",
    "/?province=0608&sector=salud&sector=transporte&q=hospital&min_amount=1000000&year=2021",
    "/?q=nadie-se-llama-asi",
    "/provincias/0608",
    "/provincias/0601",
    "/distritos/060801",
    "/distritos/060610",
    "/proyectos",
    "/proyectos?q=nadie-se-llama-asi",
    "/proyectos?sort=name&order=desc&page=3",
    "/proyectos/presa-chonta",
    "/proyectos/hospital-bambamarca",
    "/plan",
    "/datos",
    "/metodologia",
    "/comparar",
    "/comparar?a=0608&b=0609&c=060101",
    "/cerca",
    "/cerca?q=san+juan",
    "/cerca?lon=-78.8&lat=-5.7&radio_km=20",
    "/reportar?pagina=/plan",
)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OWN_PREFIXES = (
    "/provincias/", "/distritos/", "/comparar", "/cerca", "/metodologia", "/reportar", "/mapa", "/proyectos",
    "/plan", "/datos", "/mapas/", "/static/", "/?",
)  # fmt: skip


class Page(HTMLParser):
    """What the tests ask of a page; fails on elements that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.without_caption = 0
        self._tables: list[bool] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self._tables.append(False)
        if tag == "caption":
            self._tables[-1] = True
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> inside <{self.open[-1]}> at {self.getpos()}"
        self.open.pop()
        if tag == "table":
            self.without_caption += not self._tables.pop()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_well_formed_and_labelled(client: Client, address: str) -> None:
    page = page_of(client, address)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert page.without_caption == 0
    assert all(attributes.get("scope") for attributes in page.all("th"))
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for tag in ("input", "select"):
        for attributes in page.all(tag):
            if attributes.get("type") not in {"hidden", "checkbox", "radio"}:
                assert attributes.get("id") in labelled
    assert [attributes.get("lang") for attributes in page.all("html")] == ["es"]
    for attribute in ("aria-labelledby", "aria-describedby"):
        for _, attributes in page.elements:
            assert set((attributes.get(attribute) or "").split()) <= set(ids)


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_of_a_page_lead_somewhere(client: Client, address: str) -> None:
    page = page_of(client, address)
    ids = {attributes.get("id") for _, attributes in page.elements}
    links = {attributes["href"] or "" for attributes in page.all("a")}
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    own = sorted(link for link in links if link.startswith(OWN_PREFIXES) or link == "/")
    # Of many links of one kind a few tell enough.
    by_kind: dict[str, list[str]] = {}
    for link in own:
        by_kind.setdefault(urlsplit(link).path.strip("/").partition("/")[0], []).append(link)
    for held in by_kind.values():
        for link in held[:4]:
            answer = client.get(link.partition("#")[0])
            assert answer.status_code == 200, link
            if "#" in link:
                assert f'id="{link.partition("#")[2]}"' in answer.text


def test_links_to_other_sites_are_web_addresses_that_learn_nothing(client: Client) -> None:
    for address in ADDRESSES:
        for attributes in page_of(client, address).all("a"):
            href = attributes["href"] or ""
            if not href.startswith(("/", "#")):
                assert href.startswith(("https://", "http://"))
                assert "noopener" in (attributes.get("rel") or "")


def test_the_home_page_is_light(client: Client) -> None:
    for address in ("/", "/?" + "&".join(f"province=06{code:02}" for code in range(1, 14))):
        assert len(client.get(address).text.encode()) < 60_000


def test_nothing_is_offered_to_download_where_nothing_is_found(client: Client) -> None:
    assert 'href="/descargas/proyectos.csv?q=hospital"' in client.get("/proyectos?q=hospital").text
    empty = client.get("/proyectos?q=zzzz").text
    assert "Ningún proyecto cumple estos filtros" in empty
    assert "/descargas/proyectos." not in empty


def test_the_pages_of_areas_are_light(client: Client) -> None:
    heaviest = [f"/provincias/06{code:02}" for code in range(1, 14)]
    for address in (*heaviest, "/distritos/060101", "/distritos/060801"):
        for path in (address, f"/en{address}"):
            assert len(client.get(path).text.encode()) < 60_000, path


def test_districts_are_offered_for_the_chosen_provinces_only(client: Client) -> None:
    def offered(address: str) -> set[str | None]:
        boxes = page_of(client, address).all("input")
        return {box["value"] for box in boxes if box.get("name") == "district"}

    assert offered("/") == set()
    assert offered("/?province=0608")
    assert all(str(code).startswith("0608") for code in offered("/?province=0608"))
    assert "060801" in offered("/?district=060801")


def test_the_form_shows_what_the_address_says(client: Client) -> None:
    page = page_of(client, "/proyectos?sector=salud&status=ejecucion&q=%C2%ABJa%C3%A9n%C2%BB&min_amount=1500000.50")
    checked = {(box["name"], box["value"]) for box in page.all("input") if "checked" in box}
    assert checked == {("sector", "salud"), ("status", "ejecucion")}
    values = {box.get("name"): box.get("value") for box in page.all("input") if box.get("type") != "checkbox"}
    assert values["q"] == "«Jaén»"
    assert values["min_amount"] == "1500000.50"


@pytest.mark.parametrize("address", ["/proyectos", "/en/proyectos"])
def test_every_example_of_the_search_finds_something(client: Client, address: str) -> None:
    (field,) = [box for box in page_of(client, address).all("input") if box.get("id") == "f-q"]
    for example in str(field["placeholder"]).removesuffix("…").split(", "):
        total = client.get("/api/v1/summary", params={"q": example}).json()["total"]
        assert total["projects"] > 0, example


def test_the_form_speaks_of_each_field_in_its_gender(client: Client) -> None:
    text = client.get("/proyectos?sector=salud&sector=riego").text
    shown = dict(re.findall(r'"pick-title">([^<]+)</span> <span class="pick-value">([^<]+)<', text))
    feminine = ("Provincia", "Alertas", "Ubicación")
    assert shown == {"Distrito": "Todos", "Estado": "Todos", "Sector": "2 de 18"} | dict.fromkeys(feminine, "Todas")
    assert ">Comparar con otra<" in client.get("/provincias/0608").text
    assert ">Comparar con otro<" in client.get("/distritos/060801").text


def test_districts_to_compare_are_told_from_provinces_of_their_name(client: Client) -> None:
    options = re.findall(r"<option [^>]*>([^<]+)</option>", client.get("/comparar").text)
    assert options.count("Jaén") == options.count("Jaén (distrito)") == 4
    assert "Bellavista" in options


@pytest.mark.parametrize("number", ["999", "abc"])
def test_an_import_that_is_not_there_leads_to_those_that_are(client: Client, number: str) -> None:
    answer = client.get(f"/importaciones/{number}")
    assert answer.status_code == 404
    assert f"No hay una importación «{number}». Las que hay están en /novedades." in answer.text


def test_a_chip_takes_away_its_filter_and_no_other(client: Client) -> None:
    page = page_of(client, "/?sector=salud&sector=riego&province=0608&measure=projects")
    links = {str(attributes["href"]) for attributes in page.all("a")}
    assert "/?province=0608&sector=salud&measure=projects" in links
    assert "/?province=0608&sector=riego&measure=projects" in links
    assert "/?sector=riego&sector=salud&measure=projects" in links


def test_filters_without_a_field_stay_in_the_form(client: Client) -> None:
    page = page_of(client, "/?bbox=-79,-7,-78,-6&near=-78.5,-6.5,50")
    hidden = {box["name"]: box["value"] for box in page.all("input") if box.get("type") == "hidden"}
    assert hidden == {"bbox": "-79,-7,-78,-6", "near": "-78.5,-6.5,50"}


def test_what_was_typed_stands_in_no_script(client: Client) -> None:
    scripts = [
        re.findall(r"<script>(.*?)</script>", client.get(address).text, re.DOTALL)
        for address in ("/", "/?q=hospital%27%3Balert(1)", "/mapas/region", "/mapas/region?q=hospital%27%3Balert(1)")
    ]
    assert scripts[0] == scripts[1]
    assert scripts[2] == scripts[3]
    assert scripts[0]
    text = client.get("/?q=hospital%27%3Balert(1)").text
    assert 'data-geoapp-filters="q=hospital%27%3Balert%281%29"' in text


def test_names_that_social_networks_append_do_no_harm(client: Client) -> None:
    for address in ("/", "/proyectos", "/provincias/0608", "/plan"):
        assert client.get(f"{address}?fbclid=abc&utm_source=x").status_code == 200


def test_a_former_identifier_leads_to_the_project(client: Client) -> None:
    answer = client.get("/proyectos/mercado-modelo-celendin")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/proyectos/mercado-celendin"
