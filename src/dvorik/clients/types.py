"""Words of the clients feature."""

from enum import StrEnum


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What a message that nobody asked for is about; each may be declined by itself."""

    OFFERS = "offers"
    BIRTHDAYS = "birthdays"
    REMINDERS = "reminders"


class Frequency(StrEnum):
    """How often a client wants to hear of us. `weekly`: one broadcast in seven days at most."""

    ALL = "all"
    WEEKLY = "weekly"
    NONE = "none"


class ConsentDecision(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    FREQUENCY = "frequency"


class ConsentSource(StrEnum):
    """Where a decision was made. `earlier`: kept before decisions were written down one by one."""

    BOT = "bot"
    PANEL = "panel"
    PAPER = "paper"
    PHONE = "phone"
    IMPORT = "import"
    EARLIER = "earlier"


class UserSort(StrEnum):
    """A minus means descending. Equals are ordered by id, in the same direction."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    NAME = "name"
    NAME_REVERSED = "-name"
    ACTIVE_LAST = "-last_active_at"
    ACTIVE_FIRST = "last_active_at"


class TagOutcome(StrEnum):
    """What came of changing one client's tags together with many others'."""

    CHANGED = "changed"
    ALREADY = "already"
    TOO_MANY_TAGS = "too_many_tags"
