"""What callers send about clients and what they get back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from dvorik.clients.types import (
    ConsentDecision,
    ConsentSource,
    Frequency,
    Gender,
    Topic,
    UserSort,
)
from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import Page, PageQuery
from dvorik.kernel.schemas import MAX_ID, Bool, Day, Input, Line, Moment, Output, Paragraph
from dvorik.settings.schemas import ZoneName

MAX_TAGS = 20
MAX_PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramPerson:
    """Somebody who wrote to a bot, as Telegram describes them.

    Names are as sent, so they may hold anything; actions clean them. `language` is already one
    of ours, picked by the door with the shop's default.
    """

    telegram_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A bot user whose story is known already: brought over from elsewhere, or made up."""

    person: TelegramPerson
    joined_at: datetime
    last_active_at: datetime
    source: str | None = None
    campaign_id: int | None = None
    is_subscribed: bool = False
    blocked_at: datetime | None = None
    gender: Gender = Gender.UNKNOWN
    birthday: date | None = None
    phone: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    is_blacklisted: bool = False


def _unique(tags: list[str]) -> list[str]:
    return sorted(set(tags))


def _by_hand(source: ConsentSource) -> ConsentSource:
    if source not in {ConsentSource.PAPER, ConsentSource.PHONE, ConsentSource.PANEL}:
        raise PydanticCustomError("source_not_by_hand", "Others are written by the program alone")
    return source


# In one case, so that "VIP" and "vip" are one tag.
Tag = Annotated[Line, StringConstraints(to_lower=True, max_length=32)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_unique)]
Age = Annotated[int, Field(ge=0, le=150)]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
MAX_NAMED = 100


# Query strings carry text, so "true" and "5" are taken for what they say.
_LaxBool = Annotated[bool, Strict(strict=False)]


class UserFilter(Input):
    """Filters of `/users`; all that are given must hold. Days are days in the shop's zone."""

    search: Line | None = Field(
        None,
        description="Parts of names, @username, Telegram id; phone digits with clients:phones.",
    )
    is_subscribed: _LaxBool | None = None
    is_blocked: _LaxBool | None = Field(None, description="Blocked the client bot.")
    is_blacklisted: _LaxBool | None = None
    gender: Gender | None = None
    language: Language | None = None
    age_from: Age | None = None
    age_to: Age | None = Field(None, description="Included.")
    has_birthday: _LaxBool | None = None
    tags: Tags = Field(default=[], description="All of these.")
    source: Line | None = None
    campaign_id: Id | None = None
    created_from: Day | None = None
    created_until: Day | None = Field(None, description="Included.")
    is_test: _LaxBool = Field(default=False, description="Test people instead of real ones.")


class UserQuery(UserFilter, PageQuery):
    ids: Annotated[list[Id], Field(max_length=MAX_NAMED)] = Field(
        default=[], description="Only of these: to call by name those who were chosen before."
    )
    sort: UserSort = UserSort.NEWEST


class UserRow(Output):
    """A person of the bot's audience. `phone` is None to those without `clients:phones`."""

    id: int
    telegram_id: int
    username: str | None
    display_name: str | None = Field(description="The name in Telegram.")
    first_name: str | None
    last_name: str | None
    full_name: str = Field(description="What to call them; empty if nothing is known.")
    phone: str | None
    is_phone_hidden: bool = False
    gender: Gender
    birthday: date | None
    age: int | None = None
    language: Language
    is_subscribed: bool
    subscription_checked_at: datetime | None
    bot_blocked_at: datetime | None
    source: str | None
    campaign_id: int | None
    tags: list[str]
    is_blacklisted: bool
    consent_at: datetime | None = Field(description="Since when messages are allowed; null: not.")
    wants_offers: bool = Field(description="This and the next three hold while there is consent.")
    wants_birthdays: bool
    wants_reminders: bool
    is_weekly: bool = Field(description="One broadcast in seven days at most.")
    last_active_at: datetime | None
    is_test: bool
    version: int
    created_at: datetime
    updated_at: datetime


class BirthdayPerson(Output):
    id: int
    full_name: str = Field(description="What to call them; empty if nothing is known.")
    age: int = Field(description="From today on.")


class Birthdays(Output):
    on: date = Field(description="Today, in the shop's zone.")
    total: int
    items: list[BirthdayPerson] = Field(description="At most 50, by name.")


class UserDetails(UserRow):
    timezone: str | None = Field(description="IANA name; null: that of the shop.")
    notes: str


class UserPage(Page[UserRow]):
    """In a large shop a `total` above 5,000 stays at 5,000: then it means "more than that"."""

    is_total_exact: bool


