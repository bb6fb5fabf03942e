"""What the three investment files of MEF share: column names with their drift, states, progress, this year's budget."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from geoapp.domain.vocabulary import Status
from geoapp.ingest import cells
from geoapp.ingest.intake import BUDGET, OBSERVATIONS, Context, Format, empty
from geoapp.ingest.investments import Listing
from geoapp.ingest.sheets import Sheet

PUBLISHER = "Ministerio de Economía y Finanzas (MEF)"
DATASETS = "https://fs.datosabiertos.mef.gob.pe/datastorefiles/"

COLUMNS: tuple[tuple[str, ...], ...] = (
    ("CODIGO_UNICO", "COD_UNICO", "CUI"),
    ("CODIGO_SNIP", "COD_SNIP"),
    ("NOMBRE_INVERSION", "NOM_INVERSION"),
    ("NOMBRE_UEI", "NOM_UEI"),
    ("ENTIDAD",),
    ("ESTADO",),
    ("SITUACION",),
    ("MONTO_VIABLE",),
    ("COSTO_ACTUALIZADO", "COSTO_ACTUALIZ"),
    ("FECHA_REGISTRO", "FEC_REGISTRO"),
    ("FECHA_VIABILIDAD", "FEC_VIABLE", "FEC_VIABILIDAD"),
    ("FUNCION",),
    ("TIPO_INVERSION",),
    ("EXPEDIENTE_TECNICO",),
    ("PRIMER_DEVENGADO",),
    ("ULTIMO_DEVENGADO",),
    ("DEVEN_ACUMUL_ANIO_ANT",),
    ("DEV_ANIO_ACTUAL",),
    ("PIA_ANIO_ACTUAL",),
    ("PIM_ANIO_ACTUAL",),
    ("CERTIF_ANIO_ACTUAL",),
    ("COMPROM_ANUAL_ANIO_ACTUAL",),
    ("AVANCE_FISICO",),
    ("AVANCE_EJECUCION",),
    ("ULT_FEC_DECLA_ESTIM",),
    ("DEPARTAMENTO",),
    ("PROVINCIA",),
    ("DISTRITO",),
    ("UBIGEO",),
    ("LATITUD",),
    ("LONGITUD",),
    ("FEC_INI_EJECUCION",),
    ("FEC_FIN_EJECUCION",),
    ("FEC_INI_EJEC_FISICA", "INICIO_EJEC_FISICA"),
    ("FEC_FIN_EJEC_FISICA", "CULMINA_EJEC_FISICA"),
    ("NUM_HABITANTES_BENEF", "NUM_HABITAN_BENEF"),
    ("FEC_CIERRE",),
    ("CULMINADA",),
    ("DEVEN_ACUMULADO",),
)
"""Names that a column has had in DETALLE, CIERRE and DESACTIVADAS; the first is DETALLE's."""

CORE = frozenset({"CODIGO_UNICO", "NOMBRE_INVERSION", "MONTO_VIABLE", "UBIGEO"})


def main_names(names: list[str] | tuple[str, ...]) -> frozenset[str]:
    """Column names of a file as DETALLE calls them."""
    first = {other: known[0] for known in COLUMNS for other in known}
    return frozenset(first.get(name, name) for name in names)


def all_of(state: str) -> Callable[[Sheet], pl.Series]:
    """Every row of the file is of one state."""
    return lambda sheet: pl.select(pl.repeat(state, len(sheet), dtype=pl.String)).to_series()


def listing(name: str, state: str, happened: tuple[str, ...], **more: object) -> Listing:
    """Meaning of the columns of one of the files."""
    return Listing(
        name=name,
        cui="CODIGO_UNICO",
        snip="CODIGO_SNIP",
        title="NOMBRE_INVERSION",
        viable="MONTO_VIABLE",
        updated="COSTO_ACTUALIZADO",
        department="DEPARTAMENTO",
        province="PROVINCIA",
        district="DISTRITO",
        ubigeo="UBIGEO",
        state=all_of(state),
        happened=happened,
        function="FUNCION",
        investment_type="TIPO_INVERSION",
        entity=("NOMBRE_UEI", "ENTIDAD"),
        beneficiaries="NUM_HABITANTES_BENEF",
        viable_date="FECHA_VIABILIDAD",
        starts=("FEC_INI_EJEC_FISICA", "FEC_INI_EJECUCION"),
        ends=("FEC_FIN_EJEC_FISICA", "FEC_FIN_EJECUCION"),
        longitude="LONGITUD",
        latitude="LATITUD",
        **more,  # type: ignore[arg-type]
    )


