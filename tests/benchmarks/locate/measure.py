"""Locating every case from its title alone, and counting what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from geoapp.domain.places import Precision
from geoapp.geo.locate import LocateResult, Locator, Outcome
from tests.benchmarks.locate.cases import Case


@dataclass
class Tally:
    """Counts at one level; ``answered`` and ``right`` are projects, ``exact`` those without a wrong place beside."""

    level: str
    declared: int = 0
    answered: int = 0
    right: int = 0
    exact: int = 0
    naming: int = 0
    naming_answered: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)


def measure(cases: Iterable[Case], locator: Locator, *, hinted: bool = False) -> tuple[Tally, Tally, Counter[str]]:
    """Compare answers with declarations.

    A project answers at a level when its outcome is ``found`` and a place has that level or a finer one. It is right
    when one of its answered areas is among the declared ones, and exact when, besides, none of its answered areas
    of the same region is undeclared.
    """
    province, district, outcomes = Tally("provincia"), Tally("distrito"), Counter[str]()
    for case in cases:
        hints = sorted({code[:2] for code in case.ubigeos}) if hinted else ()
        result = locator.locate(case.title, hints=hints)
        outcomes[result.outcome.value] += 1
        _count(province, case, result, 4, case.declared_provinces, naming=case.names_province)
        _count(district, case, result, 6, case.declared_districts, naming=case.names_district)
    return province, district, outcomes


def _count(
    tally: Tally, case: Case, result: LocateResult, digits: int, declared: frozenset[str], *, naming: bool
) -> None:
    if not declared:
        return
    tally.declared += 1
    found = result.places if result.outcome is Outcome.FOUND else ()
    answers = {place.ubigeo[:digits] for place in found if len(place.ubigeo) >= digits}
    tally.naming += naming
    if not answers:
        return
    tally.answered += 1
    tally.naming_answered += naming
    regions = {code[:2] for code in declared}
    if not answers & declared:
        kind = _kind_of_error(result, answers, declared)
        tally.errors[kind] += 1
        tally.wrong.append((kind, case.title, f"{sorted(answers)} / {sorted(declared)}"))
        return
    tally.right += 1
    extra = {answer for answer in answers if answer[:2] in regions} - declared
    tally.exact += not extra
    if extra:
        tally.extra.append((case.title, f"{sorted(extra)} / {sorted(declared)}"))


def _kind_of_error(result: LocateResult, answers: set[str], declared: frozenset[str]) -> str:
    rules = {item.rule for place in result.places for item in place.evidence}
    if all(answer[:2] not in {code[:2] for code in declared} for answer in answers):
        return "otro departamento"
    stated = all(
        any(item.rule in {"stated", "governed"} for item in place.evidence)
        for place in result.places
        if place.precision is not Precision.REGION
    )
    same_province = {a[:4] for a in answers} & {d[:4] for d in declared}
    if stated and not rules & {"sound", "slip", "capital", "other_level"}:
        return "el título dice otro distrito" if same_province else "el título dice otra provincia"
    if rules & {"sound", "slip"}:
        return "otra grafía"
    return "nombre sin indicación de nivel"
