"""What the three investment files of MEF share: column names with their drift, states, progress, this year's budget."""

from __future__ import annotations

import polars as pl

from geoapp.domain.vocabulary import Status
from geoapp.ingest.intake import BUDGET, OBSERVATIONS, Context, Format
from geoapp.ingest.investments import Listing
from geoapp.ingest.kinds import Date, Percentage, Text
from geoapp.ingest.money import Money
from geoapp.ingest.reading import Column

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
        state=state,
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


STAGES: dict[str, str] = {
    "pia_centimos": "PIA_ANIO_ACTUAL",
    "pim_centimos": "PIM_ANIO_ACTUAL",
    "certificado_centimos": "CERTIF_ANIO_ACTUAL",
    "comprometido_centimos": "COMPROM_ANUAL_ANIO_ACTUAL",
    "devengado_centimos": "DEV_ANIO_ACTUAL",
}


def budget_columns(_context: Context) -> dict[str, Column]:
    """What `current_budget` needs."""
    return {stage: Column(name, Money()) for stage, name in STAGES.items()}


def progress_columns(context: Context) -> dict[str, Column]:
    """What `active_progress` needs, and dates of spending, which are only checked."""
    happened = Date(context.today)
    return {
        "physical_bp": Column("AVANCE_FISICO", Percentage()),
        "declared_bp": Column("AVANCE_EJECUCION", Percentage()),
        "accrued_before": Column("DEVEN_ACUMUL_ANIO_ANT", Money()),
        "accrued_now": Column("DEV_ANIO_ACTUAL", Money()),
        "told_on": Column("ULT_FEC_DECLA_ESTIM", happened),
        "situation": Column("SITUACION", Text()),
        "file": Column("EXPEDIENTE_TECNICO", Text()),
        "first_accrual": Column("PRIMER_DEVENGADO", happened),
        "last_accrual": Column("ULTIMO_DEVENGADO", happened),
    }


def active_progress(first: pl.DataFrame, cut_off: str) -> pl.DataFrame:
    """Progress and state of active investments.

    Physical progress is as declared, at the date of its declaration, else at the cut-off. Financial progress is as
    declared where it is a percentage, else accrued over updated cost, and says so. Only what the file says of the works
    makes a state: works begun are in execution, a technical file is one, formulation is formulation; a viable project
    of which nothing more is said has no state.
    """
    parts = pl.col("accrued_before", "accrued_now")
    accrued = pl.when(pl.any_horizontal(parts.is_not_null())).then(pl.sum_horizontal(parts))
    ratio = accrued * 10_000 // pl.col("updated")
    derived = pl.col("declared_bp").is_null() & ratio.is_between(0, 10_000)
    begun = (pl.col("physical_bp") > 0) | (pl.col("start_date") <= cut_off)
    status = (
        pl.when(begun)
        .then(pl.lit(Status.EXECUTION.value))
        .when(pl.col("file").str.to_uppercase().is_in(["SI", "SÍ", "1"]))
        .then(pl.lit(Status.TECHNICAL_FILE.value))
        .when(pl.col("situation").str.to_uppercase().str.contains("FORMULACI|EVALUACI"))
        .then(pl.lit(Status.PROFILE.value))
    )
    return (
        first.lazy()
        .with_columns(
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
        .collect()
    )


def current_budget(first: pl.DataFrame, cut_off: str) -> pl.DataFrame:
    """Budget of the year of the cut-off."""
    return (
        first.lazy()
        .filter(pl.any_horizontal(pl.col(*STAGES).is_not_null()))
        .with_columns(year=pl.lit(int(cut_off[:4]), dtype=pl.Int64), girado_centimos=pl.lit(None, dtype=pl.Int64))
        .select(*BUDGET)
        .collect()
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
