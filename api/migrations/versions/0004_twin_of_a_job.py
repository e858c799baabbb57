"""On which twin a job is computed, so that those of one twin can be asked for."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ORDER = ["created", "id", "workspace", "public", "removed", "status", "process"]


def upgrade() -> None:
    """Add the column, filled from where the twin of each job comes from; then the index that reads it."""
    op.add_column("jobs", sa.Column("twin", sa.String(64), nullable=False, server_default=sa.text("''")))
    jobs = sa.table("jobs", sa.column("twin"), sa.column("baseline"))
    connection = op.get_bind()
    for baseline in connection.execute(sa.select(jobs.c.baseline).distinct()).scalars().all():
        twin = str(json.loads(baseline).get("twin", ""))
        connection.execute(sa.update(jobs).where(jobs.c.baseline == baseline).values(twin=twin))
    op.drop_index("jobs_in_order", "jobs")
    op.create_index("jobs_in_order", "jobs", [*_ORDER, "twin"])
