"""Words that say what the name after them is: a district, a hamlet, a street, a school, a river."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from geoapp.domain.places import Precision
from geoapp.geo.locate.normalise import Break, Token
from geoapp.geo.locate.spelling import one_slip


class CueKind(Enum):
    """What a name stands for after a cue."""

    AREA = "area"  # DISTRITO DE, PROVINCIA DE, DEPARTAMENTO DE
    GOVERNMENT = "government"  # MUNICIPALIDAD DISTRITAL DE, GOBIERNO REGIONAL DE: the area it governs
    SCOPE = "scope"  # A NIVEL DISTRITAL (REGION - PROVINCIA - DISTRITO)
    LOCALITY = "locality"  # CASERIO, CENTRO POBLADO, SECTOR
    ROAD = "road"  # CARRETERA A - B: end points, often far from the works
    FACILITY = "facility"  # HOSPITAL, MERCADO, UNIVERSIDAD: often named after where they are
    NETWORK = "network"  # UGEL, RED DE SALUD, DISTRITO FISCAL: serve more than the place they are named after
    STREET = "street"  # CALLE CAJAMARCA
    SCHOOL = "school"  # I.E. SIMON BOLIVAR
    NATURE = "nature"  # RIO, CERRO, CANAL, PUENTE


class Settlement(Enum):
    """What sort of populated place a cue is said of."""

    PART = "part"  # hamlets, sectors, quarters: their names repeat everywhere
    TOWN = "town"  # may be the capital of a district
    CITY = "city"  # is the capital of a district at least


NAMES_NO_PLACE = frozenset({CueKind.STREET, CueKind.SCHOOL, CueKind.NATURE})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and what it says.

    ``levels`` are those it states, in the order they are read; ``plural`` opens a list; ``settlement`` tells
    what sort of populated place it is said of; ``needs_dot`` marks an abbreviation that is also a word.
    """

    kind: CueKind
    levels: tuple[Precision, ...] = ()
    plural: bool = False
    needs_dot: bool = False
    settlement: Settlement = Settlement.PART


_DISTRICT, _PROVINCE, _REGION = (Precision.DISTRICT,), (Precision.PROVINCE,), (Precision.REGION,)
_FROM_REGION = (Precision.REGION, Precision.PROVINCE, Precision.DISTRICT)


