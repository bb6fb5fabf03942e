"""What click says of itself, in Spanish: its errors of use, its headings and its own options.

click looks texts up with gettext under the language of the machine; geoapp's are Spanish on every machine, so its
modules are given another look-up. A text that is not here stays as click wrote it; a test tries each kind of error.
"""

from __future__ import annotations

from typing import Any

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)

_TEXTS = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Positional arguments": "Argumentos",
    "Aborted!": "Interrumpido.",
    "default: {default}": "si no se da: {default}",
    "Show the version and exit.": "Dice la versión y termina.",
    "Show this message and exit.": "Muestra esta ayuda y termina.",
    "Error: {message}": "geoapp: {message}",
    "Try '{command} {option}' for help.": "Vea «{command} {option}».",
    "Invalid value: {message}": "Valor no válido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor no válido en {param_hint}: {message}",
    "Missing command.": "Falta la orden.",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el parámetro",
    "Missing {param_type}": "Falta {param_type}",
    "Missing parameter: {param_name}": "Falta el parámetro {param_name}",
    "No such option {name!r}.": "No hay una opción {name}.",
    "No such command {name!r}.": "No hay una orden «{name}».",
    "unknown error": "error desconocido",
    "Could not open file {filename!r}: {message}": "No se puede abrir el archivo {filename!r}: {message}",
    "Invalid start character for option ({option})": "Una opción no empieza así ({option})",
    "Argument {name!r} takes {nargs} values.": "El argumento {name} lleva {nargs} valores.",
    "Option {name!r} does not take a value.": "La opción {name} no lleva valor.",
    "Option {name!r} requires an argument.": "La opción {name} necesita un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción {name} necesita {nargs} valores.",
    "Got unexpected extra argument ({args})": "Sobra el argumento {args}",
    "Got unexpected extra arguments ({args})": "Sobran los argumentos {args}",
    "Takes {nargs} values but 1 was given.": "Lleva {nargs} valores y se dio uno.",
    "Takes {nargs} values but {len} were given.": "Lleva {nargs} valores y se dieron {len}.",
    "Did you mean {possibility}?": "¿Quiso decir {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(¿Quiso decir una de estas: {possibilities}?)",
    "Choose from:\n\t{choices}": "Elija entre:\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} no es {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} no es una de estas: {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} no es {number_type}.",
    "{value} is not in the range {range}.": "{value} no está en el rango {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} no es sí ni no. Se acepta: {states}",
    "file": "archivo",
    "directory": "carpeta",
    "path": "ruta",
    "{name} {filename!r} does not exist.": "{name} {filename!r} no existe.",
    "{name} {filename!r} is a file.": "{name} {filename!r} es un archivo.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} es una carpeta.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} no se puede leer.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} no se puede escribir.",
}
_KINDS: dict[Any, str] = {
    click.types.IntParamType: "un número entero",
    click.types.IntRange: "un número entero",
    click.types.FloatParamType: "un número",
    click.types.FloatRange: "un número",
}


def speak_spanish() -> None:
    """Give click's modules Spanish texts."""
    for module in _MODULES:
        module._ = _one  # type: ignore[attr-defined]
        if hasattr(module, "ngettext"):
            module.ngettext = _several  # type: ignore[attr-defined]
    for kind, name in _KINDS.items():
        kind.name = name


def _one(text: str) -> str:
    return _TEXTS.get(text, text)


def _several(one: str, many: str, count: int) -> str:
    return _one(one if count == 1 else many)
