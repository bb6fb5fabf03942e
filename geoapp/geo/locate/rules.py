"""The rules by which words speak for or against a reading: what each says, in Spanish, and its points.

The points are not fitted to any file. They follow one order: what the text states (a cue with a level) outweighs what
its form suggests (a tail of names), which outweighs what it merely mentions; a container stated for a place weighs
almost as much as the statement itself, and a stated container that excludes the place cancels it.
"""

from __future__ import annotations

RULES = {
    "stated": "El texto dice el nivel: «distrito de», «provincia de», «departamento de».",
    "governed": "El texto nombra al gobierno de esa área.",
    "other_level": "El nombre es de un área de otro nivel que el que dice el texto.",
    "locality": "El texto dice que es un centro poblado, caserío o sector.",
    "town_of_area": "El texto nombra como ciudad o localidad a la capital homónima del área.",
    "tail": "El nombre está en la dirección que cierra el título, sin indicar nivel.",
    "chain": "El nombre está separado por guiones o comas, sin indicar nivel.",
    "inline": "El nombre aparece dentro de la frase, sin indicar nivel.",
    "facility": "Un establecimiento lleva el nombre.",
    "road": "El nombre es extremo de una vía.",
    "network": "El nombre es de una red o jurisdicción que abarca más que el lugar.",
    "alias": "El nombre está abreviado o sin su artículo.",
    "capital": "El área se nombra por su capital.",
    "sound": "El nombre está escrito de otra manera y suena igual.",
    "slip": "El nombre tiene una letra distinta.",
    "unique": "Ninguna otra área del país se llama así.",
    "common": "Muchos lugares se llaman así.",
    "province_list": "La lista nombra provincias: todos sus nombres lo son, o son capitales de provincia.",
    "container_stated": "El texto dice el área que lo contiene.",
    "container_tail": "El área que lo contiene le sigue en la dirección.",
    "container_mentioned": "El texto menciona el área que lo contiene.",
    "container_elsewhere": "El área que lo contiene se declara en otra parte del texto.",
    "conflict_stated": "El texto declara un área que no lo contiene.",
    "conflict_tail": "La dirección que cierra el título está en otra parte.",
    "hint": "El origen del dato declara el área que lo contiene.",
    "hint_conflict": "El origen del dato declara otra área.",
}

POINTS = {
    "stated": 4.0,
    "governed": 3.0,
    "other_level": 1.0,
    "locality": 2.5,
    "town_of_area": 2.0,
    "tail": 2.0,
    "chain": 1.0,
    "inline": 1.0,
    "facility": 1.0,
    "road": 0.5,
    "network": 0.5,
    "alias": -0.5,
    "capital": -1.0,
    "sound": -0.5,
    "slip": -1.0,
    "unique": 1.0,
    "common": -1.0,
    "province_list": 2.0,
    "container_stated": 3.0,
    "container_tail": 2.0,
    "container_mentioned": 1.0,
    "container_elsewhere": 1.5,
    "conflict_stated": -2.0,
    "conflict_tail": -1.5,
    "hint": 2.0,
    "hint_conflict": -2.0,
}