def _table() -> dict[tuple[str, ...], Cue]:
    table: dict[tuple[str, ...], Cue] = {}

    def add(phrases: str, kind: CueKind, levels: tuple[Precision, ...] = (), **flags: Any) -> None:
        for phrase in phrases.split(","):
            table[tuple(phrase.split())] = Cue(kind, levels, **flags)

    add("DISTRITO,DIST,DTO,DISTR", CueKind.AREA, _DISTRICT)
    add("DISTRITOS", CueKind.AREA, _DISTRICT, plural=True)
    add("PROVINCIA,PROV,PCIA,PROVINCIA CONSTITUCIONAL", CueKind.AREA, _PROVINCE)
    add("PROVINCIAS", CueKind.AREA, _PROVINCE, plural=True)
    add("DEPARTAMENTO,DPTO,DEPTO,DEPARTAM,DEP,REGION", CueKind.AREA, _REGION)
    add("REG", CueKind.AREA, _REGION, needs_dot=True)
    add("DEPARTAMENTOS,REGIONES,DPTOS", CueKind.AREA, _REGION, plural=True)
    add("MUNICIPALIDAD DISTRITAL,MUNIC DISTRITAL,MUN DIST", CueKind.GOVERNMENT, _DISTRICT)
    add("MUNICIPALIDAD PROVINCIAL,MUNIC PROVINCIAL,MUN PROV", CueKind.GOVERNMENT, _PROVINCE)
    add("GOBIERNO REGIONAL", CueKind.GOVERNMENT, _REGION)
    add("A NIVEL DEPARTAMENTAL", CueKind.SCOPE, _FROM_REGION[:1])
    add("A NIVEL PROVINCIAL", CueKind.SCOPE, _FROM_REGION[:2])
    add("A NIVEL DISTRITAL", CueKind.SCOPE, _FROM_REGION)

    add(
        "LOCALIDAD,LOC,CENTRO POBLADO,C P,C P M,CP,CPM,CPR,CCPP,CC PP,CENTRO POBLADO MENOR,POBLADO,PUEBLO,VILLA",
        CueKind.LOCALITY,
        settlement=Settlement.TOWN,
    )
    add("CIUDAD,CASCO URBANO,ZONA URBANA,CERCADO", CueKind.LOCALITY, settlement=Settlement.CITY)
    add("CIUDADES", CueKind.LOCALITY, plural=True, settlement=Settlement.CITY)
    add(
        "CASERIO,CRIO,ANEXO,SECTOR,COMUNIDAD,COMUNIDAD CAMPESINA,COMUNIDAD NATIVA,CC NN,CCNN,BARRIO,BARR,URBANIZACION,"
        "URB,PUEBLO JOVEN,P J,PP JJ,PPJJ,ASENTAMIENTO HUMANO,A H,AA HH,AAHH,H U,UPIS,"
        "FUNDO,ALDEA,CALETA,PLAYA,ZONA,CPME,HDA,HACIENDA,COOPERATIVA,COOP,ASOC,ASOCIACION,PARCELA,PREDIO,"
        "CAMPAMENTO,ESTANCIA,UNIDAD VECINAL,HABILITACION URBANA,RESIDENCIAL,CONDOMINIO",
        CueKind.LOCALITY,
    )
    add("CAS,CASER", CueKind.LOCALITY, needs_dot=True)
    add(
        "CENTROS POBLADOS,CENTROS POBLADOS MENORES,LOCALIDADES,PUEBLOS",
        CueKind.LOCALITY,
        plural=True,
        settlement=Settlement.TOWN,
    )
    add(
        "CASERIOS,ANEXOS,SECTORES,COMUNIDADES,COMUNIDADES CAMPESINAS,COMUNIDADES NATIVAS,BARRIOS,URBANIZACIONES,"
        "ASENTAMIENTOS HUMANOS,PUEBLOS JOVENES,CASERIOS Y ANEXOS,ZONAS",
        CueKind.LOCALITY,
        plural=True,
    )
    add(
        "CARRETERA,CAMINO,CAMINO VECINAL,TRAMO,TROCHA,TROCHA CARROZABLE,RUTA,VIA,EMP,EMPALME,DV,DESVIO",
        CueKind.ROAD,
    )
    add("RED VIAL,RUTA DEPARTAMENTAL,EJE VIAL,CORREDOR VIAL,CORREDORES VIALES,CORREDOR", CueKind.ROAD)
    add("CARRETERAS,CAMINOS VECINALES,CAMINOS,TRAMOS", CueKind.ROAD, plural=True)
    add(
        "HOSPITAL,CENTRO DE SALUD,PUESTO DE SALUD,C S,P S,CENTRO MEDICO,ESTABLECIMIENTO DE SALUD,EESS,COMISARIA,"
        "CIA PNP,MERCADO,MERCADO MODELO,ESTADIO,CAMAL,MATADERO,TERMINAL,UNIVERSIDAD,UNIVERSIDAD NACIONAL,SEDE,"
        "MUNICIPALIDAD,AEROPUERTO,AERODROMO,CEMENTERIO,COLISEO,PALACIO MUNICIPAL,LOCAL COMUNAL,CUARTEL,"
        "ESTABLECIMIENTO PENITENCIARIO,PENAL",
        CueKind.FACILITY,
    )
    add(
        "UGEL,RED DE SALUD,REDES DE SALUD,MICRORED,MICRORRED,MICRO RED,RED ASISTENCIAL,REDES ASISTENCIALES,"
        "DIRECCION REGIONAL,GERENCIA REGIONAL,GERENCIA SUB REGIONAL,SUB REGION,DIRESA,DRE,DIRTEPOL,DISTRITO FISCAL,"
        "DISTRITO JUDICIAL,DISTRITO DE RIEGO,DISTRITOS FISCALES,DISTRITOS JUDICIALES,CORTE SUPERIOR,"
        "UNIDAD MEDICO LEGAL,UNIDADES MEDICO LEGALES",
        CueKind.NETWORK,
    )
    add(
        "CALLE,CLL,AVENIDA,AV,AVDA,JIRON,JR,PASAJE,PSJE,PSJ,PJE,PROLONGACION,PROLG,PROL,ALAMEDA,MALECON,PARQUE,PLAZA,"
        "PLAZUELA,OVALO,INTERSECCION,CUADRA,CDRA,MANZANA,MZ,BOULEVARD,BLVD,CIRCUNVALACION,COMPLEJO DEPORTIVO,"
        "LOSA DEPORTIVA,CALLEJON,AUTOPISTA,PANAMERICANA",
        CueKind.STREET,
    )
    add("CA", CueKind.STREET, needs_dot=True)
    add(
        "CALLES,AVENIDAS,AVS,JIRONES,JRS,PASAJES,PSJES,PJES,PARQUES,CUADRAS,INTERSECCIONES,PLAZAS",
        CueKind.STREET,
        plural=True,
    )
    add(
        "INSTITUCION EDUCATIVA,I E,IE,I E I,IEI,I E P,IEP,I E S,IES,I E PRIMARIA,CENTRO EDUCATIVO,C E,CE,CEBE,CEO,CEI,"
        "C E I,PRONOEI,COLEGIO,ESCUELA,JARDIN,INSTITUTO,IST,IESTP,I S T,INSTITUTO SUPERIOR,CETPRO,CUNA JARDIN,"
        "ORDEN RELIGIOSA,IGLESIA,CAPILLA,PARROQUIA,TEMPLO,VIRGEN,CLUB",
        CueKind.SCHOOL,
    )
    add(
        "INSTITUCIONES EDUCATIVAS,II EE,IIEE,COLEGIOS,ESCUELAS,CENTROS EDUCATIVOS",
        CueKind.SCHOOL,
        plural=True,
    )
    add(
        "RIO,QUEBRADA,QDA,LAGUNA,LAGO,CERRO,CUENCA,SUBCUENCA,MICROCUENCA,SUB CUENCA,VALLE,CANAL,PUENTE,PTE,PONTON,"
        "PRESA,REPRESA,RESERVORIO,DREN,BOCATOMA,ACEQUIA,POZO,BOSQUE,SANTUARIO,HUACA,COMPLEJO ARQUEOLOGICO,SUBESTACION,"
        "CENTRAL HIDROELECTRICA,SISTEMA ELECTRICO,LATERAL,MANANTIAL,NEVADO,CORDILLERA,MAR,DEFENSA RIBERENA",
        CueKind.NATURE,
    )
    add(
        "RIOS,QUEBRADAS,PUENTES,CANALES,RESERVORIOS,POZOS,CUENCAS,VALLES,MANANTIALES,PRESAS",
        CueKind.NATURE,
        plural=True,
    )
    return table


