"""Two cards that are one person"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MERGERS = ("owner", "admin", "manager")
"""Who may say that two cards are one person, where roles exist already."""


def upgrade() -> None:
    _mark_clients()
    _create_merges()
    op.execute(
        sa.text(
            "UPDATE role SET permissions = ARRAY(SELECT DISTINCT granted"
            " FROM unnest(permissions || CAST('{clients:merge}' AS varchar[])) AS granted"
            " ORDER BY granted) WHERE name = ANY(:roles)"
        ).bindparams(roles=list(MERGERS))
    )


def downgrade() -> None:
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'clients:merge')")
    op.drop_table("client_merge")
    op.drop_index("ix_client_merged_into_id", table_name="client")
    op.drop_constraint(op.f("ck_client_merged_is_deleted"), "client")
    op.drop_constraint(op.f("ck_client_not_merged_into_itself"), "client")
    op.drop_column("client", "merged_into_id")


def _mark_clients() -> None:
    op.add_column("client", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_client_merged_into_id"), "client", "client", ["merged_into_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_client_not_merged_into_itself"), "client", "merged_into_id <> id"
    )
    op.create_check_constraint(
        op.f("ck_client_merged_is_deleted"),
        "client",
        "merged_into_id IS NULL OR deleted_at IS NOT NULL",
    )
    op.create_index(
        "ix_client_merged_into_id",
        "client",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )


def _create_merges() -> None:
    op.create_table(
        "client_merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("dissolved_id", sa.BigInteger(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_account_exchanged", sa.Boolean(), nullable=False),
        sa.Column("moved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("voided_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kept_id <> dissolved_id", name=op.f("ck_client_merge_two_clients")),
        sa.ForeignKeyConstraint(["kept_id"], ["client.id"], name=op.f("fk_client_merge_kept_id")),
        sa.ForeignKeyConstraint(
            ["dissolved_id"], ["client.id"], name=op.f("fk_client_merge_dissolved_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"], ["account.id"], name=op.f("fk_client_merge_merged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["account.id"], name=op.f("fk_client_merge_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merge")),
    )
    op.create_index(
        "uq_client_merge_dissolved_id",
        "client_merge",
        ["dissolved_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index("ix_client_merge_kept_id", "client_merge", ["kept_id", "id"])
