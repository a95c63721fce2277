from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Event):
    type: ClassVar[str] = "settings.setting_changed"

    key: str
    old: JsonValue
    new: JsonValue