class CardSide(Output):
    """One of two cards that may be one person's, or the card that comes of them."""

    id: int
    telegram_id: int | None
    username: str | None
    display_name: str | None = Field(description="The name in Telegram.")
    first_name: str | None
    last_name: str | None
    full_name: str = Field(description="What to call them; empty if nothing is known.")
    phone: str | None
    is_phone_hidden: bool = Field(default=False, description="And the e-mail with it.")
    email: str | None
    gender: Gender
    birthday: date | None
    age: int | None = None
    language: Language
    is_subscribed: bool
    bot_blocked_at: datetime | None
    source: str | None
    campaign_id: int | None
    tags: list[str]
    notes: str
    is_blacklisted: bool
    consent_at: datetime | None = Field(description="Since when messages are allowed; null: not.")
    wants_offers: bool = Field(description="This and the next three hold while there is consent.")
    wants_birthdays: bool
    wants_reminders: bool
    is_weekly: bool
    last_active_at: datetime | None
    created_at: datetime


class TwoCards(Output):
    kept: CardSide
    dissolved: CardSide
    result: CardSide = Field(description="What the kept card will say.")
    is_account_exchanged: bool = Field(
        description="Messages will go to the Telegram account of the other card."
    )


class UserEdit(Input):
    """What is left out stays; null empties it."""

    first_name: Line | None = None
    last_name: Line | None = None
    phone: Line | None = Field(None, description="In any spelling. Needs clients:phones.")
    gender: Gender = Gender.UNKNOWN
    birthday: Day | None = None
    language: Language = Language.RU
    timezone: ZoneName | None = Field(None, description="IANA name; decides when it is night.")
    tags: Tags = Field(default=[])
    notes: Paragraph | None = None
    is_blacklisted: Bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was shown to whom decided, and where. `text` is as a person saw it, without markup."""

    source: ConsentSource
    text: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`frequency` goes with the decision of that name; no `topic` is every topic."""

    decision: ConsentDecision
    topic: Topic | None = None
    frequency: Frequency | None = None


class ConsentEdit(Input):
    """A decision that reached the shop outside of the bot: what, how, when, in which words."""

    decision: ConsentDecision
    topic: Topic | None = Field(None, description="Null: every topic.")
    frequency: Frequency | None = Field(None, description="With the decision of that name only.")
    source: Annotated[ConsentSource, AfterValidator(_by_hand)] = Field(
        description="paper, phone or panel."
    )
    text: Paragraph | None = Field(None, description="What they agreed to. Needed to allow.")
    note: Line | None = Field(None, description="Where the form is kept, say.")
    decided_at: Moment | None = Field(None, description="Null: now.")

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        is_about_frequency = self.decision is ConsentDecision.FREQUENCY
        if is_about_frequency != (self.frequency is not None) or (
            is_about_frequency and self.topic
        ):
            raise PydanticCustomError("frequency_misplaced", "A frequency is a decision of its own")
        takes_back = {self.decision, self.frequency} & {ConsentDecision.WITHDRAWN, Frequency.NONE}
        if self.text is None and not takes_back:
            raise PydanticCustomError("consent_without_text", "To allow, say what was agreed to")
        return self

    @property
    def choice(self) -> Choice:
        return Choice(decision=self.decision, topic=self.topic, frequency=self.frequency)


class ConsentEntry(Output):
    """One decision, with the words that were shown for it."""

    id: int
    topic: Topic | None = Field(description="Null: every topic.")
    decision: ConsentDecision
    frequency: Frequency | None
    source: ConsentSource
    text_version: str | None = Field(description="The same words have the same version.")
    text: str | None
    account_id: int | None = Field(description="Who recorded it, if it was not the client.")
    note: str | None
    decided_at: datetime
    recorded_at: datetime


class ConsentHistory(Output):
    """What a client allows, and all that they ever decided about it, the newest first."""

    client_id: int
    consent_at: datetime | None
    topics: list[Topic]
    frequency: Frequency
    items: list[ConsentEntry]


class OverviewQuery(Input):
    """The period of "joined": the last 30 days unless it is given. Days of the shop's zone."""

    from_on: Day | None = None
    until_on: Day | None = Field(None, description="Included.")

    @model_validator(mode="after")
    def _check_period(self) -> Self:
        if self.from_on and self.until_on:
            if self.until_on < self.from_on:
                raise PydanticCustomError("period_reversed", "The period ends before it begins")
            if self.until_on - self.from_on >= MAX_PERIOD:
                raise PydanticCustomError("period_too_long", "A period is at most 366 days")
        return self


class DayCount(Output):
    day: date
    count: int


class UserOverview(Output):
    """The bot's audience in numbers. Test people are never among them."""

    total: int
    subscribed: int
    blocked: int
    blacklisted: int
    with_consent: int
    with_phone: int
    with_birthday: int
    birthdays_this_week: int = Field(description="Today and the six days that follow.")
    by_language: dict[str, int]
    by_gender: dict[str, int]
    by_source: dict[str, int] = Field(description='"" stands for those who came by themselves.')
    joined_from: date
    joined_until: date
    joined: int
    joined_by_day: list[DayCount] = Field(description="Every day of the period, empty ones too.")
