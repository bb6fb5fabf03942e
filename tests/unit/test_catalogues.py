"""The catalogues hold exactly what templates, code and scripts say, each message translated."""

from __future__ import annotations

import re

import pytest

from geoapp import i18n
from scripts.catalog import DOMAINS, LANGUAGES, Domain, renewed, template, written

PLACES = re.compile(r"%\((\w+)\)([srd])|%%")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_a_catalogue_is_complete(domain: Domain, language: str) -> None:
    wanted = {message.id for message in template(domain) if message.id}
    held = {message.id: message for message in written(domain, language) if message.id}
    assert wanted - held.keys() == set(), "run `make catalog` and translate"
    assert held.keys() - wanted == set(), "nobody writes these any more: run `make catalog`"
    for identifier, message in held.items():
        ids = identifier if isinstance(identifier, tuple) else (identifier,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), identifier
        assert not message.fuzzy, identifier
        for text in strings:
            assert set(PLACES.findall(text)) == set(PLACES.findall(ids[-1])), identifier
            assert text[:1].isspace() == ids[0][:1].isspace(), identifier
            assert text[-1:].isspace() == ids[0][-1:].isspace(), identifier


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_renewing_a_catalogue_changes_nothing(domain: Domain, language: str) -> None:
    before = domain.path(language).read_text(encoding="utf-8")
    assert renewed(domain, language) == before


def test_messages_are_looked_up_in_the_language_of_the_moment() -> None:
    message = "sin dato"
    assert i18n.gettext(message) == "sin dato"
    with i18n.speaking("en"):
        assert i18n.gettext(message) == "no data"
        with i18n.speaking("es"):
            assert i18n.gettext(message) == "sin dato"
        assert i18n.ngettext("%(n)s proyecto", "%(n)s proyectos", 1) == "1 project"
        assert i18n.ngettext("%(n)s proyecto", "%(n)s proyectos", 2, n="2,000") == "2,000 projects"
        assert i18n.gettext("nadie escribió esto") == "nadie escribió esto"
        assert i18n.gettext("") == ""
    assert i18n.language() == "es"
    assert i18n.ngettext("%(n)s proyecto", "%(n)s proyectos", 1) == "1 proyecto"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError), i18n.speaking("fr"):
        pass
    assert i18n.language() == "es"


def test_percent_signs_stand_for_themselves_without_values() -> None:
    with i18n.speaking("en"):
        assert i18n.gettext("El fin previsto ya pasó y el avance físico no llega a 100 %.").endswith("100%.")
