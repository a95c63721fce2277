"""Segments over HTTP: each success and each refusal."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.i18n import Language
from dvorik.segments import texts
from dvorik.segments.models import Segment
from dvorik.segments.queries import list_fields
from dvorik.segments.schemas.fields import FIELDS
from dvorik.segments.types import Operator
from tests.conftest import TIM, Acting
from tests.segments.people import Person, add_people
from tests.segments.rules import Json, all_of, condition, negated, segment

PHONES = condition("has_phone", "is", True)
PATH = "/api/v1/segments"


async def create(http: AsyncClient, rule: Json = PHONES, name: str = "С телефоном") -> int:
    response = await http.post(PATH, json={"name": name, "rule": rule})
    assert response.status_code == 201, response.json()
    return int(response.json()["id"])


async def test_a_segment_lives_through_its_edits(http: AsyncClient) -> None:
    created = await http.post(
        PATH, json={"name": " С телефоном ", "rule": PHONES, "description": "Для звонков"}
    )
    path = f"{PATH}/{created.json()['id']}"
    edited = await http.patch(path, json={"rule": negated(PHONES)}, headers={"If-Match": '"1"'})
    stale = await http.patch(path, json={"name": "Другой"}, headers={"If-Match": '"1"'})
    emptied = await http.patch(path, json={"description": None})
    shown = await http.get(path)
    deleted = await http.delete(path)
    gone = await http.get(path)

    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    assert created.json() == {
        "id": created.json()["id"],
        "name": "С телефоном",
        "description": "Для звонков",
        "rule": PHONES,
        "created_by_id": 1,
        "version": 1,
        "created_at": "2026-11-20T02:00:00Z",
        "updated_at": "2026-11-20T02:00:00Z",
    }
    assert (edited.json()["rule"], edited.headers["etag"]) == (negated(PHONES), '"2"')
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    assert (emptied.json()["description"], emptied.json()["version"]) == ("", 3)
    assert (shown.json(), shown.headers["etag"]) == (emptied.json(), '"3"')
    assert (deleted.status_code, gone.status_code) == (204, 404)
    assert gone.json()["code"] == "segments.not_found"


async def test_segments_are_listed_by_name_and_found_by_a_part_of_it(http: AsyncClient) -> None:
    for name in ("бета", "Альфа", "100% свои"):
        await create(http, name=name)

    listed = await http.get(PATH)
    found = await http.get(PATH, params={"search": "0%"})

    assert [item["name"] for item in listed.json()["items"]] == ["100% свои", "Альфа", "бета"]
    assert listed.json()["total"] == 3
    assert [item["name"] for item in found.json()["items"]] == ["100% свои"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Альфа", "бета", "Вера"]),
        ("-name", ["Вера", "бета", "Альфа"]),
        ("updated_at", ["бета", "Альфа", "Вера"]),
        ("-updated_at", ["Вера", "Альфа", "бета"]),
    ],
)
async def test_segments_are_sorted_by_name_or_by_their_last_change(
    http: AsyncClient, sort: str, names: list[str]
) -> None:
    for name in ("бета", "Альфа", "Вера"):
        await create(http, name=name)

    listed = await http.get(PATH, params={"sort": sort})

    assert [item["name"] for item in listed.json()["items"]] == names


async def test_counts_and_previews_of_saved_and_of_ad_hoc_rules_agree(
    http: AsyncClient, session: AsyncSession
) -> None:
    people = [Person(phone="+79140000001"), Person(phone="+79140000002", consent_at=None)]
    await add_people(session, [*people, Person(), Person(phone="+79140000003", is_test=True)])
    segment_id = await create(http)

    saved = await http.get(f"{PATH}/{segment_id}/count")
    ad_hoc = await http.post(f"{PATH}/count", json={"rule": segment(segment_id)})
    with_test = await http.post(f"{PATH}/count", json={"rule": PHONES, "include_test": True})
    preview = await http.get(f"{PATH}/{segment_id}/preview")
    previewed = await http.post(f"{PATH}/preview", json={"rule": all_of(PHONES)})

    assert saved.json() == {
        "selected": 3,
        "reached": 1,
        "left_out": [{"reason": "test", "count": 1}, {"reason": "no_consent", "count": 1}],
        "is_estimate": False,
    }
    assert ad_hoc.json() == saved.json()
    assert (with_test.json()["selected"], with_test.json()["reached"]) == (3, 2)
    shown = [(each["id"], each["phone"], each["left_out"]) for each in preview.json()["people"]]
    assert shown == [
        (people[1].id, "+79140000002", "no_consent"),
        (people[0].id, "+79140000001", None),
    ]
    assert previewed.json() == preview.json()


@pytest.mark.parametrize("path", ["", "/count", "/preview"])
async def test_a_wrong_rule_is_told_by_its_place_in_the_body(
    http: AsyncClient, session: AsyncSession, path: str
) -> None:
    rule = all_of(PHONES, negated(condition("gender", "any", ["x/y"])), condition("age", "any"))
    named = {"name": "Свои"} if path == "" else {}

    response = await http.post(f"{PATH}{path}", json={**named, "rule": rule})

    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "/body/rule/rules/1/rule/value/0", "code": "enum"},
        {"pointer": "/body/rule/rules/2/operator", "code": "unknown_operator"},
    ]
    assert (await session.scalars(select(Segment.id))).all() == []


@pytest.mark.parametrize("opening", ['{"type":"not","rule":', '{"type":"and","rules":['])
async def test_json_nested_without_end_is_refused_quietly(http: AsyncClient, opening: str) -> None:
    closing = {"}": "}", "[": "]}"}["[" if opening.endswith("[") else "}"]
    for depth in (500, 20_000):
        body = '{"rule":' + opening * depth + "1" + closing * depth + "}"
        response = await http.post(
            f"{PATH}/count", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in {400, 422}, response.status_code


async def test_a_value_nested_without_end_is_refused_quietly(http: AsyncClient) -> None:
    value: object = 1
    for _ in range(400):
        value = [value]

    response = await http.post(f"{PATH}/count", json={"rule": condition("tags", "any", value)})

    assert response.status_code == 422


async def test_a_segment_that_is_not_there_is_refused(http: AsyncClient) -> None:
    for method, path in (
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/count"), ("GET", "/preview"),
    ):  # fmt: skip
        body = {"name": "Другой"} if method == "PATCH" else None
        response = await http.request(method, f"{PATH}/999999{path}", json=body)
        assert (response.status_code, response.json()["code"]) == (404, "segments.not_found")


async def test_a_segment_in_use_is_not_deleted_and_its_users_are_named(http: AsyncClient) -> None:
    inner = await create(http)
    outer = await create(http, negated(segment(inner)), name="Без телефона")

    response = await http.delete(f"{PATH}/{inner}")

    assert (response.status_code, response.json()["code"]) == (409, "segments.in_use")
    assert response.json()["params"] == {"used_by": [{"id": outer, "name": "Без телефона"}]}
    assert (await http.get(f"{PATH}/{inner}")).status_code == 200


async def test_a_circle_is_refused(http: AsyncClient) -> None:
    own = await create(http)

    response = await http.patch(f"{PATH}/{own}", json={"rule": segment(own)})

    assert (response.status_code, response.json()["code"]) == (422, "segments.rule_refused")
    assert response.json()["errors"] == [{"pointer": "/body/rule/segment_id", "code": "circular"}]
    assert (await http.get(f"{PATH}/{own}")).json()["rule"] == PHONES


async def test_a_trainee_sees_nothing(http: AsyncClient, acting: Acting) -> None:
    own = await create(http)
    acting.actor = TIM

    for path in ("", f"/{own}", f"/{own}/count", f"/{own}/preview", "/fields"):
        assert (await http.get(f"{PATH}{path}")).status_code == 403
    assert (await http.post(f"{PATH}/count", json={"rule": PHONES})).status_code == 403
    assert (await http.delete(f"{PATH}/{own}")).status_code == 403


async def test_fields_are_described_for_a_builder(http: AsyncClient) -> None:
    response = await http.get(f"{PATH}/fields", headers={"Accept-Language": "en"})

    fields = {item["field"]: item for item in response.json()["items"]}
    assert list(fields) == list(FIELDS)
    assert (response.json()["max_nodes"], response.json()["max_groups"]) == (100, 10)
    schema = {
        "type": "array",
        "minItems": 1,
        "maxItems": 3,
        "items": {"$ref": "#/$defs/Gender"},
        "$defs": {
            "Gender": {"enum": ["male", "female", "unknown"], "title": "Gender", "type": "string"}
        },
    }
    assert fields["gender"] == {
        "field": "gender",
        "title": "Gender",
        "group": "person",
        "group_title": "Person",
        "type": "choice",
        "operators": [
            {"operator": "any", "title": "any of", "value_schema": schema},
            {"operator": "none", "title": "none of", "value_schema": schema},
        ],
        "options": [
            {"value": "male", "title": "male"},
            {"value": "female", "title": "female"},
            {"value": "unknown", "title": "unknown"},
        ],
        "options_path": None,
    }
    assert fields["birthday"]["operators"][0] == {
        "operator": "today",
        "title": "today",
        "value_schema": None,
    }
    assert fields["campaign"]["options_path"] == "/api/v1/campaigns"


@pytest.mark.parametrize("language", list(Language))
def test_every_field_has_words_and_no_words_lack_a_field(language: Language) -> None:
    words: set[str] = set()
    for item in list_fields(language).items:
        words |= {f"field.{item.field}", f"group.{item.group}"}
        for each in item.operators:
            words |= {f"operator.{each.operator}{own}" for own in ("", f".{item.field}")}
            words.add(f"operator.{each.operator}.{item.type}")
        words |= {f"option.{item.field}.{each.value}" for each in item.options or ()}

    assert texts.catalogue().keys() <= words


def test_an_operator_is_said_as_its_field_or_its_type_or_any_field_says_it() -> None:
    titles = {
        (item.field, each.operator): each.title
        for item in list_fields(Language.RU).items
        for each in item.operators
    }

    assert titles["campaign", Operator.ANY] == "одна из"
    assert titles["gender", Operator.ANY] == "любой из"
    assert titles["birthday", Operator.WITHIN_NEXT] == "в ближайшие"
