"""What somebody formatted in Telegram, as Telegram's HTML."""

from html import escape

from aiogram.enums import MessageEntityType
from aiogram.types import Message, MessageEntity
from aiogram.utils.text_decorations import HtmlDecoration

_UNDERSTOOD = frozenset(MessageEntityType) - {MessageEntityType.DATE_TIME}
"""Moments that each reader sees in their own way are no markup of ours: they stay as written."""


class _Html(HtmlDecoration):
    """aiogram leaves addresses unescaped and names the language of code by an attribute of its
    own, which Telegram does not know. What it does not know itself it escapes a second time."""

    def apply_entity(self, entity: MessageEntity, text: str) -> str:
        return super().apply_entity(entity, text) if entity.type in _UNDERSTOOD else text

    def link(self, value: str, link: str) -> str:
        return f'<a href="{escape(link)}">{value}</a>'

    def pre_language(self, value: str, language: str) -> str:
        return f'<pre><code class="language-{escape(language)}">{value}</code></pre>'


_HTML = _Html()


def html_of(message: Message) -> str:
    """The text or the caption; nothing when there is neither."""
    return _HTML.unparse(
        text=message.text or message.caption or "",
        entities=message.entities or message.caption_entities or [],
    )
