"""`make catalog`: bring the catalogues of translations up to what templates, code and browser scripts say.

Translations of messages that stay are kept, messages that nobody writes any more go, new ones wait empty: a test
refuses catalogues with empty, missing or forgotten messages. No dates and no line numbers, so that nothing changes
in a catalogue but messages.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en",)
_WIDTH = 118
_HEADER = """# Messages of {name} in {language}; the message ids are the Spanish texts.
# `make catalog` renews it: write what stands behind each msgstr, nothing else.
msgid ""
msgstr ""
"Project-Id-Version: geoapp\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
_PYTHON: Mapping[str, Any] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_SCRIPT: Mapping[str, Any] = {"geo.text": None, "translate": None}
Message = tuple[str, int, Any, list[str], str | None]


@dataclass(frozen=True)
class Domain:
    """A catalogue: where it lies, and which files its messages come from by the way they are read."""

    name: str
    folder: str
    sources: Sequence[tuple[str, str, str]]

    def path(self, language: str) -> Path:
        """File of the catalogue in a language."""
        return ROOT / self.folder / language / "LC_MESSAGES" / f"{self.name}.po"


DOMAINS = (
    Domain(
        "geoapp",
        "geoapp/locale",
        (
            ("templates", "**.html", "jinja2"),
            ("geoapp", "**.py", "python"),
            ("geoapp/web/assets", "**.js", "javascript"),
            ("data/budget", "labels.toml", "scripts.catalog:toml_texts"),
            ("data/budget", "functions.csv", "scripts.catalog:csv_names"),
        ),
    ),
    Domain(
        "layers",
        "layers/locale",
        (
            ("layers", "**.py", "python"),
            ("layers/static", "**.js", "javascript"),
            ("layers/catalog", "**.toml", "layers.texts:extract_toml"),
        ),
    ),
)


def extracted(domain: Domain) -> Iterator[tuple[str, Message]]:
    """File of each message and the message, in the order of the files."""
    for folder, pattern, method in domain.sources:
        keywords = dict(_SCRIPT if method == "javascript" else _PYTHON)
        options = {pattern: {"newstyle_gettext": "true", "trimmed": "false"}} if method == "jinja2" else {}
        found = extract_from_dir(
            str(ROOT / folder), [(pattern, method)], options_map=options, keywords=keywords, comment_tags=()
        )
        for file, line, message, comments, context in found:
            yield f"{folder}/{file}", (file, line, message, list(comments), context)


def toml_texts(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Every text of a TOML file of two levels (an extractor for Babel)."""
    del keywords, comment_tags, options
    for table in tomllib.load(file).values():
        for text in table.values():
            yield 1, "", text, []


def csv_names(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The column ``name`` of a CSV file (an extractor for Babel)."""
    del keywords, comment_tags, options
    for row in csv.DictReader(StringIO(file.read().decode(), newline="")):
        yield 1, "", row["name"], []


def template(domain: Domain) -> Catalog:
    """Every message of the domain, without translations."""
    catalog = Catalog(domain=domain.name, fuzzy=False)
    for file, (_, _, message, _, context) in sorted(extracted(domain), key=lambda item: item[0]):
        catalog.add(message, None, [(file, 1)], context=context)
    return catalog


def written(domain: Domain, language: str) -> Catalog:
    """The catalogue of a language as its file has it."""
    path = domain.path(language)
    return read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


def renewed(domain: Domain, language: str) -> str:
    """Text of the catalogue of a language with exactly the messages of the template, translations kept."""
    held = written(domain, language)
    catalog = Catalog(locale=language, fuzzy=False)
    for message in template(domain):
        if message.id:
            known = held.get(message.id[0] if isinstance(message.id, tuple) else message.id)
            kept = known.string if known and known.id == message.id else None
            # Only scripts are named: their messages are sent to browsers. Others may move without a change here.
            locations = sorted({(file, 1) for file, _ in message.locations if file.endswith(".js")})
            catalog.add(message.id, kept, locations, message.flags)
    body = BytesIO()
    write_po(body, catalog, width=_WIDTH, sort_output=True, omit_header=True, include_lineno=False)
    header = _HEADER.format(name=domain.name, language=language, plurals=catalog.plural_forms)
    return header + body.getvalue().decode().strip("\n") + "\n"


def waiting(domain: Domain, language: str) -> int:
    """How many messages of a written catalogue have no translation."""
    return len([message for message in written(domain, language) if message.id and not _complete(message.string)])


def _complete(string: str | Sequence[str] | None) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def main() -> int:
    """Renew every catalogue."""
    total = 0
    for domain in DOMAINS:
        for language in LANGUAGES:
            path = domain.path(language)
            text = renewed(domain, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            empty = waiting(domain, language)
            total += empty
            print(f"{path.relative_to(ROOT)}: {empty} messages without translation")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
