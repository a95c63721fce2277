"""What may stand in a text. The sandbox's parser, written apart, is asked for a second opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.messaging.rules import (
    BadMarkup,
    BadPattern,
    Fault,
    fields_of,
    fill,
    find_faults,
    visible_text,
)
from dvorik.messaging.types import TextFormat
from dvorik.sandbox.entities.html import HtmlParser

SAMPLES = {"code": "ДЯА4589", "title": "5 < 6 & 7", "link": "https://dvorik.test/?a=1&b=2"}


def faults(pattern: str, format: TextFormat = TextFormat.TELEGRAM) -> list[Fault]:
    return find_faults(
        pattern, format, required={"code"}, allowed={"code", "title", "link"}, samples=SAMPLES
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "{code.__class__}",
        "{code[0]}",
        "{code!r}",
        "{code:>1000000}",
        "{}",
        "{0}",
        "{Code}",
        "{code:{title}}",
        "{ code }",
    ],
)
def test_a_variable_is_a_plain_name(pattern: str) -> None:
    with pytest.raises(BadPattern) as refused:
        fields_of(pattern)

    assert refused.value.code == "bad_variable"


@pytest.mark.parametrize("pattern", ["{code", "code}", "{code}}", "{{code}", "{code\n}"])
def test_braces_come_in_pairs(pattern: str) -> None:
    with pytest.raises(BadPattern) as refused:
        fields_of(pattern)

    assert refused.value.code == "bad_braces"


def test_a_value_is_never_read_as_a_pattern() -> None:
    assert fill("{code}", {"code": "{title} {{x}}"}) == "{title} {{x}}"


def test_a_line_goes_only_when_all_its_variables_are_empty() -> None:
    pattern = "Code: {code}\n{title} {link}\nno variables\n\n{title}\n\nend"

    assert fill(pattern, {"code": "1", "title": "", "link": "x"}) == (
        "Code: 1\n x\nno variables\n\nend"
    )


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("Hello, {title}!", "Hello!"),
        ("{title}, hello", "hello"),
        ("<b>{title}</b> says hi\n{link}", "<b></b> says hi"),
    ],
)
def test_the_only_line_stays_when_its_variables_are_empty(pattern: str, filled: str) -> None:
    assert fill(pattern, {"title": "", "link": ""}) == filled


def test_one_line_of_optional_variables_is_a_text() -> None:
    found = find_faults(
        "Hello, {title}!",
        TextFormat.TELEGRAM,
        required=set(),
        allowed={"title"},
        samples={"title": "x"},
    )

    assert found == []


@pytest.mark.parametrize(
    "pattern",
    [
        "{code}",
        "<b>{code}</b> <i>and <u>more</u></i>",
        '{code}\n<a href="{link}">here</a>',
        '<span class="tg-spoiler">{code}</span> <tg-spoiler>x</tg-spoiler>',
        '<pre><code class="language-python">{code}</code></pre>',
        "<blockquote expandable>{code}</blockquote>",
        "{code} > 5 &amp; &#9733; & so on",
        "{code}\n<b>{title}</b>",
        "{{literally}} {code}",
    ],
)
def test_what_telegram_takes_is_taken(pattern: str) -> None:
    assert faults(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("no variable", Fault("missing_variable", "code")),
        ("{code} {client}", Fault("unknown_variable", "client")),
        ("<b>{code}", Fault("unclosed_tag", "b")),
        ("{code}</b>", Fault("unmatched_end_tag", "b")),
        ("<b><i>{code}</b></i>", Fault("unmatched_end_tag", "b")),
        ("<br>{code}", Fault("unsupported_tag", "br")),
        ("<{code}>", Fault("stray_bracket", "<ДЯА4589>")),
        ("1 < 2 {code}", Fault("stray_bracket", "< 2 ДЯА4589")),
        ("<span>{code}</span>", Fault("bad_attribute", "span")),
        ("<a>{code}</a>", Fault("bad_attribute", "a")),
        ('<a href="javascript:x">{code}</a>', Fault("bad_attribute", "a")),
        ("<b>{code}\n{title}</b>", Fault("tag_across_lines", "b")),
        ("<b></b><!-- {code} -->", Fault("stray_bracket", "<!-- ДЯА4589 -->")),
        # The link may have no value while the line stays for its code.
        ('<a href="{link}">{code}</a>', Fault("bad_attribute", "a")),
        ("{code}" + "😀" * 2050, Fault("too_long")),
    ],
)
def test_what_telegram_would_refuse_is_refused(pattern: str, fault: Fault) -> None:
    assert fault in faults(pattern)


def test_a_text_never_becomes_empty() -> None:
    found = find_faults(
        "{title}\n<b></b>",
        TextFormat.TELEGRAM,
        required=set(),
        allowed={"title"},
        samples={"title": "x"},
    )

    assert found == [Fault("empty_text")]


def test_a_subject_is_one_line_and_a_letter_needs_no_markup() -> None:
    assert faults("{code}\nx", TextFormat.SUBJECT) == [Fault("not_one_line")]
    assert faults("{code} <not a tag> & more", TextFormat.LETTER) == []


PIECES = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "a", "😀", "&lt;", "&", "&#65;", "<",
         ">", '<a href="https://x.y/">', "</a>", "<a>", "</", "<b", "&#xD800;", "\n", " ",
         "<span class='tg-spoiler'>", "</span>", "<pre>", "</pre>", "</b >", "&nbsp;", "<B>"]
    )
)  # fmt: skip


@given(PIECES)
def test_whatever_passes_here_telegram_takes_and_shows_the_same(pieces: list[str]) -> None:
    markup = "".join(pieces)
    try:
        shown = visible_text(markup)
    except BadMarkup:
        return

    assert HtmlParser(markup).parse()[0] == shown


@given(st.text(), st.text())
def test_filling_raises_nothing_but_its_own_error(pattern: str, value: str) -> None:
    try:
        names = fields_of(pattern)
        fill(pattern, dict.fromkeys(names, value))
    except BadPattern:
        return
