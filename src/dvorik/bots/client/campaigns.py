"""What the link that led here promised, and what became of the promise."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots.client import wording
from dvorik.bots.client.sources import find_campaign
from dvorik.bots.client.turn import ClientTurn
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.loyalty.actions import Issued
from dvorik.loyalty.rules.campaigns import is_exhausted
from dvorik.loyalty.types import TemplateEvent


async def keep_promise(
    session: AsyncSession, turn: ClientTurn, start: str | None
) -> tuple[list[str], list[str]]:
    """Texts about the discount of the campaign behind `start`, with their codes.

    The press is counted. A link of a campaign always gets a word: the code, or why there is none.
    One that promised nothing (a mere source, or nobody's) gets none.
    """
    issued = await loyalty.issue_for_event(
        session,
        turn.actor,
        client=turn.client,
        event=TemplateEvent.CAMPAIGN,
        shop=turn.shop,
        now=turn.now,
    )
    campaign = await find_campaign(session, start)
    if campaign is not None:
        await loyalty.note_click(session, campaign=campaign, client=turn.client, now=turn.now)
    if campaign is None or campaign.template_id is None:
        return await wording.gift_texts(session, turn, [item for item in issued if item.is_new])
    if campaign.id == turn.client.campaign_id and issued:
        return await _tell_own(session, turn, issued)
    is_on = loyalty_queries.is_on(campaign, turn.now) and not is_exhausted(campaign)
    key = "client.campaign_for_newcomers" if is_on else "client.campaign_not_running"
    if campaign.id == turn.client.campaign_id:
        # It runs, and its template gives nothing now.
        key = "client.campaign_not_running"
    return [await turn.render(session, key)], []


async def _tell_own(
    session: AsyncSession, turn: ClientTurn, issued: list[Issued]
) -> tuple[list[str], list[str]]:
    texts, codes = await wording.gift_texts(session, turn, issued)
    return (texts, codes) if texts else ([await turn.render(session, "client.campaign_taken")], [])
