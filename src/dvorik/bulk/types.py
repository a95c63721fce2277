"""Words of the bulk feature."""

from enum import StrEnum


class ActionKind(StrEnum):
    ADD_TAGS = "add_tags"
    REMOVE_TAGS = "remove_tags"
    ASSIGN_DISCOUNT = "assign_discount"
    EXPORT = "export"


class AudienceKind(StrEnum):
    CLIENTS = "clients"
    FILTER = "filter"
    SEGMENT = "segment"
    RULE = "rule"


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELED = "canceled"
    FAILED = "failed"


OPEN = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)
"""There is work left."""


class LeftOut(StrEnum):
    """Why a person's turn changed nothing."""

    NOT_FOUND = "not_found"
    """Deleted meanwhile, or never there."""
    ALREADY = "already"
    """Has all the tags, has none of them, holds the period's code."""
    TOO_MANY_TAGS = "too_many_tags"
    BLACKLISTED = "blacklisted"


class ExportColumn(StrEnum):
    """In the order of the file, whatever the order they are asked for in."""

    ID = "id"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    USERNAME = "username"
    TELEGRAM_ID = "telegram_id"
    PHONE = "phone"
    GENDER = "gender"
    BIRTHDAY = "birthday"
    AGE = "age"
    LANGUAGE = "language"
    IS_SUBSCRIBED = "is_subscribed"
    IS_BLOCKED = "is_blocked"
    IS_BLACKLISTED = "is_blacklisted"
    HAS_CONSENT = "has_consent"
    SOURCE = "source"
    TAGS = "tags"
    NOTES = "notes"
    LAST_ACTIVE_AT = "last_active_at"
    CREATED_AT = "created_at"
