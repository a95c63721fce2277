"""Many who join at once, with real commits."""

import asyncio

from dvorik.clients.models import Client
from dvorik.kernel.db import Database
from dvorik.loyalty import actions, queries
from dvorik.loyalty.errors import CodesLimitBelowUse
from dvorik.loyalty.models import Campaign, CampaignClick, Discount
from dvorik.loyalty.schemas.campaigns import CampaignEdit
from dvorik.loyalty.types import TemplateEvent
from tests.conftest import NOON, OLGA
from tests.loyalty.test_redemption_races import at_once
from tests.loyalty.world import SHOP, add_campaign, add_client, add_template, count_rows

ROUNDS = 30


async def ground(database: Database, people: int, **fields: object) -> tuple[int, list[Client]]:
    async with database.transaction() as session:
        template = await add_template(session, event="campaign")
        campaign = await add_campaign(session, template_id=template.id, **fields)
        crowd = [await add_client(session, campaign_id=campaign.id) for _ in range(people)]
        return campaign.id, crowd


async def counted(database: Database, campaign_id: int) -> tuple[int, int]:
    """(codes there are, codes counted)."""
    async with database.transaction() as session:
        row = await session.get(Campaign, campaign_id)
        assert row is not None
        return await count_rows(session, Discount.campaign_id == campaign_id), row.issued_count


async def join_at_once(database: Database, crowd: list[Client]) -> None:
    await at_once(
        database,
        len(crowd),
        lambda session, number: actions.issue_for_event(
            session,
            OLGA,
            client=crowd[number],
            event=TemplateEvent.CAMPAIGN,
            shop=SHOP,
            now=NOON,
        ),
    )


async def test_twenty_at_once_get_ten_codes_of_a_campaign_limited_to_ten(
    real_database: Database,
) -> None:
    for _ in range(ROUNDS):
        campaign_id, crowd = await ground(real_database, 20, codes_limit=10)

        await join_at_once(real_database, crowd)

        assert await counted(real_database, campaign_id) == (10, 10)


async def test_a_limit_set_while_people_join_counts_them_all(real_database: Database) -> None:
    for _ in range(ROUNDS):
        campaign_id, crowd = await ground(real_database, 12)

        async def join(client: Client) -> None:
            async with real_database.transaction() as session:
                await actions.issue_for_event(
                    session,
                    OLGA,
                    client=client,
                    event=TemplateEvent.CAMPAIGN,
                    shop=SHOP,
                    now=NOON,
                )

        async def limit(campaign_id: int = campaign_id) -> bool:
            try:
                async with real_database.transaction() as session:
                    await actions.edit_campaign(
                        session,
                        OLGA,
                        campaign_id=campaign_id,
                        edit=CampaignEdit(codes_limit=6),
                        shop=SHOP,
                        version=None,
                        now=NOON,
                    )
            except CodesLimitBelowUse:
                return False
            return True

        joins = [join(client) for client in crowd]
        *_, is_limited = await asyncio.gather(*joins[:6], limit(), *joins[6:], limit())

        codes, kept = await counted(real_database, campaign_id)
        async with real_database.transaction() as session:
            row = await session.get(Campaign, campaign_id)
            assert row is not None
        if row.codes_limit is None:
            assert (is_limited, codes > 6, kept) == (False, True, 0)
        else:
            assert codes == kept <= 6


async def test_clicks_at_once_are_all_counted(real_database: Database) -> None:
    campaign_id, crowd = await ground(real_database, 5)
    async with real_database.transaction() as session:
        campaign = await queries.get_campaign(session, campaign_id)

    await at_once(
        real_database,
        50,
        lambda session, number: actions.note_click(
            session, campaign=campaign, client=crowd[number % 5], now=NOON
        ),
    )

    async with real_database.transaction() as session:
        assert await count_rows(session, CampaignClick.campaign_id == campaign_id) == 50
