"""Declared places: INEI codes checked against the names declared beside them, for the whole country.

RENIEC numbers the same places otherwise, so a code alone says nothing of its scheme: where codes and names disagree in
most rows the file is refused; where they disagree in some, the row keeps the level on which both agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from geoapp.domain.text import fold
from geoapp.errors import SchemaError
from geoapp.ingest import tables
from geoapp.ingest.findings import REPAIRED, SET_ASIDE
from geoapp.ingest.folding import capitals
from geoapp.ingest.kinds import AreaName, Ubigeo
from geoapp.ingest.reading import Column
from geoapp.ingest.sheets import LINE, Sheet

EVERYWHERE = "todos"
"""In place of a department: the whole file."""
_TRUSTED = 0.5
"""Share of distinct codes whose names must agree for a file to be taken as INEI's."""
_SHOWN = 3
"""Departments named where a file is of others."""
PLACE = ("department", "province", "district", "code")
"""A declared place, in the order in which its columns are told of."""
_LEVELS = {"department": "el departamento", "province": "la provincia", "district": "el distrito"}
_NUMBER = r"^\s*[0-9]+\s*-\s*"
"""A code before a name, as in «06-CAJAMARCA»."""
_ENOUGH = 3
"""Fewer distinct codes than these with an unknown name prove nothing."""


