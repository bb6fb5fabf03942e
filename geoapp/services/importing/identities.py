"""Whose project is whose: those of a file under the identifiers that the edition knows them by."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from geoapp.ingest.intake import Intake
from geoapp.services.importing.frames import once


def identified(intake: Intake, projects: pl.DataFrame, aliases: pl.DataFrame) -> Intake:
    """Give the file's projects the identifiers that the edition knows them by: by CUI, alias, or SNIP code.

    Projects keep what the file calls them as ``file_id``; each of them, and each of their facts, is there once.
    """
    mapping = _mapping(intake.projects, projects, aliases)

    def renamed(table: pl.DataFrame) -> pl.DataFrame:
        if mapping.is_empty():
            return table
        return table.with_columns(pl.col("project_id").replace(mapping["file_id"], mapping["known"]))

    called = renamed(intake.projects).hstack([intake.projects["project_id"].alias("file_id")])
    return replace(
        intake,
        projects=once(called, ["project_id"]),
        places=renamed(intake.places),
        amounts=once(renamed(intake.amounts), ["project_id", "kind"]),
        budget=once(renamed(intake.budget), ["project_id", "year"]),
        observations=once(renamed(intake.observations), ["project_id"]),
    )


def _mapping(told: pl.DataFrame, projects: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """What a file calls a project (``file_id``) and the edition otherwise (``known``)."""
    stored, mine = projects.lazy(), told.lazy().filter(pl.col("snip").is_not_null())
    with_snip = stored.filter(pl.col("snip").is_not_null())
    by_cui = stored.filter(pl.col("cui") != pl.col("project_id")).select(file_id="cui", known="project_id")
    by_alias = aliases.lazy().select(file_id="alias", known="project_id")
    snips = mine.select("snip", file_id="project_id")
    # A SNIP code alone joins a project only where one of the two has no CUI: several CUI may come from one SNIP.
    uncoded = with_snip.filter(pl.col("cui").is_null()).select("snip", known="project_id")
    by_snip = snips.join(uncoded, on="snip", maintain_order="left").select("file_id", "known")
    without_cui = mine.filter(pl.col("cui").is_null()).select("snip", file_id="project_id")
    asked = with_snip.join(without_cui, on="snip", how="semi")
    single = asked.unique("snip", keep="none").select("snip", known="project_id")
    by_old = without_cui.join(single, on="snip", maintain_order="left").select("file_id", "known")
    pairs = pl.concat([by_cui, by_alias, by_snip, by_old]).filter(pl.col("file_id") != pl.col("known")).collect()
    if pairs.is_empty():
        return pairs
    taken = projects["project_id"].filter(projects["project_id"].is_in(pairs["file_id"].implode()))
    free = pairs.filter(~pairs["file_id"].is_in(taken.implode()))
    return free.unique("file_id", keep="first", maintain_order=True)
