"""Titles and declared places out of Invierte.pe exports, one case for each project."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

CODE, TITLE = "Código único de inversión", "Nombre de la inversión"
REGION, PROVINCE, DISTRICT, UBIGEO = "Departamento", "Provincia", "Distrito", "Ubigeo"
ALL = "- TODOS -"


@dataclass(frozen=True, slots=True)
class Case:
    """One project: its title, and what the rows of its code declare.

    ``ubigeos`` has six digits each, ``0000`` or ``00`` at the end where the declaration stops at the region or the
    province; ``names`` are the declared province and district names, folded, "?" kept.
    """

    title: str
    ubigeos: frozenset[str]
    provinces: frozenset[str]
    districts: frozenset[tuple[str, str, str]]

    @property
    def declared_provinces(self) -> frozenset[str]:
        return frozenset(code[:4] for code in self.ubigeos if code[2:4] != "00")

    @property
    def declared_districts(self) -> frozenset[str]:
        return frozenset(code for code in self.ubigeos if code[4:] != "00")

    @property
    def states_level(self) -> bool:
        """The title says district, province, department or region in so many words."""
        return (
            re.search(r"\b(DISTRITOS?|DIST|PROVINCIAS?|PROV|DEPARTAMENTOS?|DPTO|REGION(ES)?)\b", _plain(self.title))
            is not None
        )

    @property
    def names_province(self) -> bool:
        """The title holds, as whole words, the name of a declared province or of a declared district."""
        districts = {district for _, _, district in self.districts}
        return any(_occurrences(name, self.title) for name in self.provinces | districts)

    @property
    def names_district(self) -> bool:
        """The title holds the name of a declared district: as often as its province and region bear it too.

        A district called like its province or region is named only where the word DISTRITO stands directly before
        it, or where the name occurs once for each of the levels that share it.
        """
        for region, province, district in self.districts:
            shared = 1 + (province == district) + (region == district)
            if _occurrences(district, self.title) >= shared:
                return True
            if _occurrences(f"DISTRITO DE {district}", self.title) or _occurrences(f"DISTRITO {district}", self.title):
                return True
        return False


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Group the rows by code (rows without a code by title): a project is right in any of its declared places."""
    groups: dict[str, list[dict[str, str]]] = {}
    for path in paths:
        table = pl.read_excel(path, infer_schema_length=0).select(CODE, TITLE, REGION, PROVINCE, DISTRICT, UBIGEO)
        for row in table.fill_null("").iter_rows(named=True):
            if row[TITLE].strip() and row[UBIGEO].strip():
                groups.setdefault(row[CODE].strip() or row[TITLE], []).append(row)
    return [_case(rows) for rows in groups.values()]


def read_observations(path: Path) -> list[Case]:
    """Read projects of Cajamarca told by news and offices, in their words; provinces and district names declared."""
    table = pl.read_csv(path, infer_schema_length=0).fill_null("").unique("key", keep="first", maintain_order=True)
    return [
        Case(
            title=row["title"],
            ubigeos=frozenset(f"{code.strip()}00" for code in row["province_ubigeo"].split(";") if code.strip()),
            provinces=frozenset(),
            districts=frozenset(),
        )
        for row in table.iter_rows(named=True)
    ]


def _case(rows: list[dict[str, str]]) -> Case:
    return Case(
        title=rows[0][TITLE],
        ubigeos=frozenset(row[UBIGEO].strip().zfill(6) for row in rows),
        provinces=frozenset(_plain(row[PROVINCE]) for row in rows if row[PROVINCE].strip() != ALL),
        districts=frozenset(
            (_plain(row[REGION]), _plain(row[PROVINCE]), _plain(row[DISTRICT]))
            for row in rows
            if row[DISTRICT].strip() != ALL
        ),
    )


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.upper().split())


def _occurrences(name: str, title: str) -> int:
    """Whole-word occurrences; a "?" in the declared name stands for any one letter."""
    pattern = r"\s+".join(re.escape(word).replace(r"\?", r"\w") for word in name.split())
    return len(re.findall(rf"(?<!\w){pattern}(?!\w)", _plain(title)))
