"""Each looks at one thing and says what it saw."""

import os
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from dvorik.kernel import cache as redis_cache
from dvorik.kernel import clock, heartbeat, proxies
from dvorik.kernel.bot_api import BadBotToken, BotApi, BotApiError
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import MIN_SECRET_LENGTH, BotMode, Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.heartbeat import Sign
from dvorik.migrations import runner
from dvorik.settings import queries as settings

OLDEST_POSTGRESQL = 15
OLDEST_REDIS = (6, 2)
EXTENSIONS = ("btree_gist", "citext", "pg_trgm")

_LITTLE_DISK_BYTES = 1024**3
_NO_DISK_BYTES = 200 * 1024**2
_SKEW = timedelta(seconds=5)
_A_ZONE = "Asia/Vladivostok"


class Level(Enum):
    OK = auto()
    NOTE = auto()
    FAULT = auto()


@dataclass(frozen=True)
class Finding:
    level: Level
    text: str
    advice: str = ""


def ok(text: str) -> Finding:
    return Finding(Level.OK, text)


def note(text: str, advice: str = "") -> Finding:
    return Finding(Level.NOTE, text, advice)


def fault(text: str, advice: str) -> Finding:
    return Finding(Level.FAULT, text, advice)


def python() -> Finding:
    return ok(f"Python {platform.python_version()} at {sys.executable}.")


def secrets(config: Config) -> Finding:
    """Production refuses weak ones before we get here; elsewhere they deserve a word."""
    weak = [
        name.upper()
        for name in ("secret_key", "internal_api_key", "telegram_webhook_secret")
        if len(getattr(config, name).get_secret_value()) < MIN_SECRET_LENGTH
    ]
    if weak:
        return note(f"Weak: {', '.join(weak)}.", "`openssl rand -hex 32` makes a good one.")
    return ok(f"Secrets are strong; this is {config.app_env.value}.")


def disk(config: Config) -> Finding:
    place = _existing(config.dvorik_home)
    free = shutil.disk_usage(place).free
    words = f"{free / 1024**3:.1f} GiB free at {place}."
    if free < _NO_DISK_BYTES:
        return fault(words, "PostgreSQL stops when the disk is full: make room.")
    return note(words, "Make room before it is full.") if free < _LITTLE_DISK_BYTES else ok(words)


def files(config: Config) -> Finding:
    folder, place = config.files_folder.absolute(), _existing(config.files_folder)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return ok(f"Exports go to {folder}.")
    return fault(
        f"Exports cannot be written to {folder}.",
        "Give this user a folder that API and workers share, and name it in FILES_DIR.",
    )


def _existing(path: Path) -> Path:
    """`path`, or the nearest above it that is there."""
    absolute = path.absolute()
    return next(each for each in (absolute, *absolute.parents) if each.exists())


def zones() -> Finding:
    try:
        ZoneInfo(_A_ZONE)
    except ZoneInfoNotFoundError:
        return fault("No time zone data.", "Install it: pip install tzdata")
    return ok("Time zone data is there.")


async def database(config: Config) -> Sequence[Finding]:
    assert config.database_url
    opened = Database(config.database_url, pool_size=1, application_name="dvorik-doctor")
    try:
        async with opened.engine.connect() as connection:
            found = [
                await _postgresql(connection),
                await _clock(connection),
                await _extensions(connection),
            ]
        return [*found, await _migrations(opened)]
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        advice = "Look at DATABASE_URL, and whether PostgreSQL runs and lets this user in."
        return [fault(f"The database does not answer: {_first_line(error)}", advice)]
    finally:
        await opened.close()


async def _postgresql(connection: AsyncConnection) -> Finding:
    version = str(await connection.scalar(text("SHOW server_version"))).split()[0]
    number = int(str(await connection.scalar(text("SHOW server_version_num"))))
    if number // 10_000 < OLDEST_POSTGRESQL:
        return fault(
            f"PostgreSQL {version} is too old.", f"{OLDEST_POSTGRESQL} or newer is needed."
        )
    return ok(f"PostgreSQL {version} answers.")


async def _clock(connection: AsyncConnection) -> Finding:
    theirs = await connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    skew = abs(clock.now() - theirs)
    if skew > _SKEW:
        seconds = skew.total_seconds()
        return note(f"The clock of the database is off by {seconds:.0f} s.", "Run NTP on both.")
    return ok("The clocks agree.")


async def _extensions(connection: AsyncConnection) -> Finding:
    found = await connection.scalars(text("SELECT name FROM pg_available_extensions"))
    missing = set(EXTENSIONS) - set(found)
    if missing:
        return fault(
            f"Missing extensions: {', '.join(sorted(missing))}.",
            "They are part of PostgreSQL's contrib: on Debian, apt-get install postgresql-contrib",
        )
    return ok("All extensions are there.")


