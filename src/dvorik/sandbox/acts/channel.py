"""People and bots come to channels and go."""

from dvorik.sandbox.channels import STATUSES, Channel, Membership
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.people import Person
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World


def join(world: World, channel: Channel, person: Person) -> None:
    """Subscribe, unless banned. Subscribing twice changes nothing and tells nobody."""
    before = channel.membership(person.id)
    if before.status == "kicked":
        raise ControlError(409, "this person is banned from the channel")
    if not before.is_inside:
        restricted = before.status == "restricted"
        after = Membership("restricted", is_member=True) if restricted else Membership("member")
        set_person(world, channel, person, after)


def leave(world: World, channel: Channel, person: Person) -> None:
    before = channel.membership(person.id)
    if before.is_inside:
        restricted = before.status == "restricted"
        after = Membership("restricted", is_member=False) if restricted else Membership("left")
        set_person(world, channel, person, after)


def set_person(world: World, channel: Channel, person: Person, after: Membership) -> None:
    """Any status: banned, restricted, promoted. Administrator bots are told (`chat_member`)."""
    _check(after)
    before = channel.membership(person.id)
    channel.members[person.id] = after
    content = _update(world, channel, person.user(), person.user(), before, after)
    for bot in world.bots.values():
        if channel.is_administered_by(bot.id):
            bot.updates.push("chat_member", content, lane=channel.chat_id)
    world.changes.next()
    world.tell(channel, "member", person=person.id, status=after.status, inside=after.is_inside)


def set_bot(world: World, channel: Channel, bot_id: int, after: Membership) -> None:
    """Promote, demote or remove a bot; it is told (`my_chat_member`)."""
    _check(after)
    bot = world.bots[bot_id]
    before = channel.membership(bot_id)
    channel.members[bot_id] = after
    content = _update(world, channel, _owner(world, channel), bot.user(), before, after)
    bot.updates.push("my_chat_member", content, lane=channel.chat_id)


def _owner(world: World, channel: Channel) -> Json:
    """Somebody must have done it: the creator, or Telegram's own account."""
    person = world.people.get(channel.spec.creator_id or 0)
    return person.user() if person else {"id": 777000, "is_bot": False, "first_name": "Telegram"}


def _update(
    world: World,
    channel: Channel,
    by: Json,
    whom: Json,
    before: Membership,
    after: Membership,
) -> Json:
    return {
        "chat": channel.chat(),
        "from": by,
        "date": world.now(),
        "old_chat_member": before.chat_member(whom),
        "new_chat_member": after.chat_member(whom),
    }


def _check(membership: Membership) -> None:
    if membership.status not in STATUSES:
        raise ControlError(422, f"status is one of {', '.join(STATUSES)}")
