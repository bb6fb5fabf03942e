"""Whose project is whose: those of a file under the identifiers that the edition knows them by."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from geoapp.ingest.followup import FollowUp
from geoapp.ingest.intake import Intake
from geoapp.services.importing.frames import named, once


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
    if isinstance(intake, FollowUp):
        intake = replace(intake, records=renamed(intake.records))
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
    stored, mine = projects[["project_id", "cui", "snip"]], told[["project_id", "cui", "snip"]].drop_nulls("snip")
    with_snip = stored.drop_nulls("snip")
    parts = [
        named(stored.filter(pl.col("cui") != pl.col("project_id")), file_id="cui", known="project_id"),
        named(aliases, file_id="alias", known="project_id"),
    ]
    # A SNIP code alone joins a project only where one of the two has no CUI: several CUI may come from one SNIP.
    uncoded = with_snip.filter(pl.col("cui").is_null())
    if len(uncoded):
        # Of several, which one took it over the file does not say.
        parts.append(_by_snip(mine.drop_nulls("cui").unique("snip", keep="none"), uncoded))
    without_cui = mine.filter(pl.col("cui").is_null())
    if len(without_cui):
        asked = with_snip.join(without_cui, on="snip", how="semi")
        parts.append(_by_snip(without_cui, asked.unique("snip", keep="none")))
    pairs = pl.concat(parts).filter(pl.col("file_id") != pl.col("known"))
    if pairs.is_empty():
        return pairs
    taken = projects["project_id"].filter(projects["project_id"].is_in(pairs["file_id"].implode()))
    free = pairs.filter(~pairs["file_id"].is_in(taken.implode()))
    return free.unique("file_id", keep="first", maintain_order=True)


def _by_snip(told: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    joined = told.join(named(stored, snip="snip", known="project_id"), on="snip", maintain_order="left")
    return named(joined, file_id="project_id", known="known")
