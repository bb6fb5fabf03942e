"""Spending by area, the plan, facilities and mining liabilities."""

from __future__ import annotations

import sqlalchemy as sa

from geoapp.db.migrations.support import create_versioned_table

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    create_versioned_table(
        "budget_function",
        sa.Column("function_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        key=("function_code",),
    )
    create_versioned_table(
        "area_budget",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("government", sa.Text(), nullable=False),
        sa.Column("spending", sa.Text(), nullable=False),
        sa.Column("function_code", sa.Text(), nullable=False),
        sa.Column("pim_centimos", sa.BigInteger(), nullable=False),
        sa.Column("devengado_centimos", sa.BigInteger(), nullable=False),
        sa.Column("girado_centimos", sa.BigInteger(), nullable=False),
        key=("ubigeo", "year", "government", "spending", "function_code"),
    )
    create_versioned_table(
        "area_budget_total",
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("government", sa.Text(), nullable=False),
        sa.Column("pia_centimos", sa.BigInteger(), nullable=True),
        sa.Column("pim_centimos", sa.BigInteger(), nullable=True),
        sa.Column("devengado_centimos", sa.BigInteger(), nullable=True),
        sa.Column("girado_centimos", sa.BigInteger(), nullable=True),
        key=("ubigeo", "year", "government"),
    )
    create_versioned_table(
        "entity_total",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("pia_centimos", sa.BigInteger(), nullable=True),
        sa.Column("pim_centimos", sa.BigInteger(), nullable=True),
        sa.Column("devengado_centimos", sa.BigInteger(), nullable=True),
        sa.Column("execution_bp", sa.Integer(), nullable=True),
        sa.Column("cut_off_date", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        key=("entity", "year", "cut_off_date", "url"),
    )
    create_versioned_table(
        "stalled_count",
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("cut_off_date", sa.Text(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=True),
        sa.Column("updated_cost_centimos", sa.BigInteger(), nullable=True),
        sa.Column("balance_centimos", sa.BigInteger(), nullable=True),
        sa.Column("national", sa.Integer(), nullable=True),
        sa.Column("regional", sa.Integer(), nullable=True),
        sa.Column("local", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        key=("ubigeo", "cut_off_date"),
    )
    create_versioned_table(
        "dataset_label",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        key=("file", "topic"),
    )
    create_versioned_table(
        "commitment",
        sa.Column("commitment_id", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("amount_centimos", sa.BigInteger(), nullable=True),
        sa.Column("amount_bound", sa.Text(), nullable=True),
        sa.Column("target_value", sa.Text(), nullable=True),
        sa.Column("target_unit", sa.Text(), nullable=True),
        sa.Column("target_year", sa.Integer(), nullable=True),
        sa.Column("baseline_value", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        key=("commitment_id",),
    )
    create_versioned_table(
        "commitment_area",
        sa.Column("commitment_id", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=False),
        sa.Column("name_in_plan", sa.Text(), nullable=False),
        key=("commitment_id", "ubigeo"),
        indexes=("ubigeo",),
    )
    create_versioned_table(
        "commitment_project",
        sa.Column("commitment_id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        key=("commitment_id", "project_id"),
        indexes=("project_id",),
    )
    create_versioned_table(
        "facility",
        sa.Column("facility_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ubigeo", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        key=("facility_code",),
    )
    create_versioned_table(
        "mining_liability",
        sa.Column("liability_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("subkind", sa.Text(), nullable=True),
        sa.Column("former_unit", sa.Text(), nullable=True),
        sa.Column("ubigeo", sa.Text(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        key=("liability_id",),
    )
