"""Two cards that turn out to be one person's: what the one card says, and how they part again."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

UNKNOWN_GENDER = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a merge may change on a card. `has_decided`: they said something about messages."""

    first_name: str | None
    last_name: str | None
    phone: str | None
    email: str | None
    gender: str
    birthday: date | None
    timezone: str | None
    source: str | None
    campaign_id: int | None
    tags: tuple[str, ...]
    notes: str
    is_blacklisted: bool
    has_decided: bool
    consent_at: datetime | None
    wants_offers: bool
    wants_birthdays: bool
    wants_reminders: bool
    is_weekly: bool
    last_active_at: datetime | None
    created_at: datetime


COLUMNS = tuple(field.name for field in fields(CardFacts) if field.name != "has_decided")
"""Those that lie on the card itself."""

_TOPICS = ("wants_offers", "wants_birthdays", "wants_reminders")
_CONSENT = ("consent_at", *_TOPICS, "is_weekly")
_FILLED = ("first_name", "last_name", "phone", "email", "birthday", "timezone")
_FIRST = ("created_at", "source", "campaign_id")


def combined(kept: CardFacts, other: CardFacts) -> CardFacts:
    """What the kept card says from now on.

    Its own word comes first, and what it leaves open is filled from the other. When and whence
    they came is of the earlier card. A no is never lost: on the blacklist or about messages.
    """
    first = min(kept, other, key=lambda card: card.created_at)
    seen = [moment for moment in (kept.last_active_at, other.last_active_at) if moment]
    return replace(
        strictest(kept, other),
        **{name: getattr(kept, name) or getattr(other, name) for name in _FILLED},
        **{name: getattr(first, name) for name in _FIRST},
        gender=other.gender if kept.gender == UNKNOWN_GENDER else kept.gender,
        tags=tuple(sorted({*kept.tags, *other.tags})),
        notes=_joined(kept.notes, other.notes),
        is_blacklisted=kept.is_blacklisted or other.is_blacklisted,
        last_active_at=max(seen, default=None),
    )


def strictest(card: CardFacts, other: CardFacts) -> CardFacts:
    """`card` with what both allow us to write; who never decided about it has not said no."""
    if not other.has_decided:
        return card
    if not card.has_decided:
        return replace(card, **{name: getattr(other, name) for name in ("has_decided", *_CONSENT)})
    may_write = card.consent_at is not None and other.consent_at is not None
    both: dict[str, Any] = {
        name: may_write and getattr(card, name) and getattr(other, name) for name in _TOPICS
    }
    since = card.consent_at if may_write and any(both.values()) else None
    return replace(card, **both, consent_at=since, is_weekly=card.is_weekly or other.is_weekly)


def taken_apart(*, before: CardFacts, merged: CardFacts, now: CardFacts) -> CardFacts:
    """`now` without what the merge had brought. What was changed since then stays changed."""
    stays = _CONSENT if has_decided_since(merged=merged, now=now) else ()
    back = {
        name: getattr(before, name)
        for name in COLUMNS
        if name not in stays and getattr(now, name) == getattr(merged, name)
    }
    brought = set(merged.tags) - set(before.tags)
    left = tuple(tag for tag in now.tags if tag not in brought)
    return replace(now, **{"tags": left, **back})


def has_decided_since(*, merged: CardFacts, now: CardFacts) -> bool:
    """Whether they changed what they allow, after the cards had become one."""
    return any(getattr(now, name) != getattr(merged, name) for name in _CONSENT)


def _joined(notes: str, others: str) -> str:
    if not others or others in notes:
        return notes
    return f"{notes}\n\n{others}" if notes else others
