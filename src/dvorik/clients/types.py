"""Words of the clients feature."""

from enum import StrEnum


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


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
