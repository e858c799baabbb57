"""The table of access keys, in the same database as the jobs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, String, Table

from api.jobs.tables import metadata

__all__ = ["keys"]

keys = Table(
    "keys",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("role", String(12), nullable=False),
    Column("workspace", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created", String(32), nullable=False),
    Column("expires", String(32)),
    Column("last_used", String(32)),
    Column("revoked", String(32)),
    CheckConstraint("role IN ('reader', 'modeller', 'admin')", name="known_role"),
)