@dataclass(frozen=True)
class Codes:
    """INEI's codes and names of the whole country, by level; names folded to letters without spaces."""

    names: dict[str, str]

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Columns ``code`` and ``known``."""
        table = pl.DataFrame({"code": list(self.names), "name": list(self.names.values())})
        return table.select("code", known=_key_expr("name"))

    @cached_property
    def known(self) -> dict[str, str]:
        """Key of each name by code."""
        return dict(self.frame.iter_rows())

    @cached_property
    def districts(self) -> pl.DataFrame:
        """Districts by the keys of their three names: ``dep``, ``prov``, ``dist``, ``named``."""
        known = self.frame.lazy()
        table = known.filter(pl.col("code").str.len_bytes() == 6).select(named="code", dist="known")  # noqa: PLR2004
        for column, width in (("dep", 2), ("prov", 4)):
            above = known.select(above="code", **{column: pl.col("known")})
            table = table.join(above, left_on=pl.col("named").str.slice(0, width), right_on="above", how="left")
        return table.select("dep", "prov", "dist", "named").unique(["dep", "prov", "dist"], keep="none").collect()

    @cached_property
    def _departments(self) -> dict[str, str]:
        return {_key(name): code for code, name in self.names.items() if len(code) == 2}  # noqa: PLR2004

    @cached_property
    def _called(self) -> dict[tuple[int, str], list[str]]:
        """Codes by their length and the key of the name."""
        called: dict[tuple[int, str], list[str]] = {}
        for code, key in self.known.items():
            called.setdefault((len(code), key), []).append(code)
        return called

    def department(self, text: str) -> str | None:
        """Code of a department given by code or by name."""
        if text in self.names and len(text) == 2:  # noqa: PLR2004
            return text
        return self._departments.get(_key(text))

    def within(self, above: str, name: str, digits: int) -> str | None:
        """Code of the only area of that many digits and that name inside another; inside the country where blank."""
        here = [code for code in self._called.get((digits, _key(name)), ()) if code.startswith(above)]
        return here[0] if len(here) == 1 else None


def read_codes(path: Path) -> Codes:
    """Read ``gazetteer/areas.csv``.

    Raises
    ------
    DataSourceError
        When it is missing or damaged.
    """
    rows = tables.read_table(path, [tables.Column("ubigeo", tables.ubigeo), tables.Column("name")])
    return Codes({row["ubigeo"]: row["name"] for row in rows})


def departments_of(names: pl.Series, codes: Codes) -> pl.Series:
    """INEI code of the department that each cell names, null where none; a code before the name is passed over."""
    known = {text: codes.department(text.split("-", 1)[-1].strip()) for text in names.unique() if text is not None}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def departments_of_provinces(names: pl.Series, codes: Codes) -> pl.Series:
    """INEI code of the department of the province that each cell names, null where none."""
    found = {text: codes.within("", text, 4) for text in names.unique() if text is not None}
    known = {text: code[:2] for text, code in found.items() if code}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def check_inside(sheet: Sheet, inside: pl.Series, found: pl.Series, codes: Codes, department: str) -> None:
    """Check that a file has rows of the department that is asked of it.

    Parameters
    ----------
    inside
        Which rows of the sheet are of the department.
    found
        Code of the department of each row.

    Raises
    ------
    SchemaError
        When none is: it tells whose the rows are.
    """
    if inside.is_empty() or inside.any():
        return
    counted = found.drop_nulls().rename("code").value_counts().sort("count", "code", descending=[True, False])
    others = counted["code"].to_list()
    told = ", ".join(f"{codes.names.get(code, 'un departamento desconocido')} ({code})" for code in others[:_SHOWN])
    whose = f", sino de {told}{' y otros' if len(others) > _SHOWN else ''}" if told else ""
    right = next((code for code in others if code in codes.names), "con su código")
    raise SchemaError(
        f"{sheet.file}: no trae filas de {codes.names[department]} ({department}){whose} ({len(sheet):,} filas leídas)."
        f" Indique --department {right}, o --department {EVERYWHERE} para el archivo entero."
    )


def place_columns(ubigeo: str, department: str, province: str, district: str) -> dict[str, Column]:
    """Columns of declared places under the names of `PLACE`."""
    return {
        "department": Column(department, AreaName()),
        "province": Column(province, AreaName()),
        "district": Column(district, AreaName()),
        "code": Column(ubigeo, Ubigeo()),
    }


def declared_places(sheet: Sheet, frame: pl.DataFrame, codes: Codes, columns: Mapping[str, Column]) -> pl.DataFrame:
    """Settle declared places.

    Parameters
    ----------
    frame
        What was read of `columns`.
    columns
        The `place_columns`.

    Returns
    -------
    polars.DataFrame
        One row per row of the sheet: ``ubigeo`` (INEI, 2, 4 or 6 digits, the narrowest that code and names agree on;
        null where nothing is declared) and ``place`` (the names as declared).

    Raises
    ------
    SchemaError
        When the codes are not INEI's, or their scheme cannot be told.
    """
    names = PLACE[:-1]
    keys = {f"key_{level}": _key_expr(level) for level in names}
    distinct = (
        frame.lazy()
        .select(PLACE)
        .unique(maintain_order=True)
        .with_columns(**keys, place=pl.concat_str(*names, separator=" / ", ignore_nulls=True))
        .join(
            codes.districts.lazy(),
            left_on=list(keys),
            right_on=["dep", "prov", "dist"],
            how="left",
            maintain_order="left",
            nulls_equal=False,
        )
        .collect()
    )
    _check_scheme(sheet, distinct, codes, columns["code"].name)
    settled = [_settle(codes, *row) for row in distinct.select(*PLACE, "named").iter_rows()]
    schema = dict.fromkeys(("ubigeo", "reason", "action", "of"), pl.String)
    told = pl.DataFrame([tuple(one) for one in settled], schema=schema, orient="row")
    joined = frame.select(PLACE).join(
        distinct.select(*PLACE, "place").hstack(told), on=PLACE, how="left", maintain_order="left", nulls_equal=True
    )
    for action, of in dict.fromkeys((one.action, one.of) for one in settled if one.action):
        here = (joined["action"] == action) & (joined["of"] == of)
        lines, values, reasons = sheet.frame[LINE].filter(here), joined[of].filter(here), joined["reason"].filter(here)
        sheet.findings.add(lines, columns[of].name, values, reasons, str(action))
    return joined.select("ubigeo", "place")


def _check_scheme(sheet: Sheet, frame: pl.DataFrame, codes: Codes, column: str) -> None:
    """Compare the codes of provinces of distinct places with INEI's names for them."""
    given = frame.filter(pl.col("code").str.len_chars() >= 4)  # noqa: PLR2004
    if given.is_empty():
        return
    if given["province"].null_count() == len(given):
        raise SchemaError(
            f"{sheet.file}: la columna {column} no viene con nombres de provincia, y sin ellos no se puede saber si los"
            " códigos son de INEI o de RENIEC. Agregue los nombres, o use un mapeo con ubigeo_scheme = «inei»."
        )
    pairs = (
        given.lazy()
        .drop_nulls("province")
        .select(code=pl.col("code").str.slice(0, 4), key="key_province")
        .unique(maintain_order=True)
        .join(codes.frame.lazy(), on="code", how="left", maintain_order="left")
        .with_columns(same=(pl.col("key") == pl.col("known")).fill_null(value=False))
        .group_by("code")
        .agg(pl.col("same").any(), pl.col("key").first(), pl.col("known").first())
        .sort("code")
        .collect()
    )
    agreeing = int(pairs["same"].sum())
    if agreeing / len(pairs) < _TRUSTED and len(pairs) - agreeing >= min(_ENOUGH, len(pairs)):
        wrong = pairs.filter(~pl.col("same")).row(0, named=True)
        name = codes.names.get(wrong["code"], "ninguna provincia")
        raise SchemaError(
            f"{sheet.file}: la columna {column} no usa los códigos de INEI: {wrong['code']} es {name} para INEI y el"
            f" archivo lo llama {wrong['key']} ({len(pairs) - agreeing} de {len(pairs)} provincias no coinciden)."
            " Parece la numeración de RENIEC: pida el archivo con ubigeo de INEI."
        )


