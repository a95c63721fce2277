"""The only table of people served: bot users, walk-ins and everyone between."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, CITEXT
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.clients import rules
from dvorik.clients.types import Gender, Topic
from dvorik.kernel.db import Base, Numbered

# Every word has a space before it, so that LIKE '% an%' finds the beginnings of words, which is
# also the only way a trigram index finds one or two letters.
_SEARCH_TEXT = (
    "translate(lower(' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || "
    "coalesce(username, '') || ' ' || coalesce(display_name, '')), 'ё', 'е')"
)

# The people `/users` is about, spelled as `queries.audience` does: or the indexes go unused.
_AUDIENCE = text("telegram_id IS NOT NULL AND deleted_at IS NULL AND NOT is_test")


class Client(Numbered, Base):
    """`consent_at` and the four after it are what stands of `ConsentRecord`s.

    Without `consent_at` nothing is wanted, whatever the others say.

    `merged_into_id`: it is the same person as that one. Such a row is deleted for everybody who
    lists or counts, keeps what it said, and goes on telling of its Telegram account, by which the
    person is known again.
    """

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint("gender IN ('male', 'female', 'unknown')", name="gender_known"),
        CheckConstraint("phone ~ '^\\+[1-9][0-9]{6,14}$'", name="phone_is_e164"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint(
            "merged_into_id IS NULL OR deleted_at IS NOT NULL", name="merged_is_deleted"
        ),
        Index("uq_client_telegram_id", "telegram_id", unique=True),
        Index("uq_client_phone", "phone", unique=True, postgresql_where=text("deleted_at IS NULL")),
        Index("ix_client_tags", "tags", postgresql_using="gin"),
        # Chosen by EXPLAIN at a million clients (bench/users_list.py): counts by the index alone.
        Index(
            "ix_client_audience",
            "is_subscribed",
            "gender",
            "birthday",
            "id",
            postgresql_include=[
                "source",
                "campaign_id",
                "bot_blocked_at",
                "language",
                "created_at",
            ],
            postgresql_where=_AUDIENCE,
        ),
        # Segments also count whom no message reaches (bench/segments.py). Tags are not in it:
        # twenty long ones would not fit an index's row.
        Index(
            "ix_client_segments",
            "is_subscribed",
            "gender",
            "birthday",
            "id",
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
                "wants_offers",
            ],
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_client_source",
            "source",
            "id",
            postgresql_include=["is_subscribed", "gender", "created_at"],
            postgresql_where=_AUDIENCE,
        ),
        Index("ix_client_created_at", "created_at", "id", postgresql_where=_AUDIENCE),
        Index(
            "ix_client_bot_blocked_at",
            "bot_blocked_at",
            postgresql_where=text(f"{_AUDIENCE} AND bot_blocked_at IS NOT NULL"),
        ),
        Index(
            "ix_client_campaign_id",
            "campaign_id",
            "id",
            # Who came by each campaign, by the index alone.
            postgresql_include=[
                "created_at",
                "is_subscribed",
                "telegram_id",
                "is_test",
                "deleted_at",
            ],
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index(
            "ix_client_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index(
            "ix_client_phone_digits",
            "phone",
            postgresql_using="gin",
            postgresql_ops={"phone": "gin_trgm_ops"},
        ),
        Index(
            "ix_client_birthday",
            text("extract(month from birthday)"),
            text("extract(day from birthday)"),
            "id",
            postgresql_where=text("birthday IS NOT NULL"),
        ),
        Index(
            "ix_client_merged_into_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    telegram_id: Mapped[int | None]
    username: Mapped[str | None]
    display_name: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(CITEXT)
    gender: Mapped[str] = mapped_column(default=Gender.UNKNOWN.value)
    birthday: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="ru")
    timezone: Mapped[str | None]
    is_subscribed: Mapped[bool] = mapped_column(default=False)
    subscription_checked_at: Mapped[datetime | None]
    bot_blocked_at: Mapped[datetime | None]
    source: Mapped[str | None]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    notes: Mapped[str] = mapped_column(default="")
    is_blacklisted: Mapped[bool] = mapped_column(default=False)
    consent_at: Mapped[datetime | None]
    wants_offers: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_birthdays: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_weekly: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_active_at: Mapped[datetime | None]
    is_test: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Computed(_SEARCH_TEXT, persisted=True), deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it from the class

    @property
    def wishes(self) -> rules.Wishes:
        """Which messages they want that they did not ask for."""
        wanted = {
            Topic.OFFERS: self.wants_offers,
            Topic.BIRTHDAYS: self.wants_birthdays,
            Topic.REMINDERS: self.wants_reminders,
        }
        topics = frozenset(topic for topic in Topic if self.consent_at and wanted[topic])
        return rules.Wishes(topics=topics, is_weekly=self.is_weekly)

    @property
    def full_name(self) -> str:
        return rules.full_name(
            first_name=self.first_name,
            last_name=self.last_name,
            display_name=self.display_name,
            username=self.username,
        )


class ConsentText(Base):
    """Words that were shown to whom decided. The version follows from them: one row for each."""

    __tablename__ = "consent_text"

    version: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    first_shown_at: Mapped[datetime]


class ConsentRecord(Numbered, Base):
    """One decision about messages. Append-only: proof of what was allowed, when and how.

    No `topic` means every topic. `decided_at` may be before `recorded_at`: a form lies in a drawer.
    """

    __tablename__ = "consent_record"
    __table_args__ = (
        CheckConstraint("decided_at <= recorded_at", name="decided_before_recorded"),
        Index("ix_consent_record_client_id", "client_id", "id"),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    topic: Mapped[str | None]
    decision: Mapped[str]
    frequency: Mapped[str | None]
    source: Mapped[str]
    text_version: Mapped[str | None] = mapped_column(ForeignKey("consent_text.version"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None]
    decided_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