async def _migrations(opened: Database) -> Finding:
    level = await runner.current(opened.engine)
    if level != runner.head():
        return fault(
            f"The database is at {level}, this program needs {runner.head()}.", "dvorik migrate"
        )
    return ok(f"The database is at {level}, the newest level.")


async def redis(config: Config) -> Sequence[Finding]:
    assert config.redis_url
    cache = redis_cache.connect(config.redis_url)
    try:
        return [
            await _redis_version(cache),
            *await _signs(cache, config),
            *await _proxies(cache, config),
        ]
    except (RedisError, OSError) as error:
        advice = "Look at REDIS_URL, and whether Redis runs."
        return [fault(f"Redis does not answer: {_first_line(error)}", advice)]
    finally:
        await cache.aclose()


async def _redis_version(cache: Cache) -> Finding:
    answer: dict[str, Any] = await cache.info("server")
    version = str(answer["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        wanted = ".".join(map(str, OLDEST_REDIS))
        return fault(f"Redis {version} is too old.", f"{wanted} or newer is needed.")
    return ok(f"Redis {version} answers.")


async def _signs(cache: Cache, config: Config) -> Sequence[Finding]:
    return [await _sign(cache, sign) for sign in heartbeat.expected(config)]


async def _proxies(cache: Cache, config: Config) -> Sequence[Finding]:
    peer = await proxies.last(cache)
    if peer is None:
        return []
    return [
        note(
            f"Requests come through {peer}, which is not in TRUSTED_PROXIES"
            f" ({config.trusted_proxies}): all visitors share one limit.",
            f"If that is your proxy: TRUSTED_PROXIES={peer}, or its network.",
        )
    ]


async def _sign(cache: Cache, sign: Sign) -> Finding:
    who = sign.name.lower()
    left_at = await heartbeat.last(cache, sign)
    if heartbeat.is_fresh(left_at, now=clock.now()):
        return ok(f"Running: {who}.")
    seen = f"last seen {left_at:%Y-%m-%d %H:%M} UTC" if left_at else "never seen"
    return note(f"Not running: {who} ({seen}).", "`dvorik up` starts everything.")


async def bots(config: Config) -> Sequence[Finding]:
    mode = await _mode(config)
    tokens = {
        "client bot (TELEGRAM_MAIN_BOT_TOKEN)": config.telegram_main_bot_token,
        "cashier bot (TELEGRAM_AUTH_BOT_TOKEN)": config.telegram_auth_bot_token,
    }
    found: list[Finding] = []
    for name, token in tokens.items():
        if token.get_secret_value():
            found += await _bot(config, mode, name, token.get_secret_value())
        else:
            found.append(note(f"The {name} has no token.", "@BotFather gives one."))
    return found


async def _mode(config: Config) -> BotMode:
    """As chosen in the settings; as the environment says, where they cannot be read."""
    assert config.database_url
    opened = Database(config.database_url, pool_size=1, application_name="dvorik-doctor")
    try:
        async with opened.transaction() as session:
            return (await settings.load(session)).hears_by(config)
    except (Unavailable, SQLAlchemyError, OSError, TimeoutError):
        return config.bot_mode
    finally:
        await opened.close()


async def _bot(config: Config, mode: BotMode, name: str, token: str) -> Sequence[Finding]:
    api = BotApi(token, base_url=config.telegram_api_url, timeout_seconds=5)
    try:
        me = await api.call("getMe")
        webhook = await api.call("getWebhookInfo")
    except BadBotToken:
        return [fault(f"Telegram does not know the token of the {name}.", "Ask @BotFather.")]
    except (BotApiError, Unavailable) as error:
        advice = f"Can this machine reach {config.telegram_api_url}?"
        return [fault(f"The {name} cannot be asked: {type(error).__name__}.", advice)]
    finally:
        await api.close()
    return [ok(f"The {name} is @{me['username']}."), _webhook(config, mode, name, webhook)]


def _webhook(config: Config, mode: BotMode, name: str, webhook: dict[str, Any]) -> Finding:
    url = webhook.get("url") or ""
    if mode is BotMode.POLLING:
        if url:
            return note(f"The {name} has a webhook, which polling will remove.")
        return ok(f"The {name} is polled.")
    if config.webhook_base is None:
        return fault(
            f"Telegram would bring no updates to {config.base_url}: the bots are polled instead.",
            "Set PUBLIC_URL to your https:// address, or choose polling.",
        )
    if not url.startswith(config.webhook_base):
        return fault(
            f"The webhook of the {name} leads to {url or 'nowhere'}.",
            "`dvorik bots` sets it within a minute; is it running?",
        )
    if trouble := webhook.get("last_error_message"):
        return note(f"Telegram had trouble with the webhook of the {name}: {trouble}")
    return ok(f"The webhook of the {name} is set.")


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
