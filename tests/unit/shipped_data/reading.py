"""Reading of the shipped files for their tests: text as it stands, nothing repaired."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "data"
MONEY = re.compile(r"-?\d+\.\d\d")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, strict=True))


def column(name: str, field: str) -> list[str]:
    return [row[field] for row in table(name)]


def is_reduced_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return False
    parts = [int(part) for part in text.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def csv_files() -> list[Path]:
    return sorted(DATA.rglob("*.csv"))
