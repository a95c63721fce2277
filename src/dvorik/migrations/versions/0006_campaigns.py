"""Campaigns: links that are counted, caps on codes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_HAS_CAMPAIGN = sa.text("campaign_id IS NOT NULL")


def upgrade() -> None:
    _widen_campaigns()
    _create_clicks()
    _index_figures()


def downgrade() -> None:
    _drop_indexes()
    op.drop_table("campaign_click")
    _narrow_campaigns()


def _widen_campaigns() -> None:
    op.add_column("campaign", sa.Column("codes_limit", sa.BigInteger(), nullable=True))
    for name, start in (("issued_count", "0"), ("version", "1")):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default=start)
        op.add_column("campaign", column)
        op.alter_column("campaign", name, server_default=None)
    op.alter_column("campaign", "deleted_at", new_column_name="archived_at")
    op.create_check_constraint(
        op.f("ck_campaign_codes_limit_kept"),
        "campaign",
        "codes_limit IS NULL OR issued_count <= codes_limit",
    )
    op.drop_constraint("uq_campaign_slug", "campaign")
    op.create_index("uq_campaign_slug", "campaign", [sa.text("lower(slug)")], unique=True)


def _narrow_campaigns() -> None:
    op.drop_index("uq_campaign_slug", "campaign")
    op.create_unique_constraint("uq_campaign_slug", "campaign", ["slug"])
    op.drop_constraint("ck_campaign_codes_limit_kept", "campaign")
    op.alter_column("campaign", "archived_at", new_column_name="deleted_at")
    for name in ("version", "issued_count", "codes_limit"):
        op.drop_column("campaign", name)


def _create_clicks() -> None:
    op.create_table(
        "campaign_click",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_click_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_campaign_click_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_click")),
    )
    # Whoever came by a campaign before clicks were counted pressed its link at least then.
    op.execute(
        "INSERT INTO campaign_click (campaign_id, client_id, clicked_at, is_test)"
        " SELECT campaign_id, id, created_at, is_test FROM client"
        " WHERE campaign_id IS NOT NULL ORDER BY created_at, id"
    )
    op.create_index(
        "ix_campaign_click_campaign_id",
        "campaign_click",
        ["campaign_id", "clicked_at"],
        postgresql_include=["client_id", "is_test"],
    )


def _index_figures() -> None:
    op.drop_index("ix_discount_campaign_id", table_name="discount")
    op.create_index(
        "ix_discount_campaign_id",
        "discount",
        ["campaign_id", "issued_at"],
        postgresql_include=["used_count", "is_test"],
        postgresql_where=_HAS_CAMPAIGN,
    )
    op.create_index(
        "ix_redemption_campaign_id",
        "redemption",
        ["campaign_id", "redeemed_at"],
        postgresql_include=["canceled_at", "currency", "bill_minor", "discount_minor", "is_test"],
        postgresql_where=_HAS_CAMPAIGN,
    )
    op.drop_index("ix_client_campaign_id", table_name="client")
    op.create_index(
        "ix_client_campaign_id",
        "client",
        ["campaign_id", "id"],
        postgresql_include=["created_at", "is_subscribed", "telegram_id", "is_test", "deleted_at"],
        postgresql_where=_HAS_CAMPAIGN,
    )


def _drop_indexes() -> None:
    op.drop_index("ix_client_campaign_id", table_name="client")
    op.create_index(
        "ix_client_campaign_id", "client", ["campaign_id", "id"], postgresql_where=_HAS_CAMPAIGN
    )
    op.drop_index("ix_redemption_campaign_id", table_name="redemption")
    op.drop_index("ix_discount_campaign_id", table_name="discount")
    op.create_index(
        "ix_discount_campaign_id", "discount", ["campaign_id"], postgresql_where=_HAS_CAMPAIGN
    )
