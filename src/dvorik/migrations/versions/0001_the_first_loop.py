"""The first loop"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


# As they were when the table was made; later grants come in later migrations.
ROLES = {
    "owner": [
        "accounts:manage",
        "accounts:read",
        "audit:read",
        "campaigns:manage",
        "campaigns:read",
        "cashiers:approve",
        "cashiers:read",
        "clients:edit",
        "clients:phones",
        "clients:read",
        "discounts:issue",
        "discounts:read",
        "discounts:redeem",
        "discounts:reverse",
        "disputes:read",
        "disputes:resolve",
        "outbox:read",
        "roles:manage",
        "settings:edit",
        "settings:read",
        "system:manage",
        "templates:manage",
        "texts:edit",
        "texts:read",
    ],
    "admin": [
        "accounts:manage",
        "accounts:read",
        "audit:read",
        "campaigns:manage",
        "campaigns:read",
        "cashiers:approve",
        "cashiers:read",
        "clients:edit",
        "clients:phones",
        "clients:read",
        "discounts:issue",
        "discounts:read",
        "discounts:redeem",
        "discounts:reverse",
        "disputes:read",
        "disputes:resolve",
        "outbox:read",
        "settings:edit",
        "settings:read",
        "templates:manage",
        "texts:edit",
        "texts:read",
    ],
    "manager": [
        "accounts:read",
        "audit:read",
        "campaigns:manage",
        "campaigns:read",
        "cashiers:approve",
        "cashiers:read",
        "clients:edit",
        "clients:phones",
        "clients:read",
        "discounts:issue",
        "discounts:read",
        "discounts:redeem",
        "discounts:reverse",
        "disputes:read",
        "disputes:resolve",
        "outbox:read",
        "settings:read",
        "templates:manage",
        "texts:edit",
        "texts:read",
    ],
    "marketing": [
        "campaigns:manage",
        "campaigns:read",
        "cashiers:read",
        "clients:edit",
        "clients:phones",
        "clients:read",
        "discounts:issue",
        "discounts:read",
        "disputes:read",
        "settings:read",
        "templates:manage",
        "texts:edit",
        "texts:read",
    ],
    "receptionist": [
        "clients:edit",
        "clients:phones",
        "clients:read",
        "discounts:issue",
        "discounts:read",
        "discounts:redeem",
        "disputes:read",
    ],
    "master": ["clients:read", "discounts:read"],
    "readonly": [
        "campaigns:read",
        "cashiers:read",
        "clients:read",
        "discounts:read",
        "disputes:read",
        "settings:read",
        "texts:read",
    ],
}


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE EXTENSION IF NOT EXISTS citext")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "discount_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("usage_type", sa.String(), nullable=False),
        sa.Column("usage_limit", sa.BigInteger(), nullable=False),
        sa.Column("duration_days", sa.BigInteger(), nullable=False),
        sa.Column("recurrence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("min_bill_minor", sa.BigInteger(), nullable=True),
        sa.Column("max_discount_minor", sa.BigInteger(), nullable=True),
        sa.Column("weekdays", sa.ARRAY(sa.SmallInteger()), nullable=True),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("until_time", sa.Time(), nullable=True),
        sa.Column("requires_subscription", sa.Boolean(), nullable=False),
        sa.Column("budget_count", sa.BigInteger(), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("used_count", sa.BigInteger(), nullable=False),
        sa.Column("used_minor", sa.BigInteger(), nullable=False),
        sa.Column("alphabet", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(usage_type = 'single') = (usage_limit = 1)",
            name=op.f("ck_discount_template_usage_limit_fits_type"),
        ),
        sa.CheckConstraint(
            "value >= 0 AND (kind <> 'percent' OR value <= 100)",
            name=op.f("ck_discount_template_value_in_range"),
        ),
        sa.CheckConstraint(
            "budget_count IS NULL OR used_count <= budget_count",
            name=op.f("ck_discount_template_budget_count_kept"),
        ),
        sa.CheckConstraint(
            "budget_minor IS NULL OR used_minor <= budget_minor",
            name=op.f("ck_discount_template_budget_money_kept"),
        ),
        sa.CheckConstraint(
            "duration_days >= 1", name=op.f("ck_discount_template_duration_positive")
        ),
        sa.CheckConstraint(
            "usage_limit >= 1", name=op.f("ck_discount_template_usage_limit_positive")
        ),
        sa.CheckConstraint(
            "used_count >= 0 AND used_minor >= 0",
            name=op.f("ck_discount_template_used_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_template")),
    )
    op.create_index(
        op.f("ix_discount_template_event"), "discount_template", ["event"], unique=False
    )
    op.create_table(
        "event_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("fanned_out", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log")),
    )
    op.create_index(
        "ix_event_log_actor", "event_log", ["actor_kind", "actor_id", "id"], unique=False
    )
    op.create_index(
        "ix_event_log_client",
        "event_log",
        [sa.literal_column("((payload ->> 'client_id')::bigint)"), "id"],
        unique=False,
        postgresql_where=sa.text("payload ? 'client_id'"),
    )
    op.create_index(
        "ix_event_log_pending",
        "event_log",
        ["id"],
        unique=False,
        postgresql_where=sa.text("NOT fanned_out"),
    )
    op.create_index("ix_event_log_type", "event_log", ["type", "id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("response", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(
        op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"], unique=False
    )
    op.create_table(
        "role",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("permissions", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("own_calendar_only", sa.Boolean(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_role")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "telegram_update",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_update")),
    )
    op.create_index(
        "ix_telegram_update_new",
        "telegram_update",
        ["bot", "chat_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_index(
        "ix_telegram_update_received_at", "telegram_update", ["received_at"], unique=False
    )
    op.create_index(
        "uq_telegram_update_bot_update_id", "telegram_update", ["bot", "update_id"], unique=True
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("telegram_username", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("can_broadcast_from_chat", sa.Boolean(), nullable=False),
        sa.Column("notification_groups", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "email IS NOT NULL OR telegram_id IS NOT NULL", name=op.f("ck_account_reachable")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_account_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["role"], ["role.name"], name=op.f("fk_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(
        "uq_account_email",
        "account",
        ["email"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_account_telegram_id",
        "account",
        ["telegram_id"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("budget_count", sa.BigInteger(), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("used_count", sa.BigInteger(), nullable=False),
        sa.Column("used_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "budget_count IS NULL OR used_count <= budget_count",
            name=op.f("ck_campaign_budget_count_kept"),
        ),
        sa.CheckConstraint(
            "budget_minor IS NULL OR used_minor <= budget_minor",
            name=op.f("ck_campaign_budget_money_kept"),
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR starts_at < ends_at",
            name=op.f("ck_campaign_period"),
        ),
        sa.CheckConstraint(
            "used_count >= 0 AND used_minor >= 0", name=op.f("ck_campaign_used_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["discount_template.id"], name=op.f("fk_campaign_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "event_delivery",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event_log.id"], name=op.f("fk_event_delivery_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "reaction", name=op.f("pk_event_delivery")),
    )
    op.create_index(
        "ix_event_delivery_due",
        "event_delivery",
        ["not_before"],
        unique=False,
        postgresql_where=sa.text("NOT done"),
    )
    op.create_table(
        "account_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.Column("address", postgresql.INET(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_device_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_device")),
    )
    op.create_index(
        op.f("ix_account_device_account_id"), "account_device", ["account_id"], unique=False
    )
    op.create_table(
        "cashier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column(
            "requested_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_streak", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cashier_account_id")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_cashier_approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cashier")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_cashier_telegram_id")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", postgresql.CITEXT(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_subscribed", sa.Boolean(), nullable=False),
        sa.Column("subscription_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bot_blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("tags", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("is_blacklisted", sa.Boolean(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column(
            "search_text",
            sa.String(),
            sa.Computed(
                "translate(lower(' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(display_name, '')), 'ё', 'е')",
                persisted=True,
            ),
            nullable=False,
        ),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "gender IN ('male', 'female', 'unknown')", name=op.f("ck_client_gender_known")
        ),
        sa.CheckConstraint("phone ~ '^\\+[1-9][0-9]{6,14}$'", name=op.f("ck_client_phone_is_e164")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_client_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    op.create_index(
        "ix_client_audience",
        "client",
        ["is_subscribed", "gender", "birthday", "id"],
        unique=False,
        postgresql_include=["source", "campaign_id", "bot_blocked_at", "language", "created_at"],
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.create_index(
        "ix_client_birthday",
        "client",
        [
            sa.literal_column("extract(month from birthday)"),
            sa.literal_column("extract(day from birthday)"),
            "id",
        ],
        unique=False,
        postgresql_where=sa.text("birthday IS NOT NULL"),
    )
    op.create_index(
        "ix_client_campaign_id",
        "client",
        ["campaign_id", "id"],
        unique=False,
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.create_index(
        "ix_client_created_at",
        "client",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.create_index(
        "ix_client_phone_digits",
        "client",
        ["phone"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"phone": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_client_search_text",
        "client",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_client_source",
        "client",
        ["source", "id"],
        unique=False,
        postgresql_include=["is_subscribed", "gender", "created_at"],
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.create_index("ix_client_tags", "client", ["tags"], unique=False, postgresql_using="gin")
    op.create_index(
        "uq_client_phone",
        "client",
        ["phone"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("uq_client_telegram_id", "client", ["telegram_id"], unique=True)
    op.create_table(
        "message_template",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_message_template_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("key", "language", name=op.f("pk_message_template")),
    )
    op.create_table(
        "one_time_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_token_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_token_token_hash")),
    )
    op.create_index(
        op.f("ix_one_time_token_account_id"), "one_time_token", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_one_time_token_expires_at"), "one_time_token", ["expires_at"], unique=False
    )
    op.create_table(
        "discount",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("min_bill_minor", sa.BigInteger(), nullable=True),
        sa.Column("max_discount_minor", sa.BigInteger(), nullable=True),
        sa.Column("usage_limit", sa.BigInteger(), nullable=False),
        sa.Column("used_count", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "used_count >= 0 AND used_count <= usage_limit", name=op.f("ck_discount_limit_kept")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_discount_campaign_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_discount_client_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["discount_template.id"], name=op.f("fk_discount_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount")),
        sa.UniqueConstraint("code", name=op.f("uq_discount_code")),
    )
    op.create_index(
        "ix_discount_campaign_id",
        "discount",
        ["campaign_id"],
        unique=False,
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.create_index("ix_discount_client_id", "discount", ["client_id", "id"], unique=False)
    op.create_index(
        "ix_discount_expires_at",
        "discount",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("used_count < usage_limit"),
    )
    op.create_index(
        "uq_discount_template_id_client_id_period",
        "discount",
        ["template_id", "client_id", "period"],
        unique=True,
    )
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("keyboard", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("telegram_message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outgoing_message_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_outgoing_message_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
        sa.UniqueConstraint("occasion", name=op.f("uq_outgoing_message_occasion")),
    )
    op.create_index(
        "ix_outgoing_message_client_id", "outgoing_message", ["client_id", "id"], unique=False
    )
    op.create_index(
        "ix_outgoing_message_due",
        "outgoing_message",
        ["not_before"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_outgoing_message_lease",
        "outgoing_message",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_table(
        "refresh_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["account_device.id"], name=op.f("fk_refresh_token_device_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_token_token_hash")),
    )
    op.create_index(
        op.f("ix_refresh_token_device_id"), "refresh_token", ["device_id"], unique=False
    )
    op.create_index(
        op.f("ix_refresh_token_expires_at"), "refresh_token", ["expires_at"], unique=False
    )
    op.create_table(
        "redemption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("cashier_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("bill_minor", sa.BigInteger(), nullable=True),
        sa.Column("discount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("canceled_by_account_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "bill_minor >= 0 AND discount_minor >= 0",
            name=op.f("ck_redemption_amounts_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_redemption_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_redemption_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["canceled_by_account_id"],
            ["account.id"],
            name=op.f("fk_redemption_canceled_by_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["cashier_id"], ["cashier.id"], name=op.f("fk_redemption_cashier_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_redemption_client_id")),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_redemption_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["discount_template.id"], name=op.f("fk_redemption_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("operation", name=op.f("uq_redemption_operation")),
    )
    op.create_index("ix_redemption_cashier_id", "redemption", ["cashier_id", "id"], unique=False)
    op.create_index("ix_redemption_client_id", "redemption", ["client_id", "id"], unique=False)
    op.create_index("ix_redemption_discount_id", "redemption", ["discount_id"], unique=False)
    op.create_index("ix_redemption_redeemed_at", "redemption", ["redeemed_at"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("redemption_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_dispute_client_id")),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_dispute_redemption_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["account.id"], name=op.f("fk_dispute_resolved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("redemption_id", name=op.f("uq_dispute_redemption_id")),
    )
    op.create_index(
        "ix_dispute_open",
        "dispute",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "redemption_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("discount_id", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("cashier_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("redemption_id", sa.BigInteger(), nullable=True),
        sa.Column("bill_minor", sa.BigInteger(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_redemption_attempt_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cashier_id"], ["cashier.id"], name=op.f("fk_redemption_attempt_cashier_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_redemption_attempt_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_redemption_attempt_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_redemption_attempt_redemption_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption_attempt")),
    )
    op.create_index(
        "ix_redemption_attempt_attempted_at", "redemption_attempt", ["attempted_at"], unique=False
    )
    op.create_index(
        "ix_redemption_attempt_cashier_id", "redemption_attempt", ["cashier_id", "id"], unique=False
    )
    op.create_index(
        "ix_redemption_attempt_code", "redemption_attempt", ["code", "id"], unique=False
    )
    op.create_index(
        "ix_redemption_attempt_discount_id",
        "redemption_attempt",
        ["discount_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_redemption_attempt_redemption_id", "redemption_attempt", ["redemption_id"], unique=False
    )
    op.bulk_insert(
        sa.table(
            "role",
            sa.column("name", sa.String),
            sa.column("permissions", postgresql.ARRAY(sa.String)),
            sa.column("own_calendar_only", sa.Boolean),
        ),
        [
            {"name": name, "permissions": granted, "own_calendar_only": name == "master"}
            for name, granted in ROLES.items()
        ],
    )


def downgrade() -> None:
    op.drop_index("ix_redemption_attempt_redemption_id", table_name="redemption_attempt")
    op.drop_index("ix_redemption_attempt_discount_id", table_name="redemption_attempt")
    op.drop_index("ix_redemption_attempt_code", table_name="redemption_attempt")
    op.drop_index("ix_redemption_attempt_cashier_id", table_name="redemption_attempt")
    op.drop_index("ix_redemption_attempt_attempted_at", table_name="redemption_attempt")
    op.drop_table("redemption_attempt")
    op.drop_index(
        "ix_dispute_open", table_name="dispute", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_table("dispute")
    op.drop_index("ix_redemption_redeemed_at", table_name="redemption")
    op.drop_index("ix_redemption_discount_id", table_name="redemption")
    op.drop_index("ix_redemption_client_id", table_name="redemption")
    op.drop_index("ix_redemption_cashier_id", table_name="redemption")
    op.drop_table("redemption")
    op.drop_index(op.f("ix_refresh_token_expires_at"), table_name="refresh_token")
    op.drop_index(op.f("ix_refresh_token_device_id"), table_name="refresh_token")
    op.drop_table("refresh_token")
    op.drop_index(
        "ix_outgoing_message_lease",
        table_name="outgoing_message",
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.drop_index(
        "ix_outgoing_message_due",
        table_name="outgoing_message",
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_index("ix_outgoing_message_client_id", table_name="outgoing_message")
    op.drop_table("outgoing_message")
    op.drop_index("uq_discount_template_id_client_id_period", table_name="discount")
    op.drop_index(
        "ix_discount_expires_at",
        table_name="discount",
        postgresql_where=sa.text("used_count < usage_limit"),
    )
    op.drop_index("ix_discount_client_id", table_name="discount")
    op.drop_index(
        "ix_discount_campaign_id",
        table_name="discount",
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.drop_table("discount")
    op.drop_index(op.f("ix_one_time_token_expires_at"), table_name="one_time_token")
    op.drop_index(op.f("ix_one_time_token_account_id"), table_name="one_time_token")
    op.drop_table("one_time_token")
    op.drop_table("message_template")
    op.drop_index("uq_client_telegram_id", table_name="client")
    op.drop_index(
        "uq_client_phone", table_name="client", postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_index("ix_client_tags", table_name="client", postgresql_using="gin")
    op.drop_index(
        "ix_client_source",
        table_name="client",
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.drop_index("ix_client_search_text", table_name="client", postgresql_using="gin")
    op.drop_index("ix_client_phone_digits", table_name="client", postgresql_using="gin")
    op.drop_index(
        "ix_client_created_at",
        table_name="client",
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.drop_index(
        "ix_client_campaign_id",
        table_name="client",
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_client_birthday", table_name="client", postgresql_where=sa.text("birthday IS NOT NULL")
    )
    op.drop_index(
        "ix_client_audience",
        table_name="client",
        postgresql_where=sa.text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test"),
    )
    op.drop_table("client")
    op.drop_table("cashier")
    op.drop_index(op.f("ix_account_device_account_id"), table_name="account_device")
    op.drop_table("account_device")
    op.drop_index(
        "ix_event_delivery_due", table_name="event_delivery", postgresql_where=sa.text("NOT done")
    )
    op.drop_table("event_delivery")
    op.drop_table("campaign")
    op.drop_index(
        "uq_account_telegram_id",
        table_name="account",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "uq_account_email", table_name="account", postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_table("account")
    op.drop_index("uq_telegram_update_bot_update_id", table_name="telegram_update")
    op.drop_index("ix_telegram_update_received_at", table_name="telegram_update")
    op.drop_index(
        "ix_telegram_update_new",
        table_name="telegram_update",
        postgresql_where=sa.text("status = 'new'"),
    )
    op.drop_table("telegram_update")
    op.drop_table("setting")
    op.drop_table("role")
    op.drop_index(op.f("ix_idempotency_key_created_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index("ix_event_log_type", table_name="event_log")
    op.drop_index(
        "ix_event_log_pending", table_name="event_log", postgresql_where=sa.text("NOT fanned_out")
    )
    op.drop_index(
        "ix_event_log_client",
        table_name="event_log",
        postgresql_where=sa.text("payload ? 'client_id'"),
    )
    op.drop_index("ix_event_log_actor", table_name="event_log")
    op.drop_table("event_log")
    op.drop_index(op.f("ix_discount_template_event"), table_name="discount_template")
    op.drop_table("discount_template")
