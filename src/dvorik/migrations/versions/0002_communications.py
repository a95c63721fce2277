"""Communications: segments, broadcasts, orders"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SENDING = ["broadcasts:edit", "broadcasts:read", "broadcasts:send"]
_SEGMENTS = ["segments:manage", "segments:read"]
_TRADE = ["orders:edit", "orders:read", "stats:read"]
GRANTED = {
    "owner": [*_SEGMENTS, *_SENDING, *_TRADE],
    "admin": [*_SEGMENTS, *_SENDING, *_TRADE],
    "manager": [*_SEGMENTS, *_SENDING, *_TRADE],
    "marketing": [*_SEGMENTS, *_SENDING, "orders:read", "stats:read"],
    "receptionist": ["orders:edit", "orders:read"],
    "readonly": ["broadcasts:read", "orders:read", "segments:read", "stats:read"],
}
"""Rights that came with this chapter, to roles that exist already."""


def upgrade() -> None:
    _create_orders()
    _create_segments()
    _create_broadcasts()
    _index_figures()
    _index_segments()
    _create_roll_up()
    _grant()


def downgrade() -> None:
    _take_back()
    op.drop_table("day_money")
    op.drop_table("day_figures")
    _drop_segments()
    _drop_figures()
    _drop_broadcasts()
    op.drop_table("segment")
    op.drop_table("shop_order")


def _create_orders() -> None:
    op.create_table(
        "shop_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_shop_order_amount_not_negative")),
        sa.CheckConstraint(
            "(canceled_at IS NULL) = (cancel_reason IS NULL)",
            name=op.f("ck_shop_order_canceled_with_reason"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_shop_order_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
    )
    op.create_index(
        "uq_shop_order_source_external_id", "shop_order", ["source", "external_id"], unique=True
    )
    op.create_index("ix_shop_order_client_id", "shop_order", ["client_id", "id"])
    op.create_index(
        "ix_shop_order_ordered_at",
        "shop_order",
        ["ordered_at"],
        postgresql_include=["currency", "amount_minor"],
        postgresql_where=sa.text("canceled_at IS NULL AND NOT is_test"),
    )


def _create_segments() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_segment_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )


def _create_broadcasts() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("audience", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("test_of_id", sa.BigInteger(), nullable=True),
        sa.Column("has_quiet_hours", sa.Boolean(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
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
        sa.CheckConstraint(
            "status <> 'scheduled' OR scheduled_at IS NOT NULL",
            name=op.f("ck_broadcast_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_broadcast_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["discount_template.id"], name=op.f("fk_broadcast_template_id")
        ),
        sa.ForeignKeyConstraint(
            ["test_of_id"], ["broadcast.id"], name=op.f("fk_broadcast_test_of_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.create_index(
        "ix_broadcast_at_work",
        "broadcast",
        ["status", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('scheduled', 'sending')"),
    )
    op.create_table(
        "broadcast_media",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("mime_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_broadcast_media_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_media")),
    )
    op.create_table(
        "media_copy",
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["media_id"], ["broadcast_media.id"], name=op.f("fk_media_copy_media_id")
        ),
        sa.PrimaryKeyConstraint("media_id", "bot_id", name=op.f("pk_media_copy")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_ids", sa.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("discount_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_delivery_broadcast_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_delivery_client_id")),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_delivery_discount_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_broadcast_id_status",
        "delivery",
        ["broadcast_id", "status", "id"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_claim",
        "delivery",
        ["broadcast_id", "not_before"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index("ix_delivery_client_id", "delivery", ["client_id", "id"], unique=False)
    op.create_index(
        "ix_delivery_lease",
        "delivery",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_index(
        "uq_delivery_broadcast_id_client_id", "delivery", ["broadcast_id", "client_id"], unique=True
    )


def _drop_broadcasts() -> None:
    # Indexes go with their tables.
    for table in ("delivery", "media_copy", "broadcast_media", "broadcast"):
        op.drop_table(table)


def _index_figures() -> None:
    op.create_index(
        "ix_client_bot_blocked_at",
        "client",
        ["bot_blocked_at"],
        postgresql_where=sa.text(
            "telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"
            " AND bot_blocked_at IS NOT NULL"
        ),
    )
    op.create_index(
        "ix_discount_issued_at",
        "discount",
        ["issued_at"],
        postgresql_include=["template_id", "campaign_id", "used_count"],
        postgresql_where=sa.text("NOT is_test"),
    )
    op.create_index(
        "ix_event_log_occurred_at", "event_log", ["occurred_at"], postgresql_using="brin"
    )
    op.drop_index("ix_redemption_redeemed_at", table_name="redemption")
    op.create_index(
        "ix_redemption_redeemed_at",
        "redemption",
        ["redeemed_at"],
        postgresql_include=["canceled_at", "currency", "bill_minor", "discount_minor", "is_test"],
    )
    op.drop_index("ix_redemption_attempt_attempted_at", table_name="redemption_attempt")
    op.create_index(
        "ix_redemption_attempt_attempted_at",
        "redemption_attempt",
        ["attempted_at"],
        postgresql_include=["status", "cashier_id", "is_test"],
    )


def _index_segments() -> None:
    op.create_index(
        "ix_client_segments",
        "client",
        ["is_subscribed", "gender", "birthday", "id"],
        postgresql_include=[
            "source",
            "campaign_id",
            "language",
            "created_at",
            "telegram_id",
            "is_test",
            "is_blacklisted",
            "bot_blocked_at",
            "consent_at",
        ],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index("ix_discount_expires_at", table_name="discount")
    op.create_index(
        "ix_discount_expires_at",
        "discount",
        ["expires_at"],
        postgresql_include=["client_id", "template_id", "starts_at", "blocked_at", "issued_at"],
        postgresql_where=sa.text("used_count < usage_limit"),
    )
    op.drop_index("ix_redemption_client_id", table_name="redemption")
    op.create_index(
        "ix_redemption_client_id",
        "redemption",
        ["client_id", "id"],
        postgresql_include=["redeemed_at", "template_id", "bill_minor", "currency", "canceled_at"],
    )


def _drop_segments() -> None:
    op.drop_index("ix_redemption_client_id", table_name="redemption")
    op.create_index("ix_redemption_client_id", "redemption", ["client_id", "id"])
    op.drop_index("ix_discount_expires_at", table_name="discount")
    op.create_index(
        "ix_discount_expires_at",
        "discount",
        ["expires_at"],
        postgresql_where=sa.text("used_count < usage_limit"),
    )
    op.drop_index("ix_client_segments", table_name="client")


def _create_roll_up() -> None:
    counts = (
        "joined",
        "blocked",
        "subscribed",
        "unsubscribed",
        "audience",
        "audience_subscribed",
        "issued",
        "redeemed",
        "expired",
        "attempts",
        "refused",
    )
    op.create_table(
        "day_figures",
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("timezone", "day", name=op.f("pk_day_figures")),
    )
    op.create_table(
        "day_money",
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("redemptions", sa.BigInteger(), nullable=False),
        sa.Column("bills", sa.BigInteger(), nullable=False),
        sa.Column("bill_minor", sa.Numeric(40, 0), nullable=False),
        sa.Column("discount_minor", sa.Numeric(40, 0), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("orders_minor", sa.Numeric(40, 0), nullable=False),
        sa.PrimaryKeyConstraint("timezone", "day", "currency", name=op.f("pk_day_money")),
    )


def _drop_figures() -> None:
    op.drop_index("ix_redemption_attempt_attempted_at", table_name="redemption_attempt")
    op.create_index("ix_redemption_attempt_attempted_at", "redemption_attempt", ["attempted_at"])
    op.drop_index("ix_redemption_redeemed_at", table_name="redemption")
    op.create_index("ix_redemption_redeemed_at", "redemption", ["redeemed_at"])
    op.drop_index("ix_event_log_occurred_at", table_name="event_log")
    op.drop_index("ix_discount_issued_at", table_name="discount")
    op.drop_index("ix_client_bot_blocked_at", table_name="client")


def _grant() -> None:
    for role, permissions in GRANTED.items():
        op.execute(
            sa.text(
                "UPDATE role SET permissions = ARRAY(SELECT DISTINCT granted"
                " FROM unnest(permissions || CAST(:new AS varchar[])) AS granted ORDER BY granted)"
                " WHERE name = :role"
            ).bindparams(new=permissions, role=role)
        )


def _take_back() -> None:
    every = sorted({permission for granted in GRANTED.values() for permission in granted})
    op.execute(
        sa.text(
            "UPDATE role SET permissions = ARRAY(SELECT granted"
            " FROM unnest(permissions) AS granted"
            " WHERE granted <> ALL (CAST(:new AS varchar[])) ORDER BY granted)"
        ).bindparams(new=every)
    )
