"""People: who there is, newcomers, crowds for load tests, deleted accounts."""

from fastapi import APIRouter

from dvorik.sandbox.control.schemas import Crowd, NewPerson
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.people import Person
from dvorik.sandbox.types import Json, PersonSpec
from dvorik.sandbox.world import World

_FIRST_NEWCOMER = 500_000_001


def routes(world: World) -> APIRouter:
    router = APIRouter()

    @router.get("/state")
    async def read_state() -> Json:
        return {
            "bots": [bot.me() for bot in world.bots.values()],
            "people": _people(world),
            "channels": [_channel_view(world, key) for key in world.channels],
        }

    @router.get("/people")
    async def list_people() -> list[Json]:
        return _people(world)

    @router.post("/people", status_code=201)
    async def create_person(body: NewPerson) -> Json:
        person_id = body.id or max([_FIRST_NEWCOMER, *(p + 1 for p in world.people)])
        if person_id in world.people:
            raise ControlError(409, f"there is a person {person_id} already")
        person = Person(PersonSpec(**{**body.model_dump(), "id": person_id}))
        world.people[person.id] = person
        world.changes.next()
        world.changes.tell("person", person=person.id)
        return person.view()

    @router.post("/crowd", status_code=201)
    async def create_crowd(body: Crowd) -> Json:
        bot = world.bot(body.bot)
        for person_id in range(body.first_id, body.first_id + body.count):
            spec = PersonSpec(person_id, f"Person {person_id}")
            person = world.people.setdefault(person_id, Person(spec, is_extra=True))
            world.dialog(bot, person).is_started = True
        return {"first_id": body.first_id, "count": body.count}

    @router.post("/people/{person_id}/deactivate")
    async def deactivate_person(person_id: int) -> Json:
        world.person(person_id).is_deactivated = True
        world.changes.next()
        return world.person(person_id).view()

    @router.post("/people/{person_id}/reactivate")
    async def reactivate_person(person_id: int) -> Json:
        world.person(person_id).is_deactivated = False
        world.changes.next()
        return world.person(person_id).view()

    return router


def _people(world: World) -> list[Json]:
    return [person.view() for person in world.people.values() if not person.is_extra]


def _channel_view(world: World, key: int) -> Json:
    channel = world.channels[key]
    return {
        **channel.chat(),
        "members": {
            str(member_id): {"status": member.status, "is_inside": member.is_inside}
            for member_id, member in channel.members.items()
        },
    }
