"""Sharing the amount of a project among the areas it names.

Rules, in this order: stated shares where a source gives them for every named area; else equal shares among the named
provinces and, inside each province, equal shares among its named districts. A region-wide project keeps its amount
at region level; a project without a place keeps it as unlocated. Parts always add up to the whole, to the céntimo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from geoapp.domain.money import split_by_weights
from geoapp.domain.places import Precision, district_of, province_of


class Scope(StrEnum):
    """Row of a territorial summary that a project belongs to."""

    EXCLUSIVE = "exclusive"
    SHARED = "shared"
    REGION = "region"
    UNLOCATED = "unlocated"


class SharingRule(StrEnum):
    """Which rule gave the parts; every view that shows a shared amount names it."""

    WHOLE = "whole"
    STATED = "stated"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Place:
    """One named place of a project: precision, ubigeo (blank when unlocated) and stated share in millionths."""

    precision: Precision
    ubigeo: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Part of a project in one area. ``weight`` out of the sum of the weights of its siblings."""

    ubigeo: str
    weight: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """How a project is shared.

    `provinces` holds a portion per province; `districts` one per district, or per province where the project names no
    district in it. Both are empty for region-wide and unlocated projects.
    """

    scope: Scope
    rule: SharingRule
    provinces: tuple[Portion, ...] = ()
    districts: tuple[tuple[str, tuple[Portion, ...]], ...] = ()

    def province_amounts(self, centimos: int) -> dict[str, int]:
        """Céntimos by province; they add up to the amount when the project is placed in provinces."""
        if not self.provinces:
            return {}
        parts = split_by_weights(centimos, [portion.weight for portion in self.provinces])
        return {portion.ubigeo: part for portion, part in zip(self.provinces, parts, strict=True)}

    def district_amounts(self, centimos: int) -> dict[str, int]:
        """Céntimos by district, or by province (4 digits) where no district is named; same sum as by province."""
        by_province = self.province_amounts(centimos)
        amounts: dict[str, int] = {}
        for province, portions in self.districts:
            parts = split_by_weights(by_province[province], [portion.weight for portion in portions])
            for portion, part in zip(portions, parts, strict=True):
                amounts[portion.ubigeo] = amounts.get(portion.ubigeo, 0) + part
        return amounts


def allocate(places: Sequence[Place]) -> Allocation:
    """Decide the scope, the rule and the portions of a project from its places."""
    if any(place.precision is Precision.REGION for place in places):
        return Allocation(Scope.REGION, SharingRule.WHOLE)
    placed = [place for place in places if place.precision is not Precision.UNLOCATED and province_of(place.ubigeo)]
    if not placed:
        return Allocation(Scope.UNLOCATED, SharingRule.WHOLE)
    provinces = sorted({place.ubigeo[:4] for place in placed})
    stated = all(place.share is not None for place in placed) and sum(place.share or 0 for place in placed) > 0
    weights = {
        province: sum(place.share or 0 for place in placed if place.ubigeo[:4] == province) if stated else 1
        for province in provinces
    }
    provinces = [province for province in provinces if weights[province] > 0]
    districts = tuple((province, _district_portions(placed, province, stated=stated)) for province in provinces)
    several = len(provinces) > 1 or any(len(portions) > 1 for _, portions in districts)
    rule = SharingRule.WHOLE if not several else SharingRule.STATED if stated else SharingRule.EQUAL
    return Allocation(
        scope=Scope.SHARED if len(provinces) > 1 else Scope.EXCLUSIVE,
        rule=rule,
        provinces=tuple(Portion(province, weights[province]) for province in provinces),
        districts=districts,
    )


def _district_portions(placed: Sequence[Place], province: str, *, stated: bool) -> tuple[Portion, ...]:
    inside = [place for place in placed if place.ubigeo[:4] == province]
    named = sorted({place.ubigeo for place in inside if district_of(place.ubigeo)})
    if not named:
        return (Portion(province, 1),)
    if not stated:
        return tuple(Portion(district, 1) for district in named)
    weights = {d: sum(place.share or 0 for place in inside if place.ubigeo == d) for d in named}
    at_province = sum(place.share or 0 for place in inside if place.ubigeo == province)
    portions = [Portion(district, weight) for district, weight in weights.items() if weight > 0]
    if at_province:
        portions.append(Portion(province, at_province))
    return tuple(portions)
