"""Editing and recalling what was sent"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for column in ("edited_at", "recalled_at"):
        op.add_column("delivery", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    _create_corrections()
    _create_messages()


def downgrade() -> None:
    op.drop_table("corrected_message")
    op.drop_table("correction")
    for column in ("recalled_at", "edited_at"):
        op.drop_column("delivery", column)


def _create_corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_correction_broadcast_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_correction_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(
        "uq_correction_broadcast_id",
        "correction",
        ["broadcast_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('running', 'paused')"),
    )
    op.create_index(
        "ix_correction_broadcast_id", "correction", ["broadcast_id", "id"], unique=False
    )
    op.create_index(
        "ix_correction_at_work",
        "correction",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )


def _create_messages() -> None:
    op.create_table(
        "corrected_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("correction_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_corrected_message_correction_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_corrected_message_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrected_message")),
    )
    op.create_index(
        "uq_corrected_message_correction_id_delivery_id",
        "corrected_message",
        ["correction_id", "delivery_id"],
        unique=True,
    )
    op.create_index(
        "ix_corrected_message_claim",
        "corrected_message",
        ["correction_id", "not_before"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_corrected_message_lease",
        "corrected_message",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_index(
        "ix_corrected_message_correction_id_status",
        "corrected_message",
        ["correction_id", "status", "id"],
        unique=False,
    )
