"""What somebody formatted in Telegram, as Telegram's HTML."""

from html import escape

from aiogram.types import Message
from aiogram.utils.text_decorations import HtmlDecoration


class _Html(HtmlDecoration):
    """aiogram leaves addresses unescaped and names the language of code by an attribute of its
    own, which Telegram does not know."""

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
