"""Short Spanish texts about one project, the same in popups, tables and pages: always with date and kind."""

from __future__ import annotations

from urllib.parse import urlsplit

from geoapp.domain.records import SourceRecord
from geoapp.domain.vocabulary import AMOUNT_KINDS, BOUNDS, PRECISIONS
from geoapp.services.portfolio import MISSING
from geoapp.services.publication import Publication
from geoapp.web import formatting


def amount_text(publication: Publication, index: int) -> str:
    """Reference cost with kind, bound and date; or that no source gives one."""
    portfolio = publication.portfolio
    cost = int(portfolio.cost_centimos[index])
    if cost == MISSING:
        return "costo sin dato"
    kind, bound, date = (portfolio.text[name][index] for name in ("cost_kind", "cost_bound", "cost_date"))
    words = [AMOUNT_KINDS[str(kind)].lower()]
    if BOUNDS.get(str(bound)):
        words.insert(0, BOUNDS[str(bound)])
    return f"{formatting.centimos(cost)} ({', '.join(words)}, {formatting.date(date)})"


def progress_text(publication: Publication, index: int) -> str:
    """Physical progress with its date; or that no source gives one."""
    portfolio = publication.portfolio
    value = int(portfolio.physical_bp[index])
    if value == MISSING:
        return "avance sin dato"
    kind = "avance" if portfolio.text["progress_kind"][index] == "unspecified" else "avance físico"
    return f"{kind} {formatting.percent(value / 100)} ({formatting.date(portfolio.text['physical_date'][index])})"


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
    return ", ".join(parts) if parts else PRECISIONS[str(text["precision"][index])]


def source_title(source: SourceRecord) -> str:
    """Title of a source, else who publishes it."""
    return source.title or source.publisher or urlsplit(source.url or "").hostname or source.source_id


def _some(names: list[str], shown: int = 2) -> str:
    unique = list(dict.fromkeys(names))
    rest = len(unique) - shown
    return " y ".join(unique[:shown]) if rest <= 0 else f"{', '.join(unique[:shown])} y {rest} más"
