"""What the owner may change while the program runs: one typed model, and how it is shown.

A setting is a field of `ShopSettings`: its type and limits check what is sent, its default holds
until somebody changes it, its group places it on the page. Its words are in `locales/`.
"""

import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    RootModel,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dvorik.kernel.config import BotMode, Config
from dvorik.kernel.i18n import DEFAULT_LANGUAGE, Language
from dvorik.kernel.log import get_logger
from dvorik.kernel.schemas import MAX_ID, Input, Line, Output, Paragraph
from dvorik.settings.errors import SettingsRefused
from dvorik.settings.types import SettingGroup

log = get_logger(__name__)

# Reading the list of zones walks a folder.
_known_zones = cache(available_timezones)
_known_currencies = cache(list_currencies)


def _zone(name: str) -> str:
    # "localtime" is this machine's own, and no database knows it.
    if name not in _known_zones() or name == "localtime":
        raise PydanticCustomError("unknown_timezone", "No such zone in the IANA database")
    return name


def _currency(code: str) -> str:
    if code not in _known_currencies():
        raise PydanticCustomError("unknown_currency", "Not a currency of ISO 4217")
    return code


def _wall_time(value: object) -> object:
    # Plain `time` would also take seconds since midnight and times with a zone.
    if isinstance(value, time) or (
        isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value)
    ):
        return value
    raise PydanticCustomError("not_a_wall_time", "A time of day looks like 21:30")


ZoneName = Annotated[str, Strict(), AfterValidator(_zone)]
CurrencyCode = Annotated[str, Strict(), AfterValidator(_currency)]
WallTime = Annotated[
    time,
    BeforeValidator(_wall_time),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str, when_used="json"),
]
Hour = Annotated[int, Strict(), Field(ge=0, le=23)]
ChannelId = Annotated[int, Strict(), Field(ge=-MAX_ID, le=-1)]
ChannelName = Annotated[
    str,
    StringConstraints(pattern=r"^@?[A-Za-z][A-Za-z0-9_]{3,31}$"),
    AfterValidator(lambda name: name.removeprefix("@")),
]
ChannelUrl = Annotated[str, StringConstraints(pattern=r"^https://[!-~]{1,250}$")]

_QUIET_HOURS = frozenset({"quiet_from", "quiet_until"})


