"""Keyboards: what Telegram accepts under a message."""

from urllib.parse import urlsplit

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call
from dvorik.sandbox.types import Json

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


def reply_markup(call: Call) -> tuple[Json | None, Json | None]:
    """(inline keyboard, everything else): only the first becomes part of the message."""
    markup = call.given.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup), None
    if "keyboard" in markup:
        return None, {**markup, "keyboard": _reply_rows(markup["keyboard"])}
    return None, markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline_only(call: Call) -> Json | None:
    """For edits: other keyboards cannot be edited into a message."""
    inline, other = reply_markup(call)
    if other is not None:
        raise bad_request("inline keyboard expected")
    return inline


def _inline(markup: Json) -> Json | None:
    rows = _rows(markup["inline_keyboard"], "inline_keyboard", "inline keyboard")
    checked = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in checked) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _rows(rows: object, name: str, what: str) -> list[list[object]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {what}: expected an Array of Array")
    return rows


def _inline_button(button: object) -> Json:
    where = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{where}: expected an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{where}: Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    if not any(action in button for action in _ACTIONS):
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        _check_callback_data(button["callback_data"])
    if "url" in button:
        _check_url(str(button["url"]))
    return dict(button)


def _check_callback_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    known = parts.scheme in {"http", "https", "tg", "ton"}
    if not known or not parts.netloc or (parts.scheme != "tg" and "." not in parts.netloc):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _reply_rows(rows: object) -> list[list[Json]]:
    checked = _rows(rows, "keyboard", "reply keyboard")
    buttons = [[_reply_button(button) for button in row] for row in checked]
    if sum(len(row) for row in buttons) > 3 * MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return buttons


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return dict(button)
