"""Sector and kind of an investment from its function in the budget and from the words of its name.

Functions are those of the state's functional classifier (DS 068-2008-EF); where one covers several of geoapp's sectors,
or the file gives none, the words of the name decide. The first rule that holds counts.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

_BY_FUNCTION = {
    "SALUD": "salud",
    "EDUCACION": "educacion",
    "SANEAMIENTO": "saneamiento",
    "TRANSPORTE": "transporte",
    "ENERGIA": "energia",
    "COMUNICACIONES": "telecom",
    "TURISMO": "turismo",
    "INDUSTRIA": "productivo",
    "COMERCIO": "productivo",
    "PESCA": "productivo",
    "MINERIA": "ambiente",
    "AMBIENTE": "ambiente",
    "MEDIO AMBIENTE": "ambiente",
    "ORDEN PUBLICO Y SEGURIDAD": "seguridad",
    "DEFENSA Y SEGURIDAD NACIONAL": "seguridad",
    "CULTURA Y DEPORTE": "cultura",
    "AGROPECUARIA": "agropecuario",
}
_WITHIN: tuple[tuple[str, str, str], ...] = (
    ("agropecuario", r"\bREPRESA|\bPRESAS?\b|\bEMBALSE", "represa"),
    ("agropecuario", r"\bRIEGO|\bIRRIGA|\bCANAL(ES)?\b|\bBOCATOMA|\bHIDRAULIC", "riego"),
    ("ambiente", r"RESIDUOS SOLIDOS|LIMPIEZA PUBLICA|RELLENO SANITARIO", "residuos"),
    ("saneamiento", r"RESIDUOS SOLIDOS|RELLENO SANITARIO", "residuos"),
    ("cultura", r"\bDEPORT|\bESTADIO|\bLOSAS?\b|\bCOLISEO|\bRECREA", "deporte"),
)
_BY_WORDS: tuple[tuple[str, str], ...] = (
    (r"RESIDUOS SOLIDOS|LIMPIEZA PUBLICA|RELLENO SANITARIO", "residuos"),
    (r"AGUA POTABLE|SANEAMIENTO|ALCANTARILLADO|LETRINA|DESAGUE|AGUAS RESIDUALES|\bUBS\b", "saneamiento"),
    (r"\bRIEGO|\bIRRIGA|\bBOCATOMA|CANAL DE REGA", "riego"),
    (r"\bREPRESA|\bPRESAS?\b|\bEMBALSE", "represa"),
    (r"\bHOSPITAL|\bSALUD\b|\bPOSTA|\bMATERNO|\bDESNUTRICION|\bANEMIA|\bMEDIC[OA]S?\b|ESSALUD", "salud"),
    (r"\bEDUCA|\bESCOLAR|\bI\.?E\.?I?\.?\b|\bCOLEGIO|\bAULAS?\b|\bUNIVERSI|\bINSTITUTO|\bPRONOEI", "educacion"),
    (r"\bELECTR|\bENERGIA\b", "energia"),
    (r"\bCARRETERA|\bTROCHA|\bCAMINO|\bPUENTE|\bPISTAS?\b|\bVEREDAS?\b|\bVIAL|\bVIAS?\b|\bTRANSITABIL", "transporte"),
    (r"\bPAVIMENT|\bTRANSPORTE|\bAEROPUERTO|\bCALLES?\b|\bPONTON", "transporte"),
    (r"\bDEPORT|\bESTADIO|\bLOSAS?\b|\bCOLISEO|\bRECREA", "deporte"),
    (r"\bCULTURA|\bMUSEO|\bARQUEOLOG|\bBIBLIOTECA", "cultura"),
    (r"\bTURIS", "turismo"),
    (r"SEGURIDAD CIUDADANA|\bSERENAZGO|\bPOLICIA|\bCOMISARIA|\bPENITENCIAR", "seguridad"),
    (r"\bINTERNET|\bTELECOM|\bBANDA ANCHA|\bTELEFON", "telecom"),
    (r"\bFOREST|\bAMBIENTAL|\bREMEDIACION|\bINUNDACION|\bDEFENSA RIBERENA|\bRIBERAS?\b|\bBIODIVERS", "ambiente"),
    (r"TITULACION|\bCATASTRO", "titulacion"),
    (r"\bAGRO|\bGANADER|\bCULTIVO|\bCAFE\b|\bCACAO|\bAGRARI|\bAGRICOLA|\bPECUARI|\bLECHE", "agropecuario"),
    (r"\bPRODUCTIV|\bARTESAN|\bMERCADO|\bCOMPETITIV|\bPESQUER|\bACUICOL|\bINDUSTRIA", "productivo"),
)
_KINDS: tuple[tuple[str, str], ...] = (
    (r"^MANTENIMIENTO", "mantenimiento"),
    (r"^ADQUISICION|^REPOSICION DE (EQUIPO|VEHICULO|MAQUINARIA)|^EQUIPAMIENTO", "equipamiento"),
    (r"^ESTUDIO|^ELABORACION DEL? (ESTUDIO|EXPEDIENTE)", "estudio"),
    (r"^PROGRAMA ", "programa"),
)


def sectors(function: pl.Series, name: pl.Series) -> pl.Series:
    """Sector of each investment from columns of folded text: its function, where the file has one, and its name."""
    table = (
        pl.DataFrame({"function": function, "name": name})
        .with_row_index("row")
        .with_columns(area=pl.col("function").replace_strict(_BY_FUNCTION, default=None, return_dtype=pl.String))
        .lazy()
    )
    # Names are read only where they decide: it is most of the work.
    parts = [table.filter(pl.col("function").is_null()).select("row", sector=_first(_BY_WORDS, "otro"))]
    within = list(dict.fromkeys(broad for broad, _, _ in _WITHIN))
    for broad in within:
        rules = [(pattern, code) for area, pattern, code in _WITHIN if area == broad]
        parts.append(table.filter(pl.col("area") == broad).select("row", sector=_first(rules, broad)))
    plain = pl.col("function").is_not_null() & ~pl.col("area").is_in(within).fill_null(value=False)
    parts.append(table.filter(plain).select("row", sector=pl.col("area").fill_null("otro")))
    return pl.concat(pl.collect_all(parts)).sort("row")["sector"]


def _first(rules: Iterable[tuple[str, str]], other: str) -> pl.Expr:
    found = [pl.when(pl.col("name").str.contains(pattern)).then(pl.lit(code)) for pattern, code in rules]
    return pl.coalesce(*found, pl.lit(other))


def kind(investment_type: str, name: str) -> pl.Expr:
    """Kind of an investment from columns of folded text; a work where nothing says otherwise."""
    rules = [pl.when(pl.col(name).str.contains(pattern)).then(pl.lit(code)) for pattern, code in _KINDS]
    rules.insert(0, pl.when(pl.col(investment_type).str.contains("PROGRAMA")).then(pl.lit("programa")))
    return pl.coalesce(*rules, pl.lit("obra"))
