"""Wrong passwords make one wait, and tell nobody whether the account exists."""

import asyncio

import pytest
from httpx2 import AsyncClient
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import func, select

from dvorik.accounts.errors import SignInLocked
from dvorik.accounts.gateway import lockout
from dvorik.accounts.models import Device
from dvorik.kernel import cache as redis
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unavailable
from tests.accounts.conftest import MARY_ID, PASSWORD, sign_in
from tests.accounts.recorded import recorded

HOME = "203.0.113.7"


async def tries(cache: Cache, count: int, *, who: str = "a@b.test", address: str = HOME) -> None:
    for _ in range(count):
        await lockout.count_try(cache, who=who, address=address)


@pytest.mark.parametrize("email", ["mary@dvorik.test", "nobody@dvorik.test"])
async def test_after_five_wrong_passwords_even_the_right_one_waits(
    browser: AsyncClient, database: Database, email: str
) -> None:
    for _ in range(5):
        wrong = await browser.post("/auth/login", json={"email": email, "password": "wrong"})
        assert wrong.json()["code"] == "accounts.wrong_credentials"

    locked = await browser.post("/auth/login", json={"email": email, "password": PASSWORD})

    assert (locked.status_code, locked.json()["code"]) == (429, "accounts.sign_in_locked")
    assert locked.json()["params"] == {"retry_after_seconds": 30}
    assert locked.headers["retry-after"] == "30"
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Device)) == 0


async def test_another_spelling_is_not_another_five_guesses(
    browser: AsyncClient, database: Database
) -> None:
    """PostgreSQL finds "tİm" equal to "tim"; the counter does not."""
    right = {"email": "tİm@dvorik.test", "password": PASSWORD}

    signed_in = await browser.post("/auth/login", json=right)
    forgot = await browser.post("/auth/forgot-password", json={"email": "tİm@dvorik.test"})

    assert (signed_in.status_code, forgot.status_code) == (401, 202)
    assert await recorded(database) == []


async def test_the_right_password_forgets_the_wrong_ones(browser: AsyncClient) -> None:
    for _ in range(3):
        for _ in range(4):
            await browser.post(
                "/auth/login", json={"email": "mary@dvorik.test", "password": "wrong"}
            )
        await sign_in(browser, MARY_ID)


async def test_each_further_try_doubles_the_pause_up_to_a_quarter_of_an_hour(
    cache: Cache,
) -> None:
    await tries(cache, 5)
    key = lockout._name_key("a@b.test")
    pauses = []
    for _ in range(7):
        with pytest.raises(SignInLocked) as caught:
            await lockout.count_try(cache, who="A@B.test", address=HOME)
        pauses.append(caught.value.retry_after_seconds)
        await cache.hset(key, "opens_at", "0")  # the pause is over
        await lockout.count_try(cache, who="a@b.test", address=HOME)

    assert pauses == [30, 60, 120, 240, 480, 900, 900]


async def test_a_locked_try_is_not_counted(cache: Cache) -> None:
    await tries(cache, 5)
    for _ in range(3):
        with pytest.raises(SignInLocked):
            await lockout.count_try(cache, who="a@b.test", address=HOME)

    assert await cache.hget(lockout._name_key("a@b.test"), "tries") == "5"
    assert await cache.hget(lockout._address_key(HOME), "tries") == "5"


async def test_an_address_that_tries_many_names_is_locked_out(cache: Cache) -> None:
    for number in range(20):
        await tries(cache, 1, who=f"{number}@b.test")

    with pytest.raises(SignInLocked):
        await tries(cache, 1, who="21@b.test")
    await tries(cache, 1, who="21@b.test", address="203.0.113.8")


async def test_fifty_tries_at_once_get_five_guesses(cache: Cache) -> None:
    outcomes = await asyncio.gather(
        *(lockout.count_try(cache, who="a@b.test", address=f"10.0.0.{n}") for n in range(50)),
        return_exceptions=True,
    )

    assert outcomes.count(None) == 5
    assert sum(isinstance(outcome, SignInLocked) for outcome in outcomes) == 45


async def test_a_right_try_gives_the_address_its_count_back(cache: Cache) -> None:
    await tries(cache, 3)
    await lockout.forgive(cache, who="a@b.test", address=HOME)

    assert await cache.exists(lockout._name_key("a@b.test")) == 0
    assert await cache.hget(lockout._address_key(HOME), "tries") == "2"


async def test_the_counts_do_not_stay_for_ever(cache: Cache) -> None:
    await tries(cache, 1)

    assert 3590 < await cache.ttl(lockout._address_key(HOME)) <= 3600
    assert 86390 < await cache.ttl(lockout._name_key("a@b.test")) <= 86400


async def test_without_redis_nobody_signs_in_by_password() -> None:
    away = redis.connect("redis://127.0.0.1:1/0")
    with pytest.raises(Unavailable) as caught:
        await lockout.count_try(away, who="a@b.test", address=HOME)

    assert isinstance(caught.value.__cause__, RedisConnectionError)
    await away.aclose()
