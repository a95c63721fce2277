"""Channels: joining, leaving, banning, and what bots may see there."""

from fastapi import APIRouter

from dvorik.sandbox.acts import channel as acts
from dvorik.sandbox.channels import Membership
from dvorik.sandbox.control.schemas import Member
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World


def routes(world: World) -> APIRouter:
    router = APIRouter(prefix="/channels/{channel}")

    def status(channel: str, member_id: int) -> Json:
        member = world.channel(channel).membership(member_id)
        return {"status": member.status, "is_inside": member.is_inside}

    @router.get("/messages")
    async def list_posts(channel: str) -> list[Json]:
        return [message.view() for message in world.channel(channel).log]

    @router.post("/people/{person}/join")
    async def join_channel(channel: str, person: int) -> Json:
        acts.join(world, world.channel(channel), world.person(person))
        return status(channel, person)

    @router.post("/people/{person}/leave")
    async def leave_channel(channel: str, person: int) -> Json:
        acts.leave(world, world.channel(channel), world.person(person))
        return status(channel, person)

    @router.put("/people/{person}")
    async def set_member(channel: str, person: int, body: Member) -> Json:
        """Ban, restrict, promote: any status."""
        membership = Membership(body.status, body.is_member)
        acts.set_person(world, world.channel(channel), world.person(person), membership)
        return status(channel, person)

    @router.put("/bots/{bot}")
    async def set_bot(channel: str, bot: str, body: Member) -> Json:
        """Promote, demote or remove a bot."""
        bot_id = world.bot(bot).id
        acts.set_bot(world, world.channel(channel), bot_id, Membership(body.status, body.is_member))
        return status(channel, bot_id)

    return router
