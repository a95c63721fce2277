"""Managing the people who work here."""

import re
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions, queries
from dvorik.accounts.errors import (
    AccountNotFound,
    CannotGrant,
    EmailTaken,
    HigherRole,
    LastOwner,
    TelegramTaken,
)
from dvorik.accounts.models import Account
from dvorik.accounts.schemas import AccountCreate, AccountEdit
from dvorik.accounts.types import (
    DEFAULT_PERMISSIONS,
    AccountStatus,
    NotificationGroup,
    RoleName,
)
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind, Permission
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from tests.accounts.conftest import MARY_ID, OLGA_ID, TIM_ID, Opener, sign_in
from tests.accounts.recorded import recorded
from tests.accounts.strangers import ask, come
from tests.conftest import NOON, OLGA, TIM

# A manager who was given the right to manage people, and nothing else beyond a manager's own.
MARY = Actor(
    kind=ActorKind.ACCOUNT,
    id=MARY_ID,
    permissions=DEFAULT_PERMISSIONS[RoleName.MANAGER] | {Permission.ACCOUNTS_MANAGE},
)


async def create(session: AsyncSession, actor: Actor = OLGA, **fields: Any) -> Account:
    order = {"email": "nina@dvorik.test", "first_name": "Нина", "role": RoleName.MASTER} | fields
    return await actions.create_account(session, actor, order=AccountCreate(**order), now=NOON)


async def change(
    session: AsyncSession, account_id: int, actor: Actor = OLGA, **fields: Any
) -> Account:
    return await actions.change_account(
        session, actor, account_id=account_id, edit=AccountEdit(**fields), now=NOON
    )


async def test_a_created_account_is_active_and_has_no_password(
    database: Database, session: AsyncSession
) -> None:
    groups = frozenset({NotificationGroup.DISPUTES, NotificationGroup.DIGEST})

    nina = await create(session, telegram_id=5, notification_groups=groups)

    assert (nina.status, nina.role, nina.password_hash) == ("active", "master", None)
    assert (nina.approved_by_id, nina.notification_groups) == (OLGA_ID, ["digest", "disputes"])
    await session.flush()
    assert await recorded(database) == [
        ("accounts.created", "account:1", {"account_id": nina.id, "role": "master"})
    ]


async def test_who_stayed_outside_comes_in_by_the_account_they_have(
    database: Database, session: AsyncSession
) -> None:
    known = await come(session)

    nina = await create(session, telegram_id=777, role=RoleName.MANAGER)

    assert (nina.id, nina.status, nina.role) == (known.id, "active", "manager")
    assert (nina.email, nina.approved_by_id) == ("nina@dvorik.test", OLGA_ID)
    await session.flush()
    assert await recorded(database) == [
        ("accounts.created", "account:1", {"account_id": known.id, "role": "manager"})
    ]


async def test_who_asked_is_let_in_not_created_again(
    database: Database, session: AsyncSession
) -> None:
    asked = await ask(session)

    with pytest.raises(TelegramTaken):
        await create(session, telegram_id=777)

    assert (asked.status, asked.email) == ("pending", None)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": "OLGA@dvorik.test"}, EmailTaken),
        ({"telegram_id": 31}, TelegramTaken),
        ({"role": RoleName.ADMIN}, HigherRole),
        ({"role": RoleName.OWNER}, HigherRole),
    ],
)
async def test_a_refused_account_is_not_created(
    database: Database, fields: dict[str, Any], error: type[Exception]
) -> None:
    async with database.transaction() as session:
        await session.execute(update(Account).where(Account.id == TIM_ID).values(telegram_id=31))

    with pytest.raises(error):
        async with database.transaction() as session:
            await create(session, MARY, **fields)

    async with database.transaction() as session:
        assert await queries.find_by_email(session, "nina@dvorik.test") is None
    assert await recorded(database) == []