class ShopSettings(BaseModel):
    """Every setting at one moment. Read it by `queries.load`, `store.current` or `web.ShopDep`."""

    model_config = ConfigDict(frozen=True)

    business_name: Annotated[Line, SettingGroup.BUSINESS] = "Dvorik"
    timezone: Annotated[ZoneName, SettingGroup.BUSINESS] = "Asia/Vladivostok"
    currency: Annotated[CurrencyCode, SettingGroup.BUSINESS] = "RUB"
    default_language: Annotated[Language, SettingGroup.BUSINESS] = DEFAULT_LANGUAGE
    contacts: Annotated[Paragraph | None, SettingGroup.BUSINESS] = None

    channel_id: Annotated[ChannelId | None, SettingGroup.TELEGRAM] = None
    channel_username: Annotated[ChannelName | None, SettingGroup.TELEGRAM] = None
    channel_url: Annotated[ChannelUrl | None, SettingGroup.TELEGRAM] = None
    subscription_cache_seconds: Annotated[
        int, Strict(), Field(ge=0, le=3600), SettingGroup.TELEGRAM
    ] = 60

    bot_mode: Annotated[BotMode | None, SettingGroup.TELEGRAM] = None

    birthday_hour: Annotated[Hour, SettingGroup.LOYALTY] = 9
    reminder_hour: Annotated[Hour | None, SettingGroup.LOYALTY] = 11
    reminder_days: Annotated[int, Strict(), Field(ge=1, le=30), SettingGroup.LOYALTY] = 3
    undo_minutes: Annotated[int, Strict(), Field(ge=0, le=1440), SettingGroup.LOYALTY] = 10
    lookups_per_minute: Annotated[int, Strict(), Field(ge=1, le=600), SettingGroup.LOYALTY] = 30
    wrong_code_alert: Annotated[int, Strict(), Field(ge=1, le=100), SettingGroup.LOYALTY] = 5

    # Telegram itself refuses more than 30 a second.
    service_per_second: Annotated[int, Strict(), Field(ge=1, le=30), SettingGroup.MESSAGES] = 27
    bulk_per_second: Annotated[int, Strict(), Field(ge=1, le=30), SettingGroup.MESSAGES] = 25
    broadcast_cap: Annotated[
        Annotated[int, Strict(), Field(ge=1, le=100)] | None, SettingGroup.MESSAGES
    ] = None
    broadcast_cap_days: Annotated[int, Strict(), Field(ge=1, le=365), SettingGroup.MESSAGES] = 7
    digest_hour: Annotated[Hour | None, SettingGroup.MESSAGES] = 9
    quiet_from: Annotated[WallTime | None, SettingGroup.MESSAGES] = time(21)
    quiet_until: Annotated[WallTime | None, SettingGroup.MESSAGES] = time(9)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that decides what a day is."""
        return ZoneInfo(self.timezone)

    def hears_by(self, config: Config) -> BotMode:
        """How the bots hear of updates: as the owner chose, else as the environment says."""
        return self.bot_mode or config.bot_mode

    @property
    def channel_address(self) -> int | str | None:
        """The channel as Telegram's methods want it; None when there is none."""
        return self.channel_id or (f"@{self.channel_username}" if self.channel_username else None)

    @property
    def channel_link(self) -> str | None:
        """Where a client subscribes, if the shop has a channel people can open."""
        if self.channel_url:
            return self.channel_url
        return f"https://t.me/{self.channel_username}" if self.channel_username else None

    @model_validator(mode="after")
    def _quiet_hours_have_two_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise PydanticCustomError("half_a_period", "Quiet hours need both ends or none")
        return self

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Defaults with `stored` over them. A value an upgrade made invalid counts as unset."""
        known = {key: value for key, value in stored.items() if key in cls.model_fields}
        try:
            return cls.model_validate(known)
        except ValidationError as error:
            bad = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
            if not bad or bad & _QUIET_HOURS:
                # The one rule about two settings: it names neither, and needs both or none.
                bad |= _QUIET_HOURS
            log.error("stored_settings_ignored", keys=sorted(bad))
            return cls.model_validate({k: v for k, v in known.items() if k not in bad})

    def with_changes(self, changes: Mapping[str, JsonValue]) -> Self:
        """A copy with `changes`, all checked together. Raises `SettingsRefused`."""
        unknown = sorted(changes.keys() - type(self).model_fields.keys())
        errors = [{"pointer": _pointer(key), "code": "settings.no_such_setting"} for key in unknown]
        if errors:
            raise SettingsRefused(errors)
        try:
            return self.model_validate({**self.values(), **changes})
        except ValidationError as error:
            raise SettingsRefused(
                [
                    {"pointer": _pointer(*item["loc"]), "code": item["type"]}
                    for item in error.errors(include_input=False)
                ]
            ) from None

    def values(self) -> dict[str, JsonValue]:
        """Each setting as JSON keeps it."""
        return self.model_dump(mode="json")


def _pointer(*place: object) -> str:
    """RFC 6901, into the body of the request."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "/".join(("/body", *escaped))


def group_of(key: str) -> SettingGroup:
    metadata = ShopSettings.model_fields[key].metadata
    return next(mark for mark in metadata if isinstance(mark, SettingGroup))


@cache
def json_schema_of(key: str) -> dict[str, Any]:
    """The values a setting may take, as JSON Schema: enough to draw its field."""
    field = ShopSettings.model_fields[key]
    annotated: Any = field.annotation
    for mark in field.metadata:
        annotated = Annotated[annotated, mark]
    return TypeAdapter(annotated).json_schema()


class SettingView(Output):
    key: str
    group: SettingGroup
    title: str
    description: str
    value: JsonValue
    default: JsonValue
    is_changed: bool
    value_schema: dict[str, Any] = Field(description="JSON Schema of the values it may take.")
    updated_at: datetime | None
    updated_by_id: int | None


class SettingList(Output):
    items: list[SettingView]


class SettingsChange(RootModel[dict[str, JsonValue]]):
    """New values by key. All of them are taken, or none."""


class SettingEdit(Input):
    value: JsonValue
