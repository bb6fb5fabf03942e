"""Reading files that list investments: the one validation that all such formats share.

A format says which columns mean what (`Listing`); rows become projects here: one per code, however often repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from geoapp.domain.money import AmountKind
from geoapp.ingest import cells
from geoapp.ingest.classify import folded, kind, sectors
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import MERGED, REPAIRED, SET_ASIDE
from geoapp.ingest.intake import AMOUNTS, BUDGET, OBSERVATIONS, PLACES, PROJECTS, Context, Intake, empty
from geoapp.ingest.places import check_inside, declared_places, departments_of
from geoapp.ingest.sheets import LINE, Sheet

CUI_FORM, SNIP_FORM = r"^[0-9]{7}$", r"^[0-9]{1,7}$"
UNCODED = "sin-codigo-"
"""Begins the identifier of an investment without any code: its name is then all that tells it from others."""
SAME = ("viable", "updated", "name")
"""Values that rows of one code must share."""


@dataclass(frozen=True)
class Listing:
    """Columns of a format by meaning; blank where it has none.

    Attributes
    ----------
    state
        State of every row, or a function of the sheet that tells each row's.
    happened
        Columns of dates that say up to when the file is informed.
    progress
        Gives the observations of the rows kept, one per project; None where the format tells no progress.
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
    state: Callable[[Sheet], pl.Series]
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
    progress: Callable[[Sheet, pl.DataFrame, Context, str], pl.DataFrame] | None = None
    budget: Callable[[Sheet, pl.DataFrame, str], pl.DataFrame] | None = None
    """Gives the budget lines of the rows kept; None where the format has none."""


def read_listing(sheet: Sheet, listing: Listing, context: Context) -> Intake:
    """Read a file that lists investments.

    Raises
    ------
    SchemaError
        When its codes of place are not INEI's, or nothing dates its figures.
    """
    read = len(sheet)
    cut_off = cut_off_of(sheet, listing.happened, context)
    sheet = _in_department(sheet, listing, context)
    inside = len(sheet)
    keys = _keys(sheet, listing)
    refused = keys["project_id"].is_null() | keys["name"].is_null()
    cells.told(
        sheet, keys["project_id"].is_null(), listing.cui, "no tiene código único, código SNIP ni nombre", "refused"
    )
    cells.told(
        sheet, keys["name"].is_null() & keys["project_id"].is_not_null(), listing.title, "no tiene nombre", "refused"
    )
    sheet, keys = cells.only(sheet, ~refused), keys.filter(~refused)
    rows = keys.with_columns(
        line=sheet.frame[LINE],
        viable=cells.money(sheet, listing.viable, zero_is_blank=True),
        updated=cells.money(sheet, listing.updated, zero_is_blank=True),
        state=listing.state(sheet),
        **_dates(sheet, listing, context),
        beneficiaries=cells.whole(sheet, listing.beneficiaries),
        executing_entity=pl.Series(
            pl.select(pl.coalesce(*(pl.lit(cells.text(sheet, column)) for column in listing.entity))).to_series()
        ),
        function=cells.text(sheet, listing.function),
        investment_type=cells.text(sheet, listing.investment_type),
    )
    places = _places(sheet, rows, listing, context)
    first = _one_per_project(sheet, rows)
    words = folded(first["name"])
    projects = first.with_columns(
        sector=sectors(folded(first["function"]), words), words=words, investment_type=folded(first["investment_type"])
    ).with_columns(kind=kind("investment_type", "words"))
    amounts = pl.concat(
        first.select(
            "project_id", pl.lit(what.value).alias("kind"), pl.col(column).alias("centimos"), date.alias("date")
        ).drop_nulls("centimos")
        for what, column, date in (
            (AmountKind.VIABLE_COST, "viable", pl.col("viable_date")),
            (AmountKind.UPDATED_COST, "updated", pl.lit(cut_off, dtype=pl.String)),
        )
    )
    return Intake(
        format=listing.name,
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=cut_off,
        cut_off_declared=context.cut_off is not None,
        read=read,
        outside=read - inside,
        accepted=len(rows),
        listing=True,
        projects=projects.select(*PROJECTS),
        places=places,
        amounts=amounts.select(*AMOUNTS),
        budget=listing.budget(sheet, first, cut_off).select(*BUDGET) if listing.budget else empty(BUDGET),
        observations=(
            listing.progress(sheet, first, context, cut_off).select(*OBSERVATIONS)
            if listing.progress
            else empty(OBSERVATIONS)
        ),
        notes=(sheet.note,) if sheet.note else (),
    )


def _in_department(sheet: Sheet, listing: Listing, context: Context) -> Sheet:
    """All rows of the investments that name the department in some row."""
    if context.department is None:
        return sheet
    code = pl.col(listing.ubigeo).str.strip_chars().str.replace(r"^([1-9][0-9]{4})$", "0$1").str.slice(0, 2)
    of_name = departments_of(sheet.frame[listing.department], context.codes)
    # The name decides: a code may be of another scheme, which is checked afterwards on the rows that are left.
    found = sheet.frame.select(pl.coalesce(pl.lit(of_name), code)).to_series()
    inside = (found == context.department).fill_null(value=False)
    check_inside(sheet, inside, found, context.codes, context.department)
    if inside.all():
        return sheet
    key = [c for c in (listing.cui, listing.snip) if c and c in sheet.frame.columns]
    coded = sheet.frame.select(pl.coalesce(*(pl.col(c).str.strip_chars() for c in key))).to_series()
    wanted = coded.filter(inside).drop_nulls().unique()
    return cells.only(sheet, inside | coded.is_in(wanted.implode()).fill_null(value=False))


