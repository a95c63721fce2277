"""Telegram's HTML: entities in UTF-16 units, errors with the byte where they are."""

from typing import Any

import pytest

from dvorik.sandbox.entities import formatted
from dvorik.sandbox.errors import BotApiError


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "length": length, "type": kind, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>", "a", [entity("bold", 0, 1)]),
        ("<strong>a</strong>", "a", [entity("bold", 0, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        (
            "<s>a</s> <del>b</del>",
            "a b",
            [entity("strikethrough", 0, 1), entity("strikethrough", 2, 1)],
        ),
        ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [entity("code", 0, 1)]),
        ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
        (
            '<pre><code class="language-sql">x</code></pre>',
            "x",
            [entity("pre", 0, 1, language="sql")],
        ),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        (
            '<a href="https://e.org/?a=1&amp;b=2">x</a>',
            "x",
            [entity("text_link", 0, 1, url="https://e.org/?a=1&b=2")],
        ),
        ("<a href='tg://user?id=7'>x</a>", "x", [entity("text_mention", 0, 1, user={"id": 7})]),
        (
            '<tg-emoji emoji-id="5">👍</tg-emoji>',
            "👍",
            [entity("custom_emoji", 0, 2, custom_emoji_id="5")],
        ),
        ("<b>a <i>b</i></b>", "a b", [entity("bold", 0, 3), entity("italic", 2, 1)]),
        ("👋 <b>Я</b>", "👋 Я", [entity("bold", 3, 1)]),
        ("a &lt;b&gt; &amp; &quot; &#1071; &#x42f;", 'a <b> & " Я Я', []),
        ("a &nbsp; & b", "a &nbsp; & b", []),
        ("  <b> a </b>  ", "a", [entity("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<B>a</B>", "a", [entity("bold", 0, 1)]),
    ],
)
def test_tags_become_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    result = formatted(source, parse_mode="HTML")

    assert result.text == text
    assert result.entities == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("Я <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_place(source: str, reason: str) -> None:
    with pytest.raises(BotApiError) as refusal:
        formatted(source, parse_mode="HTML")

    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_markdown_is_refused_clearly(mode: str) -> None:
    with pytest.raises(BotApiError, match=f"the sandbox does not parse {mode}"):
        formatted("*a*", parse_mode=mode)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start ref_1", [entity("bot_command", 0, 6)]),
        ("👋 /help@shop_bot", [entity("bot_command", 3, 14)]),
        ("a/b и 1/2", []),
        ("see https://e.org/a?b.", [entity("url", 4, 17)]),
        ("write to me@e.org", [entity("email", 9, 8)]),
        ("ask @shop_news", [entity("mention", 4, 10)]),
        ("#скидка 10", [entity("hashtag", 0, 7)]),
        ("t.me/shop", [entity("url", 0, 9)]),
    ],
)
def test_a_plain_text_has_the_entities_clients_find(
    text: str, entities: list[dict[str, Any]]
) -> None:
    assert formatted(text).entities == entities


def test_nothing_is_found_inside_code() -> None:
    assert formatted("<code>/start</code>", parse_mode="HTML").entities == [entity("code", 0, 6)]
