"""The dated observations: read, numbered in file order, flagged, and their sources listed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_curated, read_rows, write_rows
from scripts.build_data.text import parse_reduced_date

COLUMNS: Final = (
    "observation_id",
    "project_id",
    "seq",
    "title",
    "physical_pct",
    "progress_kind",
    "progress_date",
    "status",
    "status_date",
    "start_date",
    "end_date",
    "source_id",
    "source_date",
    "flags",
)
SOURCE_COLUMNS: Final = ("source_id", "url", "publisher", "date")
_DATES: Final = ("amount_date", "progress_date", "status_date", "start_date", "end_date", "source_date")

# What a compiler's remark tells about an observation, as a code. Remarks themselves are not kept.
_REMARKS: Final = {
    "date_from_url": r"sello (de tiempo )?de[l ]|según (la )?(dirección web|ruta)",
    "status_inferred": r"estado deducido",
    "province_inferred": r"provincias? (\d{4} )?(deducida|asignada|homónima|por distrito)|no nombra la provincia",
    "district_inferred": r"distrito deducido",
    "year_inferred": r"año[^.;]* deducido|por contexto|por numeración|por el texto|mes inferido|por la nota gemela"
    r"|año deducido",
    "planned_start": r"(inicio|primera piedra|inicio de construcción) (de obra )?(programad|anunciad)"
    r"|anuncia primera piedra",
    "planned_opening": r"inauguración (programad|anunciad|prevista)",
    "conflicting": r"contradice|difiere de|chocan? con|otra fuente da|también da",
    "study_progress": r"avance del estudio",
    "announcement": r"\banuncio\b|monto anunciado|proyección anunciada|anunciad[oa] (dentro|para \d)",
    "shared_amount": r"comparten|que suman|sin monto (propio|individual)|monto propio no indicado",
    "usd_only": r"solo (en )?dólares|no en soles",
    "before_2010": r"anterior a 2010|fuera del rango",
    "private_funding": r"privado|aporte de minera|gold fields|financiado y ejecutado por",
}
_WHOLE: Final = 100
_PLANNED_END: Final = re.compile(r"fin previsto|fin en |fecha máxima|debió|prevista", re.IGNORECASE)


@dataclass
class Observed:
    """One source row with its identity: the raw cells, the project it belongs to, its flags."""

    observation_id: str
    project_id: str
    raw: Row
    source_id: str
    seq: int = 0
    flags: list[str] = field(default_factory=list)

    @property
    def sort_date(self) -> str:
        """The date by which the latest of several values is chosen; undated rows come first."""
        return self.raw["source_date"] or self.raw["status_date"] or self.raw["amount_date"]


def read_aliases() -> dict[str, Row]:
    """Return the merged duplicates by the key that disappears."""
    rows = read_curated("aliases.csv", ("alias_key", "project_id", "reason"))
    return {row["alias_key"]: row for row in rows}


def read_observations(source: Path) -> tuple[list[Observed], list[Row]]:
    """Read observations (o001...) and programme packages (p001...) and list their sources.

    Returns
    -------
    observed, sources
        In file order; sources numbered by sorted address and date.
    """
    folder = source / "data/projects"
    aliases = read_aliases()
    needed = ("key", "title", "source_url", *_DATES)
    numbered = [
        (f"{letter}{number:03d}", row)
        for letter, name in (("o", "observations.csv"), ("p", "programme_packages.csv"))
        for number, row in enumerate(read_rows(folder / name, needed), start=1)
    ]
    sources = _list_sources([row for _, row in numbered])
    index = {(row["url"], row["date"]): row["source_id"] for row in sources}
    observed: list[Observed] = []
    counts: dict[str, int] = {}
    for observation_id, row in numbered:
        for column in _DATES:
            if row[column]:
                parse_reduced_date(row[column])
        alias = aliases.get(row["key"])
        project_id = alias["project_id"] if alias else row["key"]
        counts[project_id] = counts.get(project_id, 0) + 1
        observed.append(
            Observed(
                observation_id,
                project_id,
                row,
                index[row["source_url"], row["source_date"]],
                counts[project_id],
            )
        )
    keys = {row["key"] for _, row in numbered}
    for key, alias in aliases.items():
        if key not in keys or alias["project_id"] not in keys:
            raise BuildError(f"aliases.csv: {key!r} o su proyecto no existen en la fuente.")
    _add_flags(observed)
    return observed, sources


def _list_sources(rows: list[Row]) -> list[Row]:
    pairs = sorted({(row["source_url"], row["source_date"]) for row in rows})
    return [
        {"source_id": f"s{number:03d}", "url": url, "publisher": publisher(url), "date": date}
        for number, (url, date) in enumerate(pairs, start=1)
    ]


def publisher(url: str) -> str:
    """Return the host of an address without ``www.`` and port.

    Raises
    ------
    BuildError
        When the address has no host.
    """
    host = urlsplit(url).hostname
    if not host:
        raise BuildError(f"La dirección {url!r} no tiene servidor.")
    return host.removeprefix("www.")


def remark_flags(remark: str) -> list[str]:
    """Return the codes that a compiler's remark amounts to, sorted."""
    return sorted(flag for flag, pattern in _REMARKS.items() if re.search(pattern, remark, re.IGNORECASE))


