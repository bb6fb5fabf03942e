"""Short texts about one project, the same in popups, tables and pages: always with date and kind."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from geoapp.domain.columns import MISSING
from geoapp.domain.records import SourceRecord
from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS, PRECISIONS
from geoapp.i18n import N_
from geoapp.i18n import gettext as _
from geoapp.services.publication import Publication
from geoapp.web import formatting

LOCALITY_KINDS = {"urbano": N_("Centro poblado urbano"), "rural": N_("Centro poblado rural")}


def amount_text(publication: Publication, index: int) -> str:
    """Reference cost with kind, bound and date; or that no source gives one."""
    portfolio = publication.portfolio
    cost = int(portfolio.cost_centimos[index])
    if cost == MISSING:
        return _("costo sin dato")
    kind, bound, date = (portfolio.text[name][index] for name in ("cost_kind", "cost_bound", "cost_date"))
    return f"{formatting.centimos(cost)} ({kind_text(str(kind), str(bound))}, {formatting.date(date)})"


def kind_text(kind: str, bound: str) -> str:
    """What an amount is and whether it is exact, in small letters."""
    words = [_(AMOUNT_KINDS[kind]).lower()]
    if BOUNDS.get(bound):
        words.insert(0, _(BOUNDS[bound]))
    return ", ".join(words)


def progress_text(publication: Publication, index: int) -> str:
    """Physical progress with its date; or that no source gives one."""
    portfolio = publication.portfolio
    value = int(portfolio.physical_bp[index])
    if value == MISSING:
        return _("avance sin dato")
    unspecified = portfolio.text["progress_kind"][index] == "unspecified"
    told = {"percent": formatting.percent(value / 100), "date": formatting.date(portfolio.text["physical_date"][index])}
    return progress_words(told, unspecified=unspecified)


def progress_words(told: Mapping[str, str], *, unspecified: bool) -> str:
    """Progress with its date; `told` holds ``percent`` and ``date`` in words."""
    if unspecified:
        return _("avance %(percent)s (%(date)s)", **told)
    return _("avance físico %(percent)s (%(date)s)", **told)


def place_text(publication: Publication, index: int) -> str:
    """Where a project is in a few words: its provinces when it names several, else from the narrowest place up."""
    text = publication.portfolio.text
    names = publication.names
    districts = [names[code] for code in str(text["district_codes"][index] or "").split(";") if code]
    provinces = [names[code] for code in str(text["province_codes"][index] or "").split(";") if code]
    localities = [name for name in str(text["locality_names"][index] or "").split(";") if name]
    if len(provinces) > 1:
        return _some(provinces)
    narrow = [_some(part) for part in (localities, districts, provinces) if part]
    parts = [part for position, part in enumerate(narrow) if part not in narrow[:position]]
    return ", ".join(parts) if parts else _(PRECISIONS[str(text["precision"][index])])


def source_title(source: SourceRecord) -> str:
    """Title of a source, else who publishes it."""
    return source.title or source.publisher or urlsplit(source.url or "").hostname or source.source_id


def _some(names: list[str], shown: int = 2) -> str:
    unique = list(dict.fromkeys(names))
    rest = len(unique) - shown
    if rest > 0:
        return _("%(names)s y %(rest)s más", names=", ".join(unique[:shown]), rest=rest)
    return _("%(first)s y %(second)s", first=unique[0], second=unique[1]) if len(unique) > 1 else unique[0]
