"""Every text there is: its words, its variables, its markup."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.i18n import Language
from dvorik.loyalty.types import AttemptReason, AttemptStatus
from dvorik.messaging import queries, texts
from dvorik.messaging.rules import find_faults
from dvorik.messaging.texts import TEXTS
from dvorik.messaging.types import TextFormat

EVERY = [(key, language) for key in TEXTS for language in Language]


def test_there_are_words_and_a_description_for_each_key_and_for_nothing_else() -> None:
    assert texts.defaults().keys() == set(TEXTS)
    assert texts._about().keys() == set(TEXTS)
    assert texts._samples().keys() == set().union(*(spec.variables for spec in TEXTS.values()))


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_default_words_pass_the_check_that_an_owners_must(key: str, language: Language) -> None:
    spec = TEXTS[key]

    faults = find_faults(
        texts.defaults().pattern(key, language),
        spec.format,
        required=spec.required,
        allowed=spec.variables,
        alone=spec.alone,
        samples={name: texts.sample(name, language) for name in spec.variables},
    )

    assert faults == []
    assert texts.about(key, language)


def test_each_letter_has_a_subject_and_each_subject_a_letter() -> None:
    letters = {key for key, spec in TEXTS.items() if spec.format is TextFormat.LETTER}
    subjects = {key for key, spec in TEXTS.items() if spec.format is TextFormat.SUBJECT}

    assert {texts.subject_key(key) for key in letters} == subjects


def test_every_refusal_of_a_code_has_its_text() -> None:
    refusals = {*AttemptReason, *AttemptStatus} - {AttemptStatus.SUCCESS}

    assert {f"cashier.refused.{refusal}" for refusal in refusals} == {
        key for key in TEXTS if key.startswith("cashier.refused.")
    }


async def test_values_are_escaped_and_dates_written_out(session: AsyncSession) -> None:
    rendered = await queries.render(
        session,
        "cashier.code_good",
        Language.RU,
        code="ДЯА4589",
        client="<b>Анна & Ко</b>",
        expires_on=date(2026, 12, 20),
    )

    assert rendered == (
        "✅ <b>Код действует</b>\n\n"
        "Клиент: &lt;b&gt;Анна &amp; Ко&lt;/b&gt;\n"
        "Код: <code>ДЯА4589</code>\n"
        "Действует до 20 декабря 2026\u202fг."
    )


async def test_what_is_not_a_value_of_the_text_is_a_defect_of_the_caller(
    session: AsyncSession,
) -> None:
    with pytest.raises(ValueError, match=r"unknown \['cod'\], missing \['code'\]"):
        await queries.render(session, "cashier.undone", Language.RU, cod="ДЯА4589")


async def test_a_wording_that_no_longer_fits_gives_way_to_the_default(
    session: AsyncSession,
) -> None:
    await session.execute(
        text(
            "INSERT INTO message_template (key, language, text, updated_at)"
            " VALUES ('cashier.undone', 'en', 'Gone: {ghost} {code.__class__}', now())"
        )
    )

    rendered = await queries.render(session, "cashier.undone", Language.EN, code="ДЯА4589")

    assert rendered == "The redemption of code <code>ДЯА4589</code> was undone."
