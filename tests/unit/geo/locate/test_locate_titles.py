"""Hard titles and their answers: what official prose does with the names of places."""

from __future__ import annotations

import pytest

from geoapp.domain.places import Precision
from geoapp.geo.locate import Locator, Outcome

FOUND = [
    # one address in full, down to the hamlet
    (
        (
            "MEJORAMIENTO DEL SERVICIO DE AGUA POTABLE DEL CASERÍO FRUTILLO BAJO, DISTRITO DE BAMBAMARCA, PROVINCIA DE "
            "HUALGAYOC - CAJAMARCA"
        ),
        [("locality", "060701", "Frutillo Bajo")],
    ),
    ("C.P. HUANICO, DIST. NAMORA, PROV. Y DPTO. CAJAMARCA", [("locality", "060111", "Huanico")]),
    # homonyms settled by what contains them
    ("LOSA DEPORTIVA, DISTRITO DE PUCARA - JAEN - CAJAMARCA", [("district", "060808", "Pucara")]),
    ("MUNICIPALIDAD DISTRITAL DE PUCARA - LAMPA - PUNO", [("district", "210708", "Pucara")]),
    ("PROVINCIA DE SAN MIGUEL, DEPARTAMENTO DE CAJAMARCA", [("province", "0611", "San Miguel")]),
    ("DISTRITO DE SAN MIGUEL, PROVINCIA DE LA MAR, AYACUCHO", [("district", "050501", "San Miguel")]),
    ("DISTRITO DE SIMON BOLIVAR, PROVINCIA DE PASCO - PASCO", [("district", "190109", "Simon Bolívar")]),
    ("DISTRITO DE SANTA ROSA - CHICLAYO - LAMBAYEQUE", [("district", "140114", "Santa Rosa")]),
    # a capital named for its province, and the same name as a district
    ("CREACION DE DEFENSA RIBEREÑA EN LA PROVINCIA DE BAMBAMARCA", [("province", "0607", "Hualgayoc")]),
    (
        "MEJORAMIENTO DEL HOSPITAL TITO VILLAR (BAMBAMARCA), PROVINCIA DE HUALGAYOC",
        [("district", "060701", "Bambamarca")],
    ),
    ("MUNICIPALIDAD PROVINCIAL DE HUALGAYOC", [("province", "0607", "Hualgayoc")]),
    # streets, schools and persons are no places
    (
        "MEJORAMIENTO DE LA CALLE CAJAMARCA, CUADRA 3, DISTRITO DE CHONGOYAPE - CHICLAYO - LAMBAYEQUE",
        [("district", "140102", "Chongoyape")],
    ),
    (
        (
            "VEREDAS EN LOS JIRONES PACASMAYO, LIMA, ICA, SAN MARTIN Y CAJAMARCA DE CAJARURO PUEBLO, "
            "DISTRITO DE CAJARURO - "
            "UTCUBAMBA - AMAZONAS"
        ),
        [("district", "010702", "Cajaruro")],
    ),
    (
        "CREACION DEL PASEO MANUEL ANTONIO MESONES MURO DEL DISTRITO DE PIMENTEL - CHICLAYO - LAMBAYEQUE",
        [("district", "140112", "Pimentel")],
    ),
    ("HOSPITAL SIMON BOLIVAR - PROVINCIA DE CAJAMARCA", [("province", "0601", "Cajamarca")]),
    # an Ñ lost, other spellings, slips of the pen in names and cues
    ("ESTADIO, DISTRITO DE FERRE?AFE, PROVINCIA DE FERRE?AFE", [("district", "140201", "Ferreñafe")]),
    (
        "ESTADIO DE LOS BA\ufffdOS DEL INCA, DISTRITO DE LOS BA\ufffdOS DEL INCA",
        [("district", "060108", "Los Baños del Inca")],
    ),
    ("CASERIO HIERBA BUENA-KAÑARIS -FERREÑAFE", [("district", "140202", "Cañaris")]),
    ("DISTRITO DE INKAWASI, PROVINCIA DE FERREÑAFE", [("district", "140203", "Incahuasi")]),
    ("DISTRITO DE ZAÑA - CHICLAYO", [("district", "140115", "Saña")]),
    ("DISTRTO DE CELENDIN, PROVICIA DE CELENDIN, DEPARTEMENTO CAJAMARCA", [("district", "060301", "Celendín")]),
    ("DISTRITO DE CHONGOLLAPE, PROVINCIA DE CHICLAYO", [("district", "140102", "Chongoyape")]),
    # the same word at several levels
    ("DISTRITO DE OLMOS - LAMBAYEQUE - LAMBAYEQUE", [("district", "140308", "Olmos")]),
    ("CASERIO SAN SEBASTIAN, PROVINCIA DE LAMBAYEQUE - LAMBAYEQUE", [("province", "1403", "Lambayeque")]),
    ("PROVINCIA Y DEPARTAMENTO DE TUMBES", [("province", "2401", "Tumbes")]),
    ("CIUDAD DE CELENDIN", [("district", "060301", "Celendín")]),
    # from large to small
    (
        "EQUIPOS EN CINCO ESTABLECIMIENTOS A NIVEL DISTRITAL (LAMBAYEQUE - CHICLAYO - PICSI)",
        [("district", "140111", "Picsi")],
    ),
    ("PULSIOXIMETRO; EN CIEN ESTABLECIMIENTOS A NIVEL DEPARTAMENTAL (CAJAMARCA)", [("region", "06", "Cajamarca")]),
    # names that begin like cues
    ("DISTRITO DE PUENTE PIEDRA, PROVINCIA DE LIMA", [("district", "150125", "Puente Piedra")]),
    ("DISTRITO PUEBLO NUEVO - FERREÑAFE", [("district", "140206", "Pueblo Nuevo")]),
    # a neighbour, a road's ends and a network stand aside
    (
        (
            "PUENTE SOBRE EL RIO UTCUBAMBA, CARRETERA CAJAMARCA - CHACHAPOYAS, DISTRITO DE LAMUD, PROVINCIA "
            "LUYA, REGION "
            "AMAZONAS"
        ),
        [("district", "010501", "Lamud")],
    ),
    ("EQUIPOS DE LA RED DE SALUD CHOTA EN EL DISTRITO DE LAJAS, PROVINCIA DE CHOTA", [("district", "060410", "Lajas")]),
]

