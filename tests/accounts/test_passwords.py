import bcrypt
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from dvorik.accounts.actions.passwords import (
    NOBODYS_HASH,
    Verdict,
    hash_password,
    verify_password,
)
from tests.accounts.conftest import PASSWORD

TODAYS = "$argon2id$v=19$m=19456,t=2,p=1$"


async def test_todays_hash_is_verified_and_kept(password_hash: str) -> None:
    assert password_hash.startswith(TODAYS)
    assert await verify_password(PASSWORD, password_hash) == Verdict(is_right=True)
    assert await verify_password(PASSWORD + " ", password_hash) == Verdict(is_right=False)


def test_nobodys_hash_costs_what_somebodys_does() -> None:
    assert NOBODYS_HASH.startswith(TODAYS)


async def test_without_a_hash_nothing_is_right() -> None:
    assert await verify_password(PASSWORD, None) == Verdict(is_right=False)
    assert await verify_password("", "") == Verdict(is_right=False)
    assert await verify_password(PASSWORD, "plain text from somewhere") == Verdict(is_right=False)


@pytest.mark.parametrize("password", ["correct horse", "длинный пароль из многих русских слов" * 2])
async def test_a_bcrypt_hash_is_accepted_and_upgraded(password: str) -> None:
    # As older programs did: cut to what bcrypt reads.
    stored = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()

    verdict = await verify_password(password, stored)

    assert verdict.is_right
    assert verdict.upgraded_hash is not None
    assert verdict.upgraded_hash.startswith(TODAYS)
    assert await verify_password(password, verdict.upgraded_hash) == Verdict(is_right=True)
    assert await verify_password("another", stored) == Verdict(is_right=False)


async def test_a_weaker_argon2_hash_is_upgraded() -> None:
    weak = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    verdict = await verify_password(PASSWORD, weak)

    assert verdict.is_right
    assert verdict.upgraded_hash is not None
    assert verdict.upgraded_hash.startswith(TODAYS)


async def test_two_hashes_of_one_password_differ() -> None:
    assert await hash_password(PASSWORD) != await hash_password(PASSWORD)
