"""How the audience grew: selects for analytics over the private table. Test people left out."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Label, Select, case, cast, func, literal_column, select

from dvorik.clients.events import ClientSubscribed, ClientUnsubscribed
from dvorik.clients.models import Client
from dvorik.clients.queries.audience import audience
from dvorik.kernel.events import EventRow
from dvorik.kernel.steps import Bounds, FiguresSelect, step_of, within


def joined_by_step(bounds: Bounds, *, with_earlier: bool) -> FiguresSelect:
    """(step, joined, subscribed_now) of those who joined in the period; `with_earlier` adds step
    -1, everybody who had joined before: a walk through the whole audience.
    """
    statement = (
        select(
            step_of(Client.created_at, bounds).label("step"),
            func.count().label("joined"),
            func.count().filter(Client.is_subscribed).label("subscribed_now"),
        )
        .where(*audience(), Client.created_at < bounds[-1])
        .group_by("step")
    )
    return statement if with_earlier else statement.where(Client.created_at >= bounds[0])


def joined_by_campaign(ids: Collection[int]) -> FiguresSelect:
    """(campaign_id, joined, subscribed): who came by each campaign, and is subscribed now."""
    return (
        select(Client.campaign_id, *_came())
        .where(*audience(), Client.campaign_id.in_(ids))
        .group_by(Client.campaign_id)
    )


def joined_of_campaign_by_step(campaign_id: int, bounds: Bounds) -> FiguresSelect:
    """(step, joined, subscribed): who came by the campaign then, and is subscribed now."""
    return (
        select(step_of(Client.created_at, bounds).label("step"), *_came())
        .where(*audience(), Client.campaign_id == campaign_id, *within(Client.created_at, bounds))
        .group_by("step")
    )


def came_by(campaign_id: int) -> Select[int]:
    """Ids of the people whom the campaign brought, whenever."""
    return select(Client.id).where(*audience(), Client.campaign_id == campaign_id)


def _came() -> tuple[Label[int], Label[int]]:
    return (
        func.count().label("joined"),
        func.count().filter(Client.is_subscribed).label("subscribed"),
    )


def blocked_by_step(bounds: Bounds) -> FiguresSelect:
    """(step, blocked) of those who blocked the bot then and block it still."""
    return (
        select(
            step_of(Client.bot_blocked_at, bounds).label("step"),
            func.count().label("blocked"),
        )
        .where(
            *audience(), Client.bot_blocked_at.is_not(None), *within(Client.bot_blocked_at, bounds)
        )
        .group_by("step")
    )


def subscription_changes_by_step(bounds: Bounds) -> FiguresSelect:
    """(changed_step, joined_step, subscribed, unsubscribed, net_since) from the log of events.

    Two groupings, told apart by which step is null: by the step of the change, and by the step in
    which the person joined. `net_since` (subscribed less unsubscribed) counts only changes in a
    later step than the person joined in: what has to be taken back from today's state to know an
    earlier one. Changes after the period are among them.
    """
    type_ = EventRow.type
    # Spelled as the index on the log's clients is.
    client_id = cast(literal_column("payload ->> 'client_id'"), BigInteger)
    change = (
        select(
            step_of(EventRow.occurred_at, bounds).label("changed_step"),
            step_of(Client.created_at, bounds).label("joined_step"),
            case((type_ == ClientSubscribed.type, 1), else_=-1).label("net"),
        )
        .join_from(EventRow, Client, Client.id == client_id)
        .where(
            type_.in_([ClientSubscribed.type, ClientUnsubscribed.type]),
            EventRow.occurred_at >= bounds[0],
            *audience(),
        )
        .subquery("change")
    )
    steps = change.c.changed_step, change.c.joined_step
    return select(
        *steps,
        func.count().filter(change.c.net == 1).label("subscribed"),
        func.count().filter(change.c.net == -1).label("unsubscribed"),
        func.coalesce(
            func.sum(change.c.net).filter(change.c.changed_step > change.c.joined_step), 0
        ).label("net_since"),
    ).group_by(func.grouping_sets(*steps))
