"""Work on many people"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EXPORTERS = ("owner", "admin")
"""Who may take everybody's data out of the house, where roles exist already."""


def upgrade() -> None:
    _create_jobs()
    _create_chunks()
    op.execute(
        sa.text(
            "UPDATE role SET permissions = ARRAY(SELECT DISTINCT granted"
            " FROM unnest(permissions || CAST('{clients:export}' AS varchar[])) AS granted"
            " ORDER BY granted) WHERE name = ANY(:roles)"
        ).bindparams(roles=list(EXPORTERS))
    )


def downgrade() -> None:
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'clients:export')")
    op.drop_table("bulk_chunk")
    op.drop_table("bulk_job")


def _create_jobs() -> None:
    op.create_table(
        "bulk_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("action", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("audience", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result_name", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("done <= total", name=op.f("ck_bulk_job_done_at_most_total")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_bulk_job_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_job")),
    )
    op.create_index(
        "ix_bulk_job_open",
        "bulk_job",
        ["id"],
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.create_index(
        "ix_bulk_job_expires_at",
        "bulk_job",
        ["expires_at"],
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index("ix_bulk_job_created_by_id", "bulk_job", ["created_by_id", "id"])


def _create_chunks() -> None:
    op.create_table(
        "bulk_chunk",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("client_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["bulk_job.id"], name=op.f("fk_bulk_chunk_job_id")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_bulk_chunk")),
    )
    op.create_index(
        "ix_bulk_chunk_waiting",
        "bulk_chunk",
        ["number", "job_id"],
        postgresql_where=sa.text("NOT is_done"),
    )
