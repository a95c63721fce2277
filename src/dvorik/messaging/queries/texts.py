"""The words people receive: an owner's wording where there is one, else the default."""

import html
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import versions
from dvorik.kernel.dates import day_in_words
from dvorik.kernel.i18n import DEFAULT_LANGUAGE, Language
from dvorik.kernel.log import get_logger
from dvorik.messaging import texts
from dvorik.messaging.errors import NoSuchText
from dvorik.messaging.models import MessageTemplate
from dvorik.messaging.rules import BadPattern, fill
from dvorik.messaging.schemas import TextVariable, TextView, Wording
from dvorik.messaging.texts import TEXTS, TextSpec
from dvorik.messaging.types import TextFormat

log = get_logger(__name__)

_EDIT_LOCK = 0x7E875A1D
"""Advisory lock of whoever changes texts. The number has no other meaning."""


async def render(session: AsyncSession, key: str, language: Language, /, **values: object) -> str:
    """The text `key` with `values` in it: Telegram HTML with the values escaped, or plain text.

    A date is written out in the language; amounts and moments come as words already. None is an
    empty value. Raises ValueError when `values` are not those of the text, which is a defect of
    the caller.
    """
    spec = TEXTS[key]
    filling = _filling(key, spec, language, values)
    own = await find_wording(session, key, language)
    if own is not None:
        try:
            return fill(own, filling)
        except (BadPattern, KeyError):
            # A wording kept by a version of the program whose text had other variables.
            log.warning("wording_ignored", key=key, language=language.value)
    return fill(texts.defaults().pattern(key, language), filling)


def preview(key: str, language: Language, pattern: str) -> str:
    """`pattern` with samples for the variables of the text `key`; as it is, if it has others."""
    spec = TEXTS[key]
    samples = {name: texts.sample(name, language) for name in spec.variables}
    try:
        return fill(pattern, _filling(key, spec, language, samples))
    except (BadPattern, KeyError):
        return pattern


async def find_wording(session: AsyncSession, key: str, language: Language) -> str | None:
    """An owner's wording, if there is one."""
    return await session.scalar(
        select(MessageTemplate.text).where(
            MessageTemplate.key == key, MessageTemplate.language == language.value
        )
    )


async def list_texts(session: AsyncSession, language: Language) -> list[TextView]:
    """Every text in all languages; descriptions in `language`."""
    rows = (await session.scalars(select(MessageTemplate))).all()
    by_key = {(row.key, row.language): row for row in rows}
    return [_view(key, by_key, language) for key in TEXTS]


async def lock_text(session: AsyncSession, key: str) -> TextView:
    """The text; nobody else changes one until the transaction ends. Raises `NoSuchText`, `Busy`.

    An advisory lock, because a text nobody changed has no row to lock.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_EDIT_LOCK)))
    return await get_text(session, key, DEFAULT_LANGUAGE)


async def get_text(session: AsyncSession, key: str, language: Language) -> TextView:
    """Raises `NoSuchText`."""
    if key not in TEXTS:
        raise NoSuchText
    rows = await session.scalars(select(MessageTemplate).where(MessageTemplate.key == key))
    return _view(key, {(row.key, row.language): row for row in rows}, language)


def _view(
    key: str, rows: Mapping[tuple[str, str], MessageTemplate], language: Language
) -> TextView:
    spec = TEXTS[key]
    wordings = {each: _wording(key, each, rows.get((key, each.value))) for each in Language}
    return TextView(
        key=key,
        version=versions.of_content([wordings[each].text for each in Language]),
        format=spec.format,
        description=texts.about(key, language),
        variables=[
            TextVariable(
                name=name,
                is_required=name in spec.required,
                samples={each: texts.sample(name, each) for each in Language},
            )
            for name in sorted(spec.variables)
        ],
        wordings=wordings,
    )


def _wording(key: str, language: Language, row: MessageTemplate | None) -> Wording:
    default = texts.defaults().pattern(key, language)
    pattern = row.text if row else default
    return Wording(
        text=pattern,
        default=default,
        is_changed=row is not None,
        preview=preview(key, language, pattern),
        updated_at=row and row.updated_at,
        updated_by_id=row and row.updated_by_id,
    )


def _filling(
    key: str, spec: TextSpec, language: Language, values: Mapping[str, object]
) -> dict[str, str]:
    """A string for each variable the text may use."""
    unknown, missing = values.keys() - spec.variables, spec.required - values.keys()
    if unknown or missing:
        raise ValueError(f"{key}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    plain = {name: _in_words(values.get(name), language) for name in spec.variables}
    if spec.format is TextFormat.TELEGRAM:
        return {name: html.escape(text) for name, text in plain.items()}
    if spec.format is TextFormat.SUBJECT:
        # A line break in a subject would begin another header of the letter.
        return {name: " ".join(text.split()) for name, text in plain.items()}
    return plain


def _in_words(value: object, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        raise TypeError("a moment has no words without a zone")
    if isinstance(value, date):
        return day_in_words(value, language.value)
    return str(value)