SEVERAL = [
    ("DISTRITOS DE CHETILLA, MAGDALENA Y SAN JUAN, PROVINCIA DE CAJAMARCA", {"060103", "060109", "060112"}),
    ("PROVINCIAS DE JAEN Y SAN IGNACIO DEL DEPARTAMENTO DE CAJAMARCA", {"0608", "0609"}),
    (
        "Saneamiento rural en Cajamarca, Celendín, San Miguel, Cutervo, Bambamarca y Chota",
        {"0601", "0603", "0611", "0606", "0607", "0604"},
    ),
    (
        (
            "RIBERAS DEL RIO LA LECHE, EN LOS DISTRITOS DE INCAHUASI Y PÍTIPO, TOCMOCHE Y MIRACOSTA, DE LA "
            "PROVINCIA DE "
            "FERREÑAFE DEL DEPARTAMENTO DE LAMBAYEQUE Y LA PROVINCIA DE CHOTA DEL DEPARTAMENTO DE CAJAMARCA"
        ),
        {"140203", "140205", "060418", "060412"},
    ),
    (
        "DISTRITOS DE MOTUPE, JAYANCA Y SALAS - 3 DISTRITOS DE LA PROVINCIA DE LAMBAYEQUE - DEPARTAMENTO DE LAMBAYEQUE",
        {"140307", "140304", "140310"},
    ),
    (
        (
            "RECUPERACION EN LAS PROVINCIAS DE CHICLAYO Y EN SANTA CRUZ, CHOTA,SAN MIGUEL Y HUALGAYOC QUE "
            "SON 4 PROVINCIAS "
            "DEL DEPARTAMENTO DE CAJAMARCA"
        ),
        {"1401", "0613", "0604", "0611", "0607"},
    ),
    ("ERRADICACION DE LA MOSCA EN LOS DEPARTAMENTOS DE PIURA, TUMBES Y CAJAMARCA", {"20", "24", "06"}),
]

NOTHING = [
    "CALLE CAJAMARCA",
    "Mejoramiento de la I.E. Simón Bolívar",
    "AV. LIMA Y JR. AMAZONAS",
    "CREACION DEL PUENTE SAN MIGUEL",
    "RIO CHANCAY",
    "ADQUISICION DE MOBILIARIO",
    "AGUA POTABLE EN LA ESPERANZA",
    "CASERIO FRUTILLO BAJO",  # unique in a gazetteer of one region is not unique in the country
    "",
    "¿?? — ;;; ((",
]


