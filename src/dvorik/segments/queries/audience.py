"""Whom a rule selects: as a statement, as numbers with reasons, as a few people to look at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, case, literal, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.clients.queries import segmenting as people
from dvorik.kernel.actor import Actor, Permission
from dvorik.segments.errors import SegmentTooSlow
from dvorik.segments.queries.counting import Exclusion, Question, count, guess
from dvorik.segments.queries.patience import limited
from dvorik.segments.queries.references import check_facts, load_used
from dvorik.segments.queries.segments import get_segment
from dvorik.segments.schemas.segments import AudienceCount, Preview, PreviewPerson
from dvorik.segments.schemas.trees import Node, read_rule
from dvorik.segments.types import LeftOutReason
from dvorik.settings.schemas import ShopSettings

TIMEOUT_MS = 3_000
PREVIEW_PEOPLE = 20

_COLLECTED = 1_000
"""Matches of which a preview shows the newest. More of them say nothing more."""


async def select_client_ids(
    session: AsyncSession,
    rule: Node | int,
    *,
    shop: ShopSettings,
    now: datetime,
    include_test: bool = False,
) -> Select[int]:
    """A statement for the ids of everybody selected, reached by messages or not.

    `rule` is a saved segment's id or a rule at hand. The statement is fixed to `now`; segments
    that the rule uses are read now. Raises `SegmentNotFound`, `RuleRefused`.
    """
    selected = (await _read(session, rule, shop=shop, now=now)).people()
    return selected if include_test else selected.where(~people.is_test())


def left_out_reason(
    also: Sequence[Exclusion] = (), *, include_test: bool = False
) -> ColumnElement[str | None]:
    """The first reason that holds, or NULL: a column for what `select_client_ids` gives."""
    reasons = _exclusions(also, include_test=include_test)
    return case(*((each.applies, literal(each.reason, String)) for each in reasons), else_=null())


async def count_audience(
    session: AsyncSession,
    rule: Node | int,
    *,
    shop: ShopSettings,
    now: datetime,
    include_test: bool = False,
    also: Sequence[Exclusion] = (),
    timeout_ms: int = TIMEOUT_MS,
) -> AudienceCount:
    """How many are selected, how many of them get a message, why the others do not.

    Counted in one pass; estimated when that takes longer than `timeout_ms`. Raises
    `SegmentNotFound`, `RuleRefused`.
    """
    question = await _read(session, rule, shop=shop, now=now)
    exclusions = _exclusions(also, include_test=include_test)
    try:
        return await count(session, question, exclusions, timeout_ms=timeout_ms)
    except SegmentTooSlow:
        return await guess(session, question, exclusions)


async def preview_audience(
    session: AsyncSession,
    actor: Actor,
    rule: Node | int,
    *,
    shop: ShopSettings,
    now: datetime,
    include_test: bool = False,
) -> Preview:
    """A few of those selected. Needs `clients:read`; phones are shown with `clients:phones`.

    Raises `SegmentNotFound`, `RuleRefused`, `SegmentTooSlow`.
    """
    actor.require(Permission.CLIENTS_READ)
    selected = await select_client_ids(session, rule, shop=shop, now=now, include_test=include_test)
    reason = left_out_reason(include_test=include_test).label("reason")
    # Collected in no order first: to find rare matches by walking an index takes seconds.
    found = selected.add_columns(reason).limit(_COLLECTED).cte("found").prefix_with("MATERIALIZED")
    newest = select(found.c.id, found.c.reason).order_by(found.c.id.desc()).limit(PREVIEW_PEOPLE)
    async with limited(session, timeout_ms=TIMEOUT_MS):
        reasons = {row.id: row.reason for row in await session.execute(newest)}
    is_hidden = not actor.can(Permission.CLIENTS_PHONES)
    return Preview(
        people=[
            PreviewPerson(
                id=client.id,
                full_name=client.full_name,
                username=client.username,
                phone=None if is_hidden else client.phone,
                is_phone_hidden=is_hidden,
                gender=client.gender,
                language=client.language,
                tags=client.tags,
                is_subscribed=client.is_subscribed,
                created_at=client.created_at,
                left_out=reasons[client.id],
            )
            for client in await clients.list_clients(session, list(reasons))
        ]
    )


async def _read(
    session: AsyncSession, rule: Node | int, *, shop: ShopSettings, now: datetime
) -> Question:
    if isinstance(rule, int):
        rule = read_rule((await get_segment(session, rule)).rule)
    else:
        await check_facts(session, rule)
    saved = await load_used(session, rule)
    return Question(rule=rule, saved=saved, shop=shop, now=now)


def _exclusions(also: Sequence[Exclusion], *, include_test: bool) -> list[Exclusion]:
    own = {
        LeftOutReason.TEST: people.is_test(),
        LeftOutReason.NO_TELEGRAM: ~people.has_telegram(),
        LeftOutReason.BLACKLISTED: people.is_blacklisted(),
        LeftOutReason.BLOCKED: people.has_blocked_bot(),
        LeftOutReason.NO_CONSENT: ~people.has_consent(),
        LeftOutReason.TOPIC_OFF: ~people.wants_offers(),
    }
    if include_test:
        del own[LeftOutReason.TEST]
    return [
        *(Exclusion(reason=reason.value, applies=applies) for reason, applies in own.items()),
        *also,
    ]