_CUES = _table()
_LONGEST = max(len(phrase) for phrase in _CUES)
_FIRST_WORDS = frozenset(phrase[0] for phrase in _CUES)
_SLIPS = ("DISTRITO", "PROVINCIA", "DEPARTAMENTO", "DISTRITOS", "PROVINCIAS", "LOCALIDAD")


def cue_at(tokens: Sequence[Token], index: int) -> tuple[Cue, int] | None:
    """Return the cue that begins at a word and the number of words it takes, or None."""
    first = tokens[index].form
    if first not in _FIRST_WORDS:
        corrected = _corrected(first)
        return (_CUES[(corrected,)], 1) if corrected else None
    for length in range(min(_LONGEST, len(tokens) - index), 0, -1):
        words = tokens[index : index + length]
        cue = _CUES.get(tuple(word.form for word in words))
        if cue is None or not _unbroken(words):
            continue
        if cue.needs_dot and (index + length >= len(tokens) or tokens[index + length].gap is not Break.DOT):
            continue
        return cue, length
    return None


def _unbroken(words: Iterable[Token]) -> bool:
    return all(word.gap in {Break.SPACE, Break.DOT} for word in list(words)[1:])


@lru_cache(maxsize=16_384)
def _corrected(form: str) -> str:
    """One letter wrong in a long cue word: DEPARTEMENTO, PROVICIA."""
    if len(form) < 7:  # noqa: PLR2004  (the shortest of the corrected words has eight letters)
        return ""
    return next((word for word in _SLIPS if one_slip(word, form)), "")
