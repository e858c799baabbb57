"""Tables of the database; `api.migrations` brings older databases to this shape."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

from api.jobs.model import STATES

__all__ = ["jobs", "metadata"]

metadata = MetaData()

_named_states = ", ".join(f"'{state}'" for state in STATES)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("process", String(64), nullable=False),
    Column("scenario", Text, nullable=False),
    Column("baseline", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempt", Integer, nullable=False, default=1),
    Column("progress", Integer, nullable=False, default=0),
    Column("message", Text, nullable=False, default=""),
    Column("created", String(32), nullable=False),
    Column("started", String(32)),
    Column("finished", String(32)),
    Column("updated", String(32), nullable=False),
    Column("removed", Boolean, nullable=False, default=False),
    Column("owner", String(128)),
    Column("lease", Float),
    Column("creator", String(200), nullable=False, server_default="open"),
    Column("public", Boolean, nullable=False, server_default=false()),
    Column("cells", BigInteger, nullable=False, server_default=text("0")),
    Column("bytes", BigInteger, nullable=False, server_default=text("0")),
    Column("seconds", Float, nullable=False, server_default=text("0")),
    Column("remaining", Float),
    Column("twin", String(64), nullable=False, server_default=text("''")),
    CheckConstraint(f"status IN ({_named_states})", name="known_status"),
    CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_percent"),
    CheckConstraint("(status = 'running') = (owner IS NOT NULL)", name="running_has_owner"),
    Index("jobs_by_status", "status", "created"),
    # All that a page of jobs is chosen by: the wide rows are read for that page only.
    Index("jobs_in_order", "created", "id", "workspace", "public", "removed", "status", "process", "twin"),
    Index("jobs_by_digest", "digest"),
)