async def test_nobody_gives_a_role_with_rights_he_lacks(session: AsyncSession) -> None:
    weak = Actor(
        kind=ActorKind.ACCOUNT,
        id=MARY_ID,
        permissions=frozenset({Permission.ACCOUNTS_MANAGE, Permission.CLIENTS_READ}),
    )
    with pytest.raises(CannotGrant) as caught:
        await create(session, weak)
    assert caught.value.params == {"permissions": ["discounts:read"]}
    with pytest.raises(CannotGrant):
        await change(session, TIM_ID, weak, role=RoleName.READONLY)


async def test_nobody_lets_back_in_who_holds_rights_he_lacks(session: AsyncSession) -> None:
    nina = await create(session, role=RoleName.MANAGER)
    await change(session, nina.id, status=AccountStatus.DISABLED)
    keeper = Actor(
        kind=ActorKind.ACCOUNT, id=MARY_ID, permissions=frozenset({Permission.ACCOUNTS_MANAGE})
    )

    with pytest.raises(CannotGrant):
        await change(session, nina.id, keeper, status=AccountStatus.ACTIVE)

    assert nina.status == AccountStatus.DISABLED.value
    await change(session, nina.id, MARY, status=AccountStatus.ACTIVE)
    assert nina.status == AccountStatus.ACTIVE.value


async def test_a_waiting_person_is_approved_with_a_role(
    database: Database, session: AsyncSession
) -> None:
    nina = await ask(session)

    await actions.approve_account(
        session, MARY, account_id=nina.id, role=RoleName.RECEPTIONIST, now=NOON
    )

    assert (nina.status, nina.role, nina.approved_by_id) == ("active", "receptionist", MARY_ID)
    actor = await queries.find_actor_by_telegram(session, 777)
    assert actor is not None
    assert actor.permissions == DEFAULT_PERMISSIONS[RoleName.RECEPTIONIST]
    assert await recorded(database, "accounts.changed", "accounts.approved") == [
        (
            "accounts.changed",
            "account:2",
            {
                "account_id": nina.id,
                "fields": ["role", "status"],
                "role": "receptionist",
                "status": "active",
                "changes": {
                    "role": ["readonly", "receptionist"],
                    "status": ["pending", "active"],
                },
            },
        ),
        ("accounts.approved", "account:2", {"account_id": nina.id, "role": "receptionist"}),
    ]


