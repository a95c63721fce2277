"""What roles may do, and who may say so."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions
from dvorik.accounts.errors import CannotGrant, HigherRole, OwnerRoleFixed, OwnRights
from dvorik.accounts.models import Role
from dvorik.accounts.schemas import RoleEdit
from dvorik.accounts.types import DEFAULT_PERMISSIONS, RoleName
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.db import Database
from tests.accounts.conftest import MARY_ID, OLGA_ID, TIM_ID, Opener, sign_in
from tests.accounts.recorded import recorded
from tests.conftest import NOON

MARY = Actor(
    kind=ActorKind.ACCOUNT,
    id=MARY_ID,
    permissions=frozenset({Permission.ROLES_MANAGE, Permission.CLIENTS_READ}),
)


async def change(session: AsyncSession, actor: Actor, name: RoleName, *given: Permission) -> Role:
    edit = RoleEdit(permissions=frozenset(given))
    return await actions.change_role(session, actor, name=name, edit=edit, version=None, now=NOON)


async def test_all_roles_are_listed_with_what_they_may_do(browser: AsyncClient) -> None:
    await sign_in(browser, MARY_ID)

    roles = (await browser.get("/settings/roles")).json()

    assert [role["name"] for role in roles] == [name.value for name in RoleName]
    assert {role["name"]: set(role["permissions"]) for role in roles} == {
        name.value: set(granted) for name, granted in DEFAULT_PERMISSIONS.items()
    }
    assert {role["name"]: role["people"] for role in roles if role["people"]} == {
        "owner": 1,
        "manager": 1,
        "master": 1,
    }
    # A manager may change no roles and let nobody in.
    assert [role for role in roles if role["is_editable"] or role["is_assignable"]] == []
    assert all(set(role["default_permissions"]) == set(role["permissions"]) for role in roles)


async def test_what_may_be_done_about_a_role_is_told_to_each(
    browser: AsyncClient, database: Database
) -> None:
    given = ["accounts:read", "accounts:manage", "roles:manage", "clients:read", "discounts:read"]
    async with database.transaction() as session:
        await session.execute(update(Role).where(Role.name == "manager").values(permissions=given))

    async def told(account_id: int, what: str) -> list[str]:
        await sign_in(browser, account_id)
        roles = (await browser.get("/settings/roles")).json()
        return [role["name"] for role in roles if role[what]]

    below = ["manager", "marketing", "receptionist", "master", "readonly"]
    assert await told(OLGA_ID, "is_editable") == ["admin", *below]
    assert await told(OLGA_ID, "is_assignable") == ["owner", "admin", *below]
    assert await told(MARY_ID, "is_editable") == below
    assert await told(MARY_ID, "is_above") == ["owner", "admin"]
    # The others may do what she may not.
    assert await told(MARY_ID, "is_assignable") == ["manager", "master"]


async def test_nobody_takes_the_way_back_from_himself(session: AsyncSession) -> None:
    mary = Actor(kind=ActorKind.ACCOUNT, id=MARY_ID, permissions=frozenset(Permission))
    before = (await session.scalars(select(Role.permissions).where(Role.name == "manager"))).one()

    for left in ([Permission.ROLES_MANAGE], [Permission.ACCOUNTS_READ, Permission.STATS_READ]):
        with pytest.raises(OwnRights):
            await change(session, mary, RoleName.MANAGER, *left)

    after = (await session.scalars(select(Role.permissions).where(Role.name == "manager"))).one()
    assert after == before
    kept = [Permission.ACCOUNTS_READ, Permission.ROLES_MANAGE]
    role = await change(session, mary, RoleName.MANAGER, *kept)
    assert role.permissions == sorted(kept)


async def test_new_rights_hold_from_the_next_request(
    browser: AsyncClient, open_door: Opener, database: Database
) -> None:
    tims = open_door(database)
    await sign_in(tims, TIM_ID)
    await sign_in(browser, OLGA_ID)
    body = {"permissions": ["accounts:read", "clients:phones"], "own_calendar_only": False}

    response = await browser.put("/settings/roles/master", json=body)

    answer = response.json()
    assert answer | body == answer
    assert (answer["name"], answer["people"], answer["is_editable"]) == ("master", 1, True)
    assert answer["default_permissions"] == ["clients:read", "discounts:read"]
    assert (await tims.get("/admins")).status_code == 200
    assert (await tims.get("/auth/me")).json()["own_calendar_only"] is False
    assert await recorded(database, "accounts.role_changed") == [
        (
            "accounts.role_changed",
            "account:1",
            {
                "role": "master",
                "permissions_before": ["clients:read", "discounts:read"],
                "permissions_after": ["accounts:read", "clients:phones"],
                "own_calendar_only_before": True,
                "own_calendar_only_after": False,
            },
        )
    ]


async def test_the_same_rights_again_record_nothing(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    for _ in range(2):
        await browser.put("/settings/roles/master", json={"permissions": []})

    assert len(await recorded(database, "accounts.role_changed")) == 1


@pytest.mark.parametrize(
    ("role", "body", "status", "code"),
    [
        ("owner", {"permissions": []}, 409, "accounts.owner_role_fixed"),
        ("boss", {"permissions": []}, 422, "invalid"),
        ("master", {"permissions": ["teleport:use"]}, 422, "invalid"),
        ("master", {}, 422, "invalid"),
    ],
)
async def test_a_refused_change_leaves_every_role_as_it_was(
    browser: AsyncClient,
    database: Database,
    role: str,
    body: dict[str, object],
    status: int,
    code: str,
) -> None:
    await sign_in(browser, OLGA_ID)
    before = (await browser.get("/settings/roles")).json()

    response = await browser.put(f"/settings/roles/{role}", json=body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (await browser.get("/settings/roles")).json() == before
    assert await recorded(database, "accounts.role_changed") == []


async def test_only_who_holds_a_right_grants_it(session: AsyncSession) -> None:
    with pytest.raises(CannotGrant) as caught:
        await change(session, MARY, RoleName.MASTER, Permission.CLIENTS_READ, Permission.AUDIT_READ)
    assert caught.value.params == {"permissions": ["audit:read"]}

    # What the role has already is not granted again.
    kept = (Permission.CLIENTS_READ, Permission.DISCOUNTS_READ)
    role = await change(session, MARY, RoleName.MASTER, *kept)
    assert role.permissions == ["clients:read", "discounts:read"]


async def test_nobody_changes_a_role_above_his_own(session: AsyncSession) -> None:
    before = (await session.scalars(select(Role.permissions).where(Role.name == "admin"))).one()

    with pytest.raises(HigherRole):
        await change(session, MARY, RoleName.ADMIN)
    with pytest.raises(OwnerRoleFixed):
        await change(session, MARY, RoleName.OWNER)

    after = (await session.scalars(select(Role.permissions).where(Role.name == "admin"))).one()
    assert after == before


async def test_the_routes_ask_for_their_rights(browser: AsyncClient, database: Database) -> None:
    await sign_in(browser, TIM_ID)
    assert (await browser.get("/settings/roles")).status_code == 403
    await sign_in(browser, MARY_ID)
    refused = await browser.put("/settings/roles/master", json={"permissions": []})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert await recorded(database, "accounts.role_changed") == []


async def test_a_right_of_a_newer_version_is_not_shown(
    browser: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(Role).where(Role.name == "master").values(permissions=["teleport:use"])
        )
    await sign_in(browser, OLGA_ID)

    roles = (await browser.get("/settings/roles")).json()

    assert next(role for role in roles if role["name"] == "master")["permissions"] == []


async def test_whoever_saves_later_is_told_that_the_role_is_another_one(
    browser: AsyncClient, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    roles = (await browser.get("/settings/roles")).json()
    seen = next(role for role in roles if role["name"] == "marketing")
    match = {"If-Match": f'"{seen["version"]}"'}
    url = "/settings/roles/marketing"

    first = await browser.put(url, json={"permissions": ["clients:read"]}, headers=match)
    later = await browser.put(url, json={"permissions": ["texts:read"]}, headers=match)
    fresh = {"If-Match": first.headers["ETag"]}
    again = await browser.put(url, json={"permissions": ["texts:read"]}, headers=fresh)

    assert (first.status_code, later.status_code, again.status_code) == (200, 409, 200)
    assert later.json()["code"] == "stale_version"
    assert later.json()["params"] == {"version": first.json()["version"]}
    told = await recorded(database, "accounts.role_changed")
    assert [payload["permissions_after"] for _, _, payload in told] == [
        ["clients:read"],
        ["texts:read"],
    ]
