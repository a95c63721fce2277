"""Consent: what clients allow, with every decision that led there; topics of broadcasts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TOPICS = ("wants_offers", "wants_birthdays", "wants_reminders")
_SEGMENTED = ["is_subscribed", "gender", "birthday", "id"]
_SHOWN = [
    "source", "campaign_id", "language", "created_at", "telegram_id", "is_test",
    "is_blacklisted", "bot_blocked_at", "consent_at",
]  # fmt: skip


def upgrade() -> None:
    for name in _TOPICS:
        op.add_column(
            "client", sa.Column(name, sa.Boolean(), server_default=sa.true(), nullable=False)
        )
    op.add_column(
        "client", sa.Column("is_weekly", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _index_segments([*_SHOWN, "wants_offers"])
    _create_records()
    _write_down_what_stands()
    op.add_column(
        "broadcast", sa.Column("topic", sa.String(), server_default="offers", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("broadcast", "topic")
    op.drop_table("consent_record")
    op.drop_table("consent_text")
    _index_segments(_SHOWN)
    op.drop_column("client", "is_weekly")
    for name in reversed(_TOPICS):
        op.drop_column("client", name)


def _index_segments(shown: list[str]) -> None:
    op.drop_index("ix_client_segments", "client")
    op.create_index(
        "ix_client_segments",
        "client",
        _SEGMENTED,
        postgresql_include=shown,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _create_records() -> None:
    op.create_table(
        "consent_text",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_text")),
    )
    op.create_table(
        "consent_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decided_at <= recorded_at", name=op.f("ck_consent_record_decided_before_recorded")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_consent_record_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_consent_record_client_id_client")
        ),
        sa.ForeignKeyConstraint(
            ["text_version"],
            ["consent_text.version"],
            name=op.f("fk_consent_record_text_version_consent_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
    )
    op.create_index("ix_consent_record_client_id", "consent_record", ["client_id", "id"])


def _write_down_what_stands() -> None:
    """Until now whoever pressed Start allowed messages, so who has none now has said stop."""
    op.execute(
        """
        INSERT INTO consent_record (client_id, decision, source, decided_at, recorded_at)
        SELECT
            id,
            CASE WHEN consent_at IS NULL THEN 'withdrawn' ELSE 'granted' END,
            'earlier',
            coalesce(consent_at, updated_at),
            greatest(coalesce(consent_at, updated_at), now())
        FROM client
        WHERE consent_at IS NOT NULL OR telegram_id IS NOT NULL
        ORDER BY id
        """
    )