class _Settled(NamedTuple):
    """Code of a place; where something had to give: why, what was done, and of which column."""

    ubigeo: str | None
    reason: str | None = None
    action: str | None = None
    of: str = "code"


def _settle(
    codes: Codes,
    department: str | None,
    province: str | None,
    district: str | None,
    code: str | None,
    named: str | None,
) -> _Settled:
    """Code on which code and names agree."""
    if code is None:
        return _settle_names(codes, {"department": department, "province": province, "district": district})
    known = codes.known
    keys = [_key(name) if name else None for name in (department, province, district)]
    levels = [code[:n] for n in (2, 4, 6) if n <= len(code)]
    agreed: str | None = None
    for level, key in zip(levels, keys, strict=False):
        if level not in known:
            reason = f"no hay un área {level} en los códigos de INEI que geoapp conoce"
            return _Settled(agreed, reason + (f"; se usa {agreed}" if agreed else ""), SET_ASIDE)
        if key is not None and known[level] != key:
            if named is not None and named != code:
                if level != levels[0] or codes.department(department or "") == named[:2]:
                    common = _common(code, named)
                    reason = f"el código es de {codes.names[level]} y los nombres dicen {codes.names[named]} ({named})"
                    return _Settled(common, f"{reason}; se usa " + (common or "ninguno"), REPAIRED)
            elif agreed is None:
                return _Settled(None, f"el código es de {codes.names[level]} y el nombre declarado es otro", SET_ASIDE)
        agreed = level
    return _Settled(agreed)


def _settle_names(codes: Codes, names: Mapping[str, str | None]) -> _Settled:
    """Code of the narrowest name; each is looked for inside the one before, a province in the whole country too."""
    agreed: str | None = None
    for digits, (level, name) in zip((2, 4, 6), names.items(), strict=True):
        if name is None:
            continue
        alone = level == "district" and agreed is None
        found = None if alone else codes.within(agreed or "", name, digits)
        if found is None:
            where = f" en {codes.names[agreed]}" if agreed else ""
            reason = f"no se conoce {_LEVELS[level]} de ese nombre{where}; se usa {agreed or 'ninguno'}"
            if alone:
                reason = "un distrito sin su provincia ni su departamento puede ser de varios: no se usa"
            return _Settled(agreed, reason, SET_ASIDE, level)
        agreed = found
    return _Settled(agreed)


def _common(left: str, right: str) -> str | None:
    return next((left[:n] for n in (4, 2) if left[:n] == right[:n]), None)


def _key(name: str) -> str:
    return "".join(c for c in fold(re.sub(_NUMBER, "", name)) if c.isalnum())


def _key_expr(column: str) -> pl.Expr:
    return capitals(pl.col(column)).str.replace(_NUMBER, "").str.replace_all(r"[^0-9A-Z]", "")
