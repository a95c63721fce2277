"""Signing in with Telegram: codes that live five minutes in Redis, kept only as hashes.

1. The page calls `begin`, shows a QR of the deep link and one number, and keeps a secret.
2. The cashier bot calls `describe` for `/start login_<code>`: it shows browser, address and time,
   and three numbers as buttons.
3. The person presses the one the page shows: `choose`. A wrong one cancels, so a link that a
   stranger sent ("press Start, it is nothing") leads nowhere.
4. The page that holds the secret, and only that one, takes the session: `take`, once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dvorik.accounts.errors import CodeNotFound
from dvorik.accounts.gateway.availability import redis_needed
from dvorik.accounts.rules.browsers import describe_browser
from dvorik.accounts.types import Browser
from dvorik.kernel import tokens
from dvorik.kernel.cache import Cache

LIFETIME_SECONDS = 300
CHOICES = 3

# Decides once: whoever comes second, to the same button or another, finds it decided.
_CHOOSE = """
if redis.call('HGET', KEYS[1], 'status') ~= 'pending' then return 'gone' end
if redis.call('HGET', KEYS[1], 'number') ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'status', 'canceled')
  return 'wrong_number'
end
redis.call('HSET', KEYS[1], 'status', 'confirmed', 'telegram_id', ARGV[2])
return 'confirmed'
"""
_CANCEL = """
if redis.call('HGET', KEYS[1], 'status') ~= 'pending' then return 0 end
redis.call('HSET', KEYS[1], 'status', 'canceled')
return 1
"""


class SignInState(StrEnum):
    PENDING = "pending"
    CANCELED = "canceled"
    CONFIRMED = "confirmed"


class Choice(StrEnum):
    """`gone`: decided before, or too old."""

    CONFIRMED = "confirmed"
    WRONG_NUMBER = "wrong_number"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    code: str
    browser_secret: str
    number: int


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What the person has to recognise before they let this browser in."""

    browser: str
    address: str | None
    started_at: datetime
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakenSignIn:
    """`telegram_id` is there when the state is confirmed; the code is used up then."""

    state: SignInState
    telegram_id: int | None = None


async def begin(cache: Cache, *, browser: Browser, now: datetime) -> BegunSignIn:
    numbers = secrets.SystemRandom().sample(range(10, 100), CHOICES)
    begun = BegunSignIn(secrets.token_urlsafe(16), tokens.new_token(), secrets.choice(numbers))
    key = _sign_in_key(begun.code)
    async with redis_needed(), cache.pipeline(transaction=True) as pipeline:
        pipeline.hset(
            key,
            mapping={
                "status": SignInState.PENDING.value,
                "secret_hash": tokens.hash_token(begun.browser_secret).hex(),
                "number": str(begun.number),
                "choices": ",".join(map(str, numbers)),
                "browser": describe_browser(browser.user_agent),
                "address": browser.address or "",
                "started_at": now.isoformat(),
            },
        )
        pipeline.expire(key, LIFETIME_SECONDS)
        await pipeline.execute()
    return begun


async def describe(cache: Cache, code: str) -> SignInRequest | None:
    """None for a code that is decided, too old, or never was one."""
    async with redis_needed():
        found = await cache.hgetall(_sign_in_key(code))
    state = {str(field): str(value) for field, value in found.items()}
    if state.get("status") != SignInState.PENDING:
        return None
    return SignInRequest(
        browser=state["browser"],
        address=state["address"] or None,
        started_at=datetime.fromisoformat(state["started_at"]),
        choices=tuple(map(int, state["choices"].split(","))),
    )


async def choose(cache: Cache, code: str, *, telegram_id: int, number: int) -> Choice:
    """The person pressed a number. The right one lets the browser in; a wrong one cancels.

    Whether the person has an account is for the caller to find out, before or after.
    """
    async with redis_needed():
        answer: str = await cache.eval(_CHOOSE, 1, _sign_in_key(code), number, telegram_id)
    return Choice(answer)


async def cancel(cache: Cache, code: str) -> bool:
    """ "It is not me." False when it was decided before, or is too old."""
    async with redis_needed():
        return bool(await cache.eval(_CANCEL, 1, _sign_in_key(code)))


async def take(cache: Cache, code: str, *, browser_secret: str) -> TakenSignIn:
    """How it stands, for the browser that began it; a confirmed one is handed out once.

    Raises `CodeNotFound`, also when the secret is another browser's.
    """
    key = _sign_in_key(code)
    async with redis_needed():
        status, secret_hash, telegram_id = await cache.hmget(
            key, ["status", "secret_hash", "telegram_id"]
        )
        given = tokens.hash_token(browser_secret).hex()
        if not tokens.equal(given, str(secret_hash or "")):
            raise CodeNotFound
        state = SignInState(str(status))
        if state is not SignInState.CONFIRMED:
            return TakenSignIn(state)
        # Of two requests at once, one deletes the key and has it.
        if not await cache.delete(key):
            raise CodeNotFound
    return TakenSignIn(state, int(str(telegram_id)))


async def begin_link(cache: Cache, *, account_id: int) -> str:
    """A code with which the cashier bot ties a Telegram person to the signed-in account."""
    code = secrets.token_urlsafe(16)
    async with redis_needed():
        await cache.set(_link_key(code), account_id, ex=LIFETIME_SECONDS)
    return code


async def describe_link(cache: Cache, code: str) -> int | None:
    """Whose account the code would tie, so that the bot can name it and ask. Uses nothing up."""
    async with redis_needed():
        account_id = await cache.get(_link_key(code))
    return int(account_id) if account_id else None


async def take_link(cache: Cache, code: str) -> int | None:
    """The account to tie, once; then call `actions.link_telegram`. None: used or too old."""
    async with redis_needed():
        account_id = await cache.getdel(_link_key(code))
    return int(account_id) if account_id else None


def _sign_in_key(code: str) -> str:
    return f"telegram-sign-in:{tokens.hash_token(code).hex()}"


def _link_key(code: str) -> str:
    return f"telegram-link:{tokens.hash_token(code).hex()}"