def check_keys(name: str, rows: list[Row], observed: list[Observed]) -> None:
    """Refuse a curated table whose observation numbers no longer name the same keys."""
    keys = {item.observation_id: item.raw["key"] for item in observed}
    for row in rows:
        if keys.get(row["observation_id"]) != row["key"]:
            raise BuildError(
                f"{name}: {row['observation_id']} es {keys.get(row['observation_id'])!r}, no {row['key']!r}."
            )


def _add_flags(observed: list[Observed]) -> None:
    by_hand = read_curated("flags.csv", ("observation_id", "key", "flag", "reason"))
    check_keys("flags.csv", by_hand, observed)
    for item in observed:
        flags = set(remark_flags(item.raw["note"]))
        flags |= {row["flag"] for row in by_hand if row["observation_id"] == item.observation_id}
        if not item.raw["source_date"]:
            flags.add("undated_source")
        if item.raw["end_date"] and (
            _PLANNED_END.search(item.raw["note"])
            or item.raw["status"] in {"idea", "formulacion", "expediente", "licitacion", "ejecucion"}
        ):
            flags.add("planned_end")
        item.flags = sorted(flags)


def observation_rows(observed: list[Observed]) -> list[Row]:
    """Return the rows of ``observations.csv``; remarks become codes and are not carried over."""
    kinds = read_curated("progress.csv", ("observation_id", "key", "progress_kind", "reason"))
    check_keys("progress.csv", kinds, observed)
    unspecified = {row["observation_id"]: row["progress_kind"] for row in kinds}
    rows: list[Row] = []
    for item in observed:
        raw = item.raw
        if raw["financial_progress_pct"]:
            raise BuildError(f"{item.observation_id}: avance financiero sin regla para guardarlo.")
        progress = raw["physical_progress_pct"]
        if progress and not 0 <= float(progress) <= _WHOLE:
            raise BuildError(f"{item.observation_id}: avance {progress} fuera de 0 a 100.")
        rows.append(
            {
                "observation_id": item.observation_id,
                "project_id": item.project_id,
                "seq": str(item.seq),
                "title": raw["title"],
                "physical_pct": progress,
                "progress_kind": unspecified.get(item.observation_id, "physical") if progress else "",
                "progress_date": raw["progress_date"],
                "status": raw["status"],
                "status_date": raw["status_date"],
                "start_date": raw["start_date"],
                "end_date": raw["end_date"],
                "source_id": item.source_id,
                "source_date": raw["source_date"],
                "flags": " ".join(item.flags),
            }
        )
    return rows


def write_observations(observed: list[Observed], sources: list[Row], out: Path) -> None:
    """Write ``projects/observations.csv`` and ``projects/sources.csv``."""
    write_rows(out / "projects/observations.csv", COLUMNS, observation_rows(observed))
    write_rows(out / "projects/sources.csv", SOURCE_COLUMNS, sources)
