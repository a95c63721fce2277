"""What one card says that was two, whatever the two said."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dvorik.clients.rules import COLUMNS, CardFacts, combined, strictest, taken_apart
from tests.conftest import NOON

moments = st.integers(0, 2000).map(lambda days: NOON - timedelta(days=days))
words = st.none() | st.sampled_from(["Анна", "Котова", "x"])


@st.composite
def cards(draw: st.DrawFn) -> CardFacts:
    has_decided = draw(st.booleans())
    consent_at = draw(st.none() | moments) if has_decided else None
    return CardFacts(
        first_name=draw(words),
        last_name=draw(words),
        phone=draw(words),
        email=draw(words),
        gender=draw(st.sampled_from(["male", "female", "unknown"])),
        birthday=draw(st.none() | st.dates(date(1950, 1, 1), date(2010, 1, 1))),
        timezone=draw(words),
        source=draw(words),
        campaign_id=draw(st.none() | st.integers(1, 3)),
        tags=tuple(sorted(draw(st.sets(st.sampled_from("абвг"))))),
        notes=draw(st.sampled_from(["", "одно", "другое"])),
        is_blacklisted=draw(st.booleans()),
        has_decided=has_decided,
        consent_at=consent_at,
        wants_offers=draw(st.booleans()) if has_decided else True,
        wants_birthdays=draw(st.booleans()) if has_decided else True,
        wants_reminders=draw(st.booleans()) if has_decided else True,
        is_weekly=draw(st.booleans()) if has_decided else False,
        last_active_at=draw(st.none() | moments),
        created_at=draw(moments),
    )


def allows(card: CardFacts, topic: str) -> bool:
    return card.consent_at is not None and bool(getattr(card, f"wants_{topic}"))


@given(cards(), cards())
def test_nothing_is_allowed_that_one_of_them_forbade(kept: CardFacts, other: CardFacts) -> None:
    for together in (combined(kept, other), strictest(kept, other)):
        for topic in ("offers", "birthdays", "reminders"):
            for card in (kept, other):
                if card.has_decided and not allows(card, topic):
                    assert not allows(together, topic)
        assert together.is_weekly >= max(kept.is_weekly, other.is_weekly)


@given(cards(), cards())
def test_nothing_that_was_known_is_lost(kept: CardFacts, other: CardFacts) -> None:
    together = combined(kept, other)

    for name in ("first_name", "last_name", "phone", "email", "birthday", "timezone"):
        known = [getattr(card, name) for card in (kept, other) if getattr(card, name)]
        assert getattr(together, name) == (known[0] if known else None)
    assert set(together.tags) == {*kept.tags, *other.tags}
    assert all(card.notes in together.notes for card in (kept, other))
    assert together.is_blacklisted == (kept.is_blacklisted or other.is_blacklisted)
    assert together.created_at == min(kept.created_at, other.created_at)


@given(cards(), cards())
def test_what_nobody_touched_since_comes_apart_as_it_was(kept: CardFacts, other: CardFacts) -> None:
    together = combined(kept, other)

    apart = taken_apart(before=kept, merged=together, now=together)

    assert [getattr(apart, name) for name in COLUMNS] == [getattr(kept, name) for name in COLUMNS]