def _keys(sheet: Sheet, listing: Listing) -> pl.DataFrame:
    """Codes, name and identifier of each row."""
    cui, snip = cells.raw(sheet, listing.cui).str.replace(r"\.0+$", ""), cells.raw(sheet, listing.snip)
    snip = snip.str.replace(r"\.0+$", "").str.replace(r"^0+$", "")
    wrong = cui.is_not_null() & ~cui.str.contains(CUI_FORM)
    cells.told(sheet, wrong, listing.cui, "un código único tiene siete cifras", SET_ASIDE)
    odd = (snip != "") & ~snip.str.contains(SNIP_FORM)
    cells.told(sheet, odd, listing.snip, "no es un código SNIP", SET_ASIDE)
    frame = pl.DataFrame(
        {
            "cui": cells.blanked(cui, wrong),
            "snip": cells.blanked(snip, odd | (snip == "")),
            "name": cells.text(sheet, listing.title, report_breaks=True),
        }
    ).with_row_index("row")
    frame = frame.with_columns(project_id=pl.coalesce("cui", "snip-" + pl.col("snip")))
    bare = frame["project_id"].is_null() & frame["name"].is_not_null()
    if bare.any():
        reason = "no tiene código: se reconoce por su nombre, aparte de las que tienen código"
        cells.told(sheet, bare, listing.cui, reason, REPAIRED, frame["name"])
        words = frame.filter(bare).select("row", words=folded(frame["name"].filter(bare)))
        made = [UNCODED + hashlib.sha256(w.encode()).hexdigest()[:12] for w in words["words"]]
        frame = frame.join(words.select("row", made=pl.Series(made)), on="row", how="left", maintain_order="left")
        frame = frame.with_columns(project_id=pl.coalesce("project_id", "made")).drop("made")
    cells.told(
        sheet,
        frame["cui"].is_null() & frame["snip"].is_not_null(),
        listing.cui,
        "no tiene código único: se guarda aparte, con su código SNIP",
        REPAIRED,
        frame["snip"],
    )
    return frame


def _dates(sheet: Sheet, listing: Listing, context: Context) -> dict[str, pl.Series]:
    def coalesced(columns: tuple[str, ...]) -> pl.Series:
        read = [cells.date(sheet, column) for column in columns if cells.has(sheet, column)]
        none = pl.Series([None], dtype=pl.String).new_from_index(0, len(sheet))
        return pl.select(pl.coalesce(*(pl.lit(r) for r in read), pl.lit(none))).to_series()

    starts, ends = coalesced(listing.starts), coalesced(listing.ends)
    if listing.starts:
        starts, ends = cells.ordered_dates(sheet, starts, ends, listing.starts[0])
    return {
        "viable_date": cells.date(sheet, listing.viable_date, latest=context.today),
        "start_date": starts,
        "end_date": ends,
    }


def _places(sheet: Sheet, rows: pl.DataFrame, listing: Listing, context: Context) -> pl.DataFrame:
    places = declared_places(
        sheet,
        context.codes,
        ubigeo=listing.ubigeo,
        department=listing.department,
        province=listing.province,
        district=listing.district,
    )
    lon, lat = (
        cells.degrees(sheet, column) if column else pl.Series([float("nan")]).new_from_index(0, len(sheet))
        for column in (listing.longitude, listing.latitude)
    )
    table = places.with_columns(rows["project_id"], rows["line"], lon=lon, lat=lat)
    return table.unique(["project_id", "ubigeo", "lon", "lat"], keep="first", maintain_order=True).select(*PLACES)


def _one_per_project(sheet: Sheet, rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each project; further rows are merged, and where they contradict it they are told."""
    first = rows.unique("project_id", keep="first", maintain_order=True)
    if len(first) == len(rows):
        return first
    again = rows.join(
        first.select("project_id", *(pl.col(c).alias(f"first_{c}") for c in SAME), first_line="line"),
        on="project_id",
        how="left",
        maintain_order="left",
    ).filter(pl.col("line") != pl.col("first_line"))
    reason = again.select("repite el código de la línea " + pl.col("first_line").cast(pl.String)).to_series()
    sheet.findings.add(again["line"], "(fila)", again["project_id"], reason + ": el costo se cuenta una vez", MERGED)
    for column, told in zip(SAME, ("MONTO_VIABLE", "COSTO_ACTUALIZADO", "NOMBRE"), strict=True):
        other = again.filter(pl.col(column) != pl.col(f"first_{column}"))
        if len(other):
            shown = other[column].cast(pl.String)
            why = (
                "no es lo que dice la línea " + other["first_line"].cast(pl.String) + " del mismo código; vale aquella"
            )
            sheet.findings.add(other["line"], told, shown, why, SET_ASIDE)
    return first