async def test_disabling_ends_devices_and_links_at_once(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    tims = open_door(database)
    await sign_in(tims, TIM_ID)
    await sign_in(browser, OLGA_ID)
    async with database.transaction() as session:
        link = await actions.create_login_link(session, OLGA, account_id=TIM_ID, now=NOON)

    disabled = await browser.patch(f"/admins/{TIM_ID}", json={"status": "disabled"})
    enabled = await browser.patch(f"/admins/{TIM_ID}", json={"status": "active"})

    assert (disabled.json()["status"], enabled.json()["status"]) == ("disabled", "active")
    assert (await tims.get("/auth/me")).status_code == 401
    used = await tims.post("/auth/login-token", json={"token": link})
    assert used.json()["code"] == "accounts.link_not_valid"
    assert len(await recorded(database, "accounts.approved")) == 0


async def test_nobody_blocks_or_deletes_himself(browser: AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        await change(session, MARY_ID, role=RoleName.OWNER)
    await sign_in(browser, OLGA_ID)
    before = await recorded(database)

    blocked = await browser.patch(f"/admins/{OLGA_ID}", json={"status": "disabled"})
    deleted = await browser.delete(f"/admins/{OLGA_ID}")

    assert (blocked.status_code, blocked.json()["code"]) == (409, "accounts.own_account")
    assert (deleted.status_code, deleted.json()["code"]) == (409, "accounts.own_account")
    assert (await browser.get("/auth/me")).json()["status"] == "active"
    assert await recorded(database) == before


async def test_a_change_is_written_down_without_what_is_personal(
    database: Database, session: AsyncSession
) -> None:
    await change(
        session,
        TIM_ID,
        first_name="Тим",
        phone="+79140001122",
        can_broadcast_from_chat=True,
        notification_groups=["disputes"],
    )
    await session.flush()

    ((_, _, payload),) = await recorded(database)
    assert payload["fields"] == [
        "can_broadcast_from_chat", "first_name", "notification_groups", "phone"
    ]  # fmt: skip
    assert payload["changes"] == {
        "can_broadcast_from_chat": [False, True],
        "notification_groups": [[], ["disputes"]],
    }


async def test_a_colleague_is_signed_out_everywhere_and_may_come_back(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    tims = open_door(database)
    await sign_in(tims, TIM_ID)
    await sign_in(browser, OLGA_ID)
    shown = (await browser.get(f"/admins/{TIM_ID}")).json()
    assert (shown["device_count"], shown["has_password"]) == (1, True)
    assert shown["last_seen_at"] == "2026-11-20T02:00:00Z"

    response = await browser.delete(f"/admins/{TIM_ID}/devices")

    assert response.status_code == 204
    assert (await tims.get("/auth/me")).status_code == 401
    assert (await browser.get(f"/admins/{TIM_ID}")).json()["device_count"] == 0
    ((_, actor, payload),) = await recorded(database, "accounts.devices_ended")
    assert (actor, payload["reason"]) == ("account:1", "ended_by_colleague")
    await sign_in(tims, TIM_ID)


async def test_who_never_came_is_invited_again(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    order = {"email": "nina@dvorik.test", "first_name": "Нина", "role": "master"}
    nina = (await browser.post("/admins", json=order | {"with_login_link": True})).json()

    again = await browser.post(f"/admins/{nina['id']}/invitation")

    assert again.status_code == 201
    first, second = (
        answer["login_link"].partition("#token=")[2] for answer in (nina, again.json())
    )
    ninas = open_door(database)
    refused = await ninas.post("/auth/login-token", json={"token": first})
    assert refused.json()["code"] == "accounts.link_not_valid"
    assert (await ninas.post("/auth/login-token", json={"token": second})).status_code == 200
    shown = (await browser.get(f"/admins/{nina['id']}")).json()
    assert (shown["approved_by_name"], shown["has_password"]) == ("Ольга", False)


async def test_nobody_gets_a_link_for_who_can_sign_in(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)

    refused = await browser.post(f"/admins/{TIM_ID}/invitation")

    assert (refused.status_code, refused.json()["code"]) == (409, "accounts.signs_in_already")
    assert await recorded(database, "accounts.login_link_created") == []


async def test_nobody_reaches_above_himself(session: AsyncSession) -> None:
    for attempt in (
        actions.sign_out_account(session, MARY, account_id=OLGA_ID, now=NOON),
        actions.invite_again(session, MARY, account_id=OLGA_ID, now=NOON),
    ):
        with pytest.raises(HigherRole):
            await attempt


async def test_a_removed_account_frees_its_email_and_keeps_its_name(
    database: Database, session: AsyncSession
) -> None:
    await actions.remove_account(session, OLGA, account_id=TIM_ID, now=NOON)

    with pytest.raises(AccountNotFound):
        await queries.get_account(session, TIM_ID)
    assert await queries.names_of(session, [TIM_ID, OLGA_ID, 999]) == {
        TIM_ID: "Тимофей",
        OLGA_ID: "Ольга",
    }
    again = await create(session, email="tim@dvorik.test")
    assert again.id != TIM_ID


async def test_a_change_without_a_difference_records_nothing(
    database: Database, session: AsyncSession
) -> None:
    await change(session, TIM_ID, role=RoleName.MASTER, first_name="Тимофей")

    assert await recorded(database) == []


async def test_only_owners_change_owners(session: AsyncSession) -> None:
    for attempt in (
        change(session, OLGA_ID, MARY, role=RoleName.READONLY),
        actions.remove_account(session, MARY, account_id=OLGA_ID, now=NOON),
        change(session, TIM_ID, MARY, role=RoleName.OWNER),
        change(session, MARY_ID, MARY, role=RoleName.OWNER),
    ):
        with pytest.raises(HigherRole):
            await attempt
    assert (await queries.get_account(session, MARY_ID)).role == "manager"


async def test_who_raises_himself_is_judged_by_what_he_was(session: AsyncSession) -> None:
    """Even where the higher role has no right that he lacks."""
    mighty = Actor(kind=ActorKind.ACCOUNT, id=MARY_ID, permissions=frozenset(Permission))

    with pytest.raises(HigherRole):
        await change(session, MARY_ID, mighty, role=RoleName.ADMIN)


@pytest.mark.parametrize("actor", [OLGA, SYSTEM])
async def test_the_last_owner_stays(session: AsyncSession, actor: Actor) -> None:
    for attempt in (
        change(session, OLGA_ID, actor, role=RoleName.ADMIN),
        change(session, OLGA_ID, actor, status=AccountStatus.DISABLED),
        actions.remove_account(session, actor, account_id=OLGA_ID, now=NOON),
    ):
        # A refusal takes the transaction with it, as it does behind a door.
        with pytest.raises(LastOwner):
            async with session.begin_nested():
                await attempt


async def test_an_owner_among_two_may_go(session: AsyncSession) -> None:
    await change(session, MARY_ID, role=RoleName.OWNER)

    await change(session, OLGA_ID, role=RoleName.ADMIN)

    assert (await queries.get_account(session, OLGA_ID)).role == "admin"


async def test_a_waiting_owner_does_not_count(session: AsyncSession) -> None:
    await change(session, MARY_ID, role=RoleName.OWNER)
    await change(session, MARY_ID, status=AccountStatus.DISABLED)

    with pytest.raises(LastOwner):
        await change(session, OLGA_ID, role=RoleName.ADMIN)


async def test_without_the_right_nothing_is_managed(session: AsyncSession) -> None:
    cashier = Actor(
        kind=ActorKind.CASHIER, id=OLGA_ID, permissions=frozenset({Permission.ACCOUNTS_MANAGE})
    )
    for actor in (TIM, cashier):
        with pytest.raises(Forbidden):
            await create(session, actor, role=RoleName.READONLY)
        with pytest.raises(Forbidden):
            await change(session, TIM_ID, actor, first_name="Тим")
        for act in (
            actions.remove_account,
            actions.sign_out_account,
            actions.invite_again,
        ):
            with pytest.raises(Forbidden):
                await act(session, actor, account_id=TIM_ID, now=NOON)
    assert (await queries.get_account(session, TIM_ID)).first_name == "Тимофей"


async def test_groups_reach_active_people_with_telegram_and_every_owner(
    session: AsyncSession,
) -> None:
    people: list[dict[str, Any]] = [
        {"telegram_id": 1, "role": "master", "notification_groups": ["disputes"]},
        {"telegram_id": 2, "role": "master", "notification_groups": ["digest"]},
        {"telegram_id": 3, "role": "owner", "notification_groups": []},
        {
            "telegram_id": 4,
            "role": "master",
            "notification_groups": ["disputes"],
            "status": "disabled",
        },
        {"email": "x@y.test", "role": "master", "notification_groups": ["disputes"]},
        {"telegram_id": 5, "role": "owner", "notification_groups": [], "deleted_at": NOON},
    ]
    for person in people:
        values = {"status": "active", "first_name": "x"} | person
        await session.execute(insert(Account).values(values))

    members = await queries.list_group_members(session, NotificationGroup.DISPUTES)

    assert [member.telegram_id for member in members] == [1, 3]


async def test_the_list_is_searched_filtered_and_paged(
    browser: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        nina = await ask(session)
        await session.execute(
            update(Account)
            .where(Account.id == TIM_ID)
            .values(last_name="Орлов_50%", notification_groups=["digest"])
        )
    await sign_in(browser, OLGA_ID)

    async def ids(**query: str | int) -> list[int]:
        response = await browser.get("/admins", params=query)
        assert response.status_code == 200, response.text
        return [item["id"] for item in response.json()["items"]]

    # Who waits comes first, then by name.
    assert await ids() == [nina.id, MARY_ID, OLGA_ID, TIM_ID]
    assert await ids(search="ТИМОФЕЙ ОРЛОВ") == [TIM_ID]
    assert await ids(search="_50%") == [TIM_ID]
    assert await ids(search="%") == [TIM_ID]
    assert await ids(search="MARY@") == [MARY_ID]
    assert await ids(search="nina") == [nina.id]
    assert await ids(role="owner") == [OLGA_ID]
    assert await ids(status="pending") == [nina.id]
    assert await ids(group="digest") == [TIM_ID]
    assert await ids(page=2, limit=3) == [TIM_ID]
    assert await ids(page=1_000_000, limit=200) == []


@pytest.mark.parametrize(
    "query", ["page=0", "limit=201", "page=1000001", "sort=name", "role=boss", "search=%00"]
)
async def test_a_bad_filter_is_refused(browser: AsyncClient, query: str) -> None:
    await sign_in(browser, OLGA_ID)

    assert (await browser.get(f"/admins?{query}")).status_code == 422


async def test_an_invitation_is_a_link_that_works_once(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    body = {"email": "nina@dvorik.test", "first_name": "Нина", "role": "master"}

    created = await browser.post("/admins", json={**body, "with_login_link": True})

    assert created.status_code == 201
    answer = created.json()
    found = re.fullmatch(r"http://127\.0\.0\.1:8000/login#token=([\w-]{43})", answer["login_link"])
    assert found is not None
    assert answer["login_link_expires_at"] == "2026-11-23T02:00:00Z"
    invited = await open_door(database).post("/auth/login-token", json={"token": found[1]})
    assert invited.json()["account"]["id"] == answer["id"]
    plain = await browser.get(f"/admins/{answer['id']}")
    assert "login_link" not in plain.json()


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"email": None}, [{"pointer": "/body", "code": "no_way_to_sign_in"}]),
        ({"role": "boss"}, [{"pointer": "/body/role", "code": "enum"}]),
        ({"telegram_id": 2**63}, [{"pointer": "/body/telegram_id", "code": "less_than_equal"}]),
        ({"with_login_link": 1}, [{"pointer": "/body/with_login_link", "code": "bool_type"}]),
    ],
)
async def test_a_bad_account_is_explained(
    browser: AsyncClient, body: dict[str, object], errors: list[dict[str, str]]
) -> None:
    await sign_in(browser, OLGA_ID)
    full: dict[str, object] = {"email": "n@dvorik.test", "first_name": "Нина", "role": "master"}

    response = await browser.post("/admins", json=full | body)

    assert response.status_code == 422
    assert response.json()["errors"] == errors


async def test_null_is_no_way_to_leave_a_field_out(browser: AsyncClient) -> None:
    await sign_in(browser, OLGA_ID)

    refused = await browser.patch(f"/admins/{TIM_ID}", json={"role": None})
    pending = await browser.patch(f"/admins/{TIM_ID}", json={"status": "pending"})
    emptied = await browser.patch(f"/admins/{TIM_ID}", json={"last_name": None, "phone": None})

    assert refused.json()["errors"] == [{"pointer": "/body", "code": "null_not_allowed"}]
    assert pending.status_code == 422
    assert (emptied.status_code, emptied.json()["role"]) == (200, "master")


async def test_the_routes_ask_for_their_rights(browser: AsyncClient) -> None:
    await sign_in(browser, TIM_ID)
    refused = [
        await browser.get("/admins"),
        await browser.get(f"/admins/{OLGA_ID}"),
        await browser.post("/admins", json={}),
        await browser.patch(f"/admins/{TIM_ID}", json={"role": "owner"}),
        await browser.delete(f"/admins/{OLGA_ID}"),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {
        (403, "forbidden")
    }
    assert (await browser.get("/auth/me")).json()["role"] == "master"


async def test_who_is_not_there_is_not_found(browser: AsyncClient) -> None:
    await sign_in(browser, OLGA_ID)
    await browser.delete(f"/admins/{TIM_ID}")
    for account_id in (TIM_ID, 999):
        for answer in (
            await browser.get(f"/admins/{account_id}"),
            await browser.patch(f"/admins/{account_id}", json={"first_name": "Тим"}),
            await browser.delete(f"/admins/{account_id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "accounts.not_found")
