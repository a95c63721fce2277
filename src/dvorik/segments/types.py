"""Words of the segments feature."""

from enum import StrEnum

MAX_NODES = 100
"""Of one rule, groups and conditions together."""

MAX_GROUPS = 10
"""Groups and negations inside each other."""

MAX_NESTING = 5
"""The longest chain of segments that use one another, counted from a rule that uses the first."""

MAX_CONDITIONS = 300
"""Of a rule with everything it uses put in its place: what PostgreSQL plans in one go."""


class Operator(StrEnum):
    """How a condition compares its field; which ones a field takes is in `schemas.fields`."""

    IS = "is"
    ANY = "any"
    ALL = "all"
    NONE = "none"
    KNOWN = "known"
    UNKNOWN = "unknown"
    BETWEEN = "between"
    IN_LAST = "in_last"
    NOT_IN_LAST = "not_in_last"
    TODAY = "today"
    WITHIN_NEXT = "within_next"
    COUNT = "count"
    SUM = "sum"


class FieldGroup(StrEnum):
    PERSON = "person"
    ORIGIN = "origin"
    TELEGRAM = "telegram"
    LOYALTY = "loyalty"


class FieldType(StrEnum):
    """What a visual builder draws for the value."""

    FLAG = "flag"
    CHOICE = "choice"
    TAGS = "tags"
    TEXT = "text"
    REFERENCE = "reference"
    NUMBER = "number"
    BIRTHDAY = "birthday"
    MOMENT = "moment"
    FACTS = "facts"
    MONEY = "money"


class ClientStatus(StrEnum):
    """`active` is whoever is neither of the others; one person may be both of those."""

    ACTIVE = "active"
    BOT_BLOCKED = "bot_blocked"
    BLACKLISTED = "blacklisted"


class LeftOutReason(StrEnum):
    """Why somebody whom a rule selects gets no message: the first that holds is told.

    Features above may add reasons of their own, which come after these.
    """

    TEST = "test"
    NO_TELEGRAM = "no_telegram"
    BLACKLISTED = "blacklisted"
    BLOCKED = "blocked"
    NO_CONSENT = "no_consent"
    TOPIC_OFF = "topic_off"


class SegmentSort(StrEnum):
    """A minus means descending. Equals are ordered by id, in the same direction."""

    NAME = "name"
    NAME_REVERSED = "-name"
    CHANGED_LAST = "-updated_at"
    CHANGED_FIRST = "updated_at"
