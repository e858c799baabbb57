"""Who asked for a job, who may see it, and what it was estimated to take."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; jobs from before belong to everybody, as they did."""
    nothing = sa.text("0")
    op.add_column("jobs", sa.Column("creator", sa.String(200), nullable=False, server_default="open"))
    op.add_column("jobs", sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("jobs", sa.Column("cells", sa.BigInteger, nullable=False, server_default=nothing))
    op.add_column("jobs", sa.Column("bytes", sa.BigInteger, nullable=False, server_default=nothing))
    op.add_column("jobs", sa.Column("seconds", sa.Float, nullable=False, server_default=nothing))
    op.add_column("jobs", sa.Column("remaining", sa.Float))
    order = ["created", "id", "workspace", "public", "removed", "status", "process"]
    op.create_index("jobs_in_order", "jobs", order)
    op.create_index("jobs_by_digest", "jobs", ["digest"])
