"""CIERRE_INVERSIONES (MEF): closed investments. Closing is an act of the books.

Only CULMINADA says that the works ended.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.domain.vocabulary import Status
from geoapp.ingest.formats.mef import CORE, listing, main_names, mef_format
from geoapp.ingest.intake import CLOSED, OBSERVATIONS, Context, Intake
from geoapp.ingest.investments import read_listing
from geoapp.ingest.kinds import Date, Text
from geoapp.ingest.money import Money
from geoapp.ingest.reading import Column
from geoapp.ingest.sheets import Sheet


def _more(context: Context) -> dict[str, Column]:
    return {
        "done": Column("CULMINADA", Text()),
        "closed_on": Column("FEC_CIERRE", Date(context.today)),
        "accrued": Column("DEVEN_ACUMULADO", Money()),
    }


def _progress(first: pl.DataFrame, _cut_off: str) -> pl.DataFrame:
    ratio = pl.col("accrued") * 10_000 // pl.col("updated")
    derived = ratio.is_between(0, 10_000)
    done = pl.col("done").str.to_uppercase().is_in(["SI", "SÍ", "1"])
    return (
        first.lazy()
        .with_columns(
            title=pl.col("name"),
            physical_bp=pl.lit(None, dtype=pl.Int64),
            financial_bp=pl.when(derived).then(ratio),
            progress_date=pl.when(derived).then(pl.col("closed_on")),
            status=pl.when(done).then(pl.lit(Status.FINISHED.value)),
            flags=pl.when(derived).then(pl.lit("derived_figure;cerrada")).otherwise(pl.lit("cerrada")),
        )
        .select(*OBSERVATIONS)
        .collect()
    )


LISTING = listing("cierre", CLOSED, ("FEC_CIERRE", "FECHA_REGISTRO", "FEC_LIQUIDACION"), more=_more, progress=_progress)


def _recognise(names: Sequence[str]) -> bool:
    return main_names(tuple(names)) >= CORE and bool({"FEC_CIERRE", "DES_CIERRE"} & {*names})


def _read(sheet: Sheet, context: Context) -> Intake:
    return read_listing(sheet, LISTING, context)


FORMAT = mef_format("cierre", "Inversiones cerradas", "CIERRE_INVERSIONES.csv", recognise=_recognise, read=_read)