def active_progress(sheet: Sheet, first: pl.DataFrame, context: Context, cut_off: str) -> pl.DataFrame:
    """Progress and state of active investments.

    Physical progress is as declared, at the date of its declaration, else at the cut-off. Financial progress is as
    declared where it is a percentage, else accrued over updated cost, and says so. Only what the file says of the works
    makes a state: works begun are in execution, a technical file is one, formulation is formulation; a viable project
    of which nothing more is said has no state.
    """
    physical, declared = cells.percentage(sheet, "AVANCE_FISICO"), cells.percentage(sheet, "AVANCE_EJECUCION")
    earlier, current = cells.money(sheet, "DEVEN_ACUMUL_ANIO_ANT"), cells.money(sheet, "DEV_ANIO_ACTUAL")
    table = pl.DataFrame(
        {
            "row": pl.select(pl.int_range(len(sheet), dtype=pl.UInt32)).to_series(),
            "physical_bp": physical,
            "declared_bp": declared,
            "accrued": pl.select(
                pl.when(pl.lit(earlier).is_not_null() | pl.lit(current).is_not_null()).then(
                    pl.lit(earlier).fill_null(0) + pl.lit(current).fill_null(0)
                )
            ).to_series(),
            "told_on": cells.date(sheet, "ULT_FEC_DECLA_ESTIM", latest=context.today),
            "situation": cells.text(sheet, "SITUACION").str.to_uppercase(),
            "file": cells.text(sheet, "EXPEDIENTE_TECNICO").str.to_uppercase(),
        }
    )
    cells.date(sheet, "PRIMER_DEVENGADO", latest=context.today)
    cells.date(sheet, "ULTIMO_DEVENGADO", latest=context.today)
    table = first.join(_of_rows(table, first, sheet), on="project_id", how="left", maintain_order="left")
    ratio = pl.col("accrued") * 10_000 // pl.col("updated")
    derived = pl.col("declared_bp").is_null() & ratio.is_between(0, 10_000)
    begun = (pl.col("physical_bp") > 0) | (pl.col("start_date") <= cut_off)
    status = (
        pl.when(begun)
        .then(pl.lit(Status.EXECUTION.value))
        .when(pl.col("file").is_in(["SI", "SÍ", "1"]))
        .then(pl.lit(Status.TECHNICAL_FILE.value))
        .when(pl.col("situation").str.contains("FORMULACI|EVALUACI"))
        .then(pl.lit(Status.PROFILE.value))
    )
    return (
        table.with_columns(
            status=status,
            financial_bp=pl.coalesce("declared_bp", pl.when(derived).then(ratio)),
            flags=pl.when(derived).then(pl.lit("derived_figure")).otherwise(pl.lit("")),
            progress_date=pl.when(pl.any_horizontal(pl.col("physical_bp", "declared_bp").is_not_null()) | derived).then(
                pl.coalesce("told_on", pl.lit(cut_off, dtype=pl.String))
            ),
            title=pl.col("name"),
        )
        .filter(pl.any_horizontal(pl.col("physical_bp", "financial_bp", "status", "end_date").is_not_null()))
        .select(*OBSERVATIONS)
    )


def _of_rows(table: pl.DataFrame, first: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """The rows of a table that stand for projects, by project."""
    lines = sheet.frame.select("_line").with_row_index("row")
    at = first.select("project_id", "line").join(lines, left_on="line", right_on="_line", how="left")
    return at.select("project_id", "row").join(table, on="row", how="left").drop("row")


def current_budget(sheet: Sheet, first: pl.DataFrame, cut_off: str) -> pl.DataFrame:
    """Budget of the year of the cut-off."""
    stages = {
        "pia_centimos": "PIA_ANIO_ACTUAL",
        "pim_centimos": "PIM_ANIO_ACTUAL",
        "certificado_centimos": "CERTIF_ANIO_ACTUAL",
        "comprometido_centimos": "COMPROM_ANUAL_ANIO_ACTUAL",
        "devengado_centimos": "DEV_ANIO_ACTUAL",
    }
    if not any(cells.has(sheet, column) for column in stages.values()):
        return empty(BUDGET)
    table = pl.DataFrame({name: cells.money(sheet, column) for name, column in stages.items()}).with_row_index("row")
    lines = first.join(_of_rows(table, first, sheet), on="project_id", how="left", maintain_order="left")
    return (
        lines.filter(pl.any_horizontal(pl.col(*stages).is_not_null()))
        .with_columns(year=pl.lit(int(cut_off[:4]), dtype=pl.Int64), girado_centimos=pl.lit(None, dtype=pl.Int64))
        .select(*BUDGET)
    )


def mef_format(name: str, title: str, file: str, **functions: object) -> Format:
    """One of MEF's files."""
    return Format(
        name=name,
        title=title,
        publisher=PUBLISHER,
        url=DATASETS + file,
        columns=COLUMNS,
        **functions,  # type: ignore[arg-type]
    )
