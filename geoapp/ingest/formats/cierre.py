"""CIERRE_INVERSIONES (MEF): closed investments. Closing is an act of the books.

Only CULMINADA says that the works ended.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.domain.vocabulary import Status
from geoapp.ingest import cells
from geoapp.ingest.formats.mef import CORE, listing, main_names, mef_format
from geoapp.ingest.intake import CLOSED, OBSERVATIONS, Context, Intake
from geoapp.ingest.investments import read_listing
from geoapp.ingest.sheets import LINE, Sheet

_NUMBER, _TEXT = pl.Int64, pl.String


def _progress(sheet: Sheet, first: pl.DataFrame, context: Context, _cut_off: str) -> pl.DataFrame:
    table = pl.DataFrame(
        {
            "line": sheet.frame[LINE],
            "done": cells.text(sheet, "CULMINADA").str.to_uppercase(),
            "closed_on": cells.date(sheet, "FEC_CIERRE", latest=context.today),
            "accrued": cells.money(sheet, "DEVEN_ACUMULADO"),
        }
    )
    ratio = pl.col("accrued") * 10_000 // pl.col("updated")
    derived = ratio.is_between(0, 10_000)
    return (
        first.join(table, on="line", how="left", maintain_order="left")
        .with_columns(
            title=pl.col("name"),
            physical_bp=pl.lit(None, dtype=_NUMBER),
            financial_bp=pl.when(derived).then(ratio),
            progress_date=pl.when(derived).then(pl.col("closed_on")),
            status=pl.when(pl.col("done").is_in(["SI", "SÍ", "1"])).then(pl.lit(Status.FINISHED.value)),
            flags=pl.when(derived).then(pl.lit("derived_figure;cerrada")).otherwise(pl.lit("cerrada")),
        )
        .select(*OBSERVATIONS)
    )


LISTING = listing("cierre", CLOSED, ("FEC_CIERRE", "FECHA_REGISTRO", "FEC_LIQUIDACION"), progress=_progress)


def _recognise(names: Sequence[str]) -> bool:
    return main_names(tuple(names)) >= CORE and bool({"FEC_CIERRE", "DES_CIERRE"} & {*names})


def _read(sheet: Sheet, context: Context) -> Intake:
    return read_listing(sheet, LISTING, context)


FORMAT = mef_format("cierre", "Inversiones cerradas", "CIERRE_INVERSIONES.csv", recognise=_recognise, read=_read)
