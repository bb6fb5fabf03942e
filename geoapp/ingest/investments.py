"""Reading files that list investments: the one validation that all such formats share.

A format says which columns mean what (`Listing`); rows become projects here: one per code, however often repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from geoapp.domain.money import AmountKind
from geoapp.ingest import cells
from geoapp.ingest.classify import kind, sectors
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import REFUSED, REPAIRED, SET_ASIDE
from geoapp.ingest.folding import folded, folded_few
from geoapp.ingest.intake import ACTIVE, AMOUNTS, BUDGET, OBSERVATIONS, PLACES, PROJECTS, Context, Intake, empty
from geoapp.ingest.kinds import Code, Date, Degrees, Text, Whole
from geoapp.ingest.money import Money
from geoapp.ingest.places import (
    PLACE,
    check_inside,
    declared_places,
    departments_of,
    departments_of_provinces,
    place_columns,
)
from geoapp.ingest.reading import Column, Reading, read
from geoapp.ingest.repeated import merged
from geoapp.ingest.sheets import LINE, Sheet

CUI_FORM, SNIP_FORM = r"^[0-9]{7}$", r"^[0-9]{1,7}$"
UNCODED = "sin-codigo-"
"""Begins the identifier of an investment without any code: its name is then all that tells it from others."""


@dataclass(frozen=True)
class Listing:
    """Columns of a format by meaning; blank where it has none.

    Attributes
    ----------
    state
        State of every row, or the column that tells each row's; a row of which nothing tells is active.
    happened
        Columns of dates that say up to when the file is informed.
    more
        Further columns of the format, by name.
    progress
        Gives the observations of the projects, each with what its first row says, at a cut-off; None where the format
        tells no progress.
    """

    name: str
    cui: str
    title: str
    viable: str
    updated: str
    department: str
    province: str
    district: str
    ubigeo: str
    state: str | Column
    happened: tuple[str, ...]
    snip: str = ""
    function: str = ""
    investment_type: str = ""
    entity: tuple[str, ...] = ()
    beneficiaries: str = ""
    viable_date: str = ""
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    longitude: str = ""
    latitude: str = ""
    more: Callable[[Context], Mapping[str, Column]] = lambda _context: {}
    progress: Callable[[pl.DataFrame, str], pl.DataFrame] | None = None
    budget: Callable[[pl.DataFrame, str], pl.DataFrame] | None = None
    """Gives the budget lines of the projects; None where the format has none."""


def read_listing(sheet: Sheet, listing: Listing, context: Context) -> Intake:
    """Read a file that lists investments.

    Raises
    ------
    SchemaError
        When its codes of place are not INEI's, or nothing dates its figures.
    """
    count = len(sheet)
    cut_off = cut_off_of(sheet, listing.happened, context)
    sheet = _in_department(sheet, listing, context)
    inside = len(sheet)
    sheet, keys = _keyed(sheet, listing)
    more = listing.more(context)
    reading = read(sheet, {**_columns(listing, context), **more})
    rows = _rows(keys, reading, listing)
    _tell(reading, rows, listing)
    places = _places(sheet, rows, listing, context)
    reading.tell("lon", "lat")
    first = merged(sheet, rows, _shared(listing, more))
    reading.tell(*more)
    return Intake(
        format=listing.name,
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=cut_off,
        cut_off_declared=context.cut_off is not None,
        read=count,
        outside=count - inside,
        accepted=len(rows),
        listing=True,
        projects=_projects(first),
        places=places,
        amounts=_amounts(first, cut_off),
        budget=listing.budget(first, cut_off) if listing.budget else empty(BUDGET),
        observations=listing.progress(first, cut_off) if listing.progress else empty(OBSERVATIONS),
        notes=(sheet.note,) if sheet.note else (),
    )


def _in_department(sheet: Sheet, listing: Listing, context: Context) -> Sheet:
    """All rows of the investments that name the department in some row."""
    if context.department is None:
        return sheet
    # Where no column names departments their codes tell them, as they do in rows without a name.
    names = sheet.frame[listing.department] if cells.has(sheet, listing.department) else cells.nothing(len(sheet))
    found = departments_of(names, context.codes)
    # The name decides: a code may be of another scheme, which is checked afterwards on the rows that are left.
    if found.null_count():
        code = pl.col(listing.ubigeo).str.strip_chars().str.replace(r"^([1-9][0-9]{4})$", "0$1").str.slice(0, 2)
        ways = [pl.lit(found), pl.when(code != "").then(code)]
        if cells.has(sheet, listing.province):
            ways.append(pl.lit(departments_of_provinces(sheet.frame[listing.province], context.codes)))
        found = sheet.frame.select(pl.coalesce(*ways)).to_series()
    inside = found == context.department
    check_inside(sheet, inside, found, context.codes, context.department)
    if inside.all(ignore_nulls=False):
        return sheet
    rows = pl.lit(inside).fill_null(value=False)
    coded = [_coded(column, *how) for column, *how in _codes(listing) if cells.has(sheet, column)]
    if coded:
        codes = sheet.frame.select(pl.coalesce(*coded)).to_series()
        rows |= pl.lit(codes.is_in(codes.filter(inside).drop_nulls().unique().implode())).fill_null(value=False)
    return cells.only(sheet, sheet.frame.select(rows).to_series())


def _codes(listing: Listing) -> tuple[tuple[str, str, str], ...]:
    """Columns of codes, their form, and what sets them apart: numbers of both may be the same."""
    return (listing.cui, CUI_FORM, ""), (listing.snip, SNIP_FORM, "snip-")


def _coded(column: str, form: str, prefix: str) -> pl.Expr:
    """Code of a cell where it is one: blanks, dashes and zeros would be the same code in all rows that have none."""
    code = pl.col(column).str.strip_chars().str.replace(r"\.0+$", "")
    return pl.when(code.str.contains(form) & ~code.str.contains("^0+$")).then(pl.lit(prefix) + code)


def _keyed(sheet: Sheet, listing: Listing) -> tuple[Sheet, pl.DataFrame]:
    """Identifier, codes, name and line of each row; rows without a name are refused."""
    table = read(
        sheet,
        {
            "cui": Column(listing.cui, Code(CUI_FORM, "un código único tiene siete cifras", zeros=True)),
            "snip": Column(listing.snip, Code(SNIP_FORM, "no es un código SNIP", zeros=True)),
            "name": Column(listing.title, Text(report_breaks=True, various=True)),
        },
    ).told()
    coded, named = pl.any_horizontal(pl.col("cui", "snip").is_not_null()), pl.col("name").is_not_null()
    keys = table.select(
        "cui",
        "snip",
        "name",
        project_id=pl.coalesce("cui", "snip-" + pl.col("snip")),
        line=pl.lit(sheet.frame[LINE]),
        bare=~coded & named,
        alone=pl.col("cui").is_null() & pl.col("snip").is_not_null(),
        lost=~coded & ~named,
        nameless=coded & ~named,
    )
    bare = keys["bare"]
    if bare.any():
        reason = "no tiene código: se reconoce por su nombre, aparte de las que tienen código"
        cells.told(sheet, bare, listing.cui, reason, REPAIRED, keys["name"])
        words = folded(keys["name"].filter(bare))
        made = pl.Series([UNCODED + hashlib.sha256(w.encode()).hexdigest()[:12] for w in words])
        keys = keys.with_columns(project_id=cells.where(bare, keys["project_id"], lambda _: made))
    if keys["alone"].any():
        keys = _joined(sheet, keys, listing)
    cells.told(sheet, keys["lost"], listing.cui, "no tiene código único, código SNIP ni nombre", REFUSED)
    cells.told(sheet, keys["nameless"], listing.title, "no tiene nombre", REFUSED)
    kept = ~(keys["lost"] | keys["nameless"])
    keys = keys[["project_id", "cui", "snip", "name", "line"]]
    return cells.only(sheet, kept), keys if kept.all() else keys.filter(kept)


def _joined(sheet: Sheet, keys: pl.DataFrame, listing: Listing) -> pl.DataFrame:
    """Join rows of a SNIP code without CUI to the only investment of the file that has both; others stay apart."""
    coded = keys.select("snip", whole="cui").drop_nulls().unique().unique("snip", keep="none")
    keys = keys.join(coded, on="snip", how="left", maintain_order="left")
    mended = keys["alone"] & keys["whole"].is_not_null()
    reason = "no tiene código único: se guarda aparte, con su código SNIP"
    cells.told(sheet, keys["alone"] & ~mended, listing.cui, reason, REPAIRED, keys["snip"])
    if not mended.any():
        return keys
    lines, snip, whole = keys.filter(mended).select("line", "snip", "whole").get_columns()
    reasons = "no tiene código único: se une a la única inversión del archivo con su código SNIP, " + whole
    sheet.findings.add(lines, listing.cui, snip, reasons, REPAIRED)
    taken = pl.when(pl.lit(mended)).then("whole")
    return keys.with_columns(taken.otherwise(name).alias(name) for name in ("project_id", "cui"))


def _columns(listing: Listing, context: Context) -> dict[str, Column]:
    """What is read of every row that is kept, in the order in which it is told of."""
    return {
        "viable": Column(listing.viable, Money(zero_is_blank=True)),
        "updated": Column(listing.updated, Money(zero_is_blank=True)),
        **({"state": listing.state} if isinstance(listing.state, Column) else {}),
        **{f"start{at}": Column(name, Date()) for at, name in enumerate(listing.starts)},
        **{f"end{at}": Column(name, Date()) for at, name in enumerate(listing.ends)},
        "viable_date": Column(listing.viable_date, Date(context.today)),
        "beneficiaries": Column(listing.beneficiaries, Whole()),
        **{f"entity{at}": Column(name, Text()) for at, name in enumerate(listing.entity)},
        "function": Column(listing.function, Text()),
        "investment_type": Column(listing.investment_type, Text()),
        **_place_columns(listing),
        "lon": Column(listing.longitude, Degrees()),
        "lat": Column(listing.latitude, Degrees()),
    }


def _place_columns(listing: Listing) -> dict[str, Column]:
    return place_columns(listing.ubigeo, listing.department, listing.province, listing.district)


def _rows(keys: pl.DataFrame, reading: Reading, listing: Listing) -> pl.DataFrame:
    """What each row says, and whether it is the first of its project."""

    def either(name: str, columns: tuple[str, ...]) -> pl.Expr:
        return pl.coalesce(*(pl.col(f"{name}{at}") for at in range(len(columns))), pl.lit(None, dtype=pl.String))

    state = pl.col("state").fill_null(ACTIVE) if isinstance(listing.state, Column) else pl.lit(listing.state)
    return (
        keys.hstack(reading.values())
        .lazy()
        .with_columns(
            first=pl.col("project_id").is_first_distinct(),
            state=state,
            start=either("start", listing.starts),
            end=either("end", listing.ends),
            executing_entity=either("entity", listing.entity),
        )
        .with_columns(turned=(pl.col("end") < pl.col("start")).fill_null(value=False))
        # Where the end comes before the start neither can be trusted.
        .with_columns(pl.when(~pl.col("turned")).then(pl.col(name)).alias(f"{name}_date") for name in ("start", "end"))
        .collect()
    )


def _tell(reading: Reading, rows: pl.DataFrame, listing: Listing) -> None:
    reading.tell("viable", "updated", *(["state"] if isinstance(listing.state, Column) else []))
    reading.tell(*(f"start{at}" for at in range(len(listing.starts))), *(f"end{at}" for at in range(len(listing.ends))))
    if rows["turned"].any():
        shown = rows.filter("turned").select(pl.concat_str("start", "end", separator=" > ")).to_series()
        reason = "el fin es anterior al inicio: ninguno de los dos se usa"
        lines = rows["line"].filter(rows["turned"])
        reading.sheet.findings.add(lines, listing.starts[0], shown, reason, SET_ASIDE)
    entities = (f"entity{at}" for at in range(len(listing.entity)))
    reading.tell("viable_date", "beneficiaries", *entities, "function", "investment_type", *PLACE)


def _places(sheet: Sheet, rows: pl.DataFrame, listing: Listing, context: Context) -> pl.DataFrame:
    places = rows.hstack(declared_places(sheet, rows, context.codes, _place_columns(listing))).lazy()
    return (
        places.with_columns(pl.col("lon", "lat").fill_null(float("nan")))
        .select(*PLACES)
        .unique(["project_id", "ubigeo", "lon", "lat"], keep="first", maintain_order=True)
        .collect()
    )


def _shared(listing: Listing, more: Mapping[str, Column]) -> dict[str, str]:
    """Values that rows of one code must share, with their columns; works of one code may differ in their dates."""
    return {
        "viable": listing.viable,
        "updated": listing.updated,
        "name": listing.title,
        "snip": listing.snip,
        **({"state": listing.state.name} if isinstance(listing.state, Column) else {}),
        "viable_date": listing.viable_date,
        "beneficiaries": listing.beneficiaries,
        "function": listing.function,
        "investment_type": listing.investment_type,
        **{name: column.name for name, column in more.items()},
    }


def _projects(first: pl.DataFrame) -> pl.DataFrame:
    names, types = folded(first["name"]), folded_few(first["investment_type"])
    sector = sectors(folded_few(first["function"]), names)
    kinds = pl.DataFrame([names, types]).select(kind("investment_type", "name")).to_series()
    return first.with_columns(sector.alias("sector"), kinds.alias("kind")).select(*PROJECTS)


def _amounts(first: pl.DataFrame, cut_off: str) -> pl.DataFrame:
    """Costs of the projects, each with its date."""
    return pl.concat(
        first.lazy()
        .select("project_id", pl.lit(what.value).alias("kind"), pl.col(column).alias("centimos"), date.alias("date"))
        .drop_nulls("centimos")
        .select(*AMOUNTS)
        for what, column, date in (
            (AmountKind.VIABLE_COST, "viable", pl.col("viable_date")),
            (AmountKind.UPDATED_COST, "updated", pl.lit(cut_off, dtype=pl.String)),
        )
    ).collect()