@pytest.mark.parametrize(("title", "places"), FOUND)
def test_a_hard_title_has_one_answer(locator: Locator, title: str, places: list[tuple[str, str, str]]) -> None:
    result = locator.locate(title)
    assert [(p.precision.value, p.ubigeo, p.name) for p in result.places] == places
    assert result.outcome is Outcome.FOUND


@pytest.mark.parametrize(("title", "ubigeos"), SEVERAL)
def test_several_places_of_one_title_do_not_compete(locator: Locator, title: str, ubigeos: set[str]) -> None:
    result = locator.locate(title)
    assert set(result.ubigeos) == ubigeos
    assert (result.outcome, result.alternatives) == (Outcome.FOUND, ())


@pytest.mark.parametrize("title", NOTHING)
def test_what_names_no_place_has_no_answer(locator: Locator, title: str) -> None:
    assert locator.locate(title).outcome is Outcome.NONE


@pytest.mark.parametrize(
    ("title", "ubigeos"),
    [
        ("AGUA POTABLE, DISTRITO DE SAN MIGUEL", {"050501", "061101", "150136", "211105"}),
        ("DISTRITO DE PUCARA", {"060808", "120126", "210708"}),
        ("CASERIO SAN MIGUEL, DISTRITO DE BAMBAMARCA", {"060701", "130302"}),
        ("I.E. N° 10802 – CUEVA BLANCA-DISTRITO DE INKAWASI", {"080911", "140203"}),
    ],
)
def test_equal_readings_are_left_open(locator: Locator, title: str, ubigeos: set[str]) -> None:
    result = locator.locate(title)
    assert result.outcome is Outcome.AMBIGUOUS
    assert result.places == ()
    assert {one.ubigeo for one in result.alternatives[0].candidates} == ubigeos


def test_a_hamlet_with_homonyms_in_its_district_leaves_the_district_found(locator: Locator) -> None:
    result = locator.locate("AGUA EN EL CASERIO EL MILAGRO, DISTRITO DE JAEN, PROVINCIA DE JAEN, CAJAMARCA")
    assert result.outcome is Outcome.FOUND
    homonyms = [one for group in result.alternatives for one in group.candidates]
    assert [p.ubigeo for p in result.places] == ["060801"]
    assert all(one.ubigeo == "060801" for one in homonyms)


def test_several_hamlets_of_one_list_are_all_kept_with_their_coordinates(locator: Locator) -> None:
    result = locator.locate(
        "AGUA EN LAS LOCALIDADES DE FRUTILLO BAJO, AUQUE EL MIRADOR Y MACHAYPUNGO ALTO, DISTRITO DE BAMBAMARCA, "
        "PROVINCIA HUALGAYOC, DEPARTAMENTO CAJAMARCA"
    )
    assert [p.name for p in result.places] == ["Frutillo Bajo", "Auque Mirador", "Machaypungo Alto"]
    assert all(p.precision is Precision.LOCALITY and p.lon is not None and p.lon < -78 for p in result.places)


def test_a_hint_settles_homonyms_and_yields_to_what_the_text_states(locator: Locator) -> None:
    assert locator.locate("DISTRITO DE PUCARA", hints=["06"]).ubigeos == ("060808",)
    assert locator.locate("CARRETERA SAN IGNACIO - JAEN", hints=["06"]).ubigeos == ("0609", "0608")
    stated = "DISTRITO DE PUCARA, PROVINCIA DE LAMPA, DEPARTAMENTO DE PUNO"
    assert locator.locate(stated, hints=["06"]).ubigeos == ("210708",)


def test_the_evidence_carries_the_words_and_adds_up(locator: Locator) -> None:
    title = "Losa en el caserío Frutillo Bajo, distrito de Bambamarca, provincia de Hualgayoc"
    (place,) = locator.locate(title).places
    assert [(item.rule, item.words) for item in place.evidence] == [
        ("locality", "caserío Frutillo Bajo"),
        ("container_stated", "distrito de Bambamarca"),
        ("container_stated", "provincia de Hualgayoc"),
    ]
    assert place.score == sum(item.points for item in place.evidence)
