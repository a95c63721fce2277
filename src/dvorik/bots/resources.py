"""What both bots share in their process. Built once, by `process`; tests build their own."""

from dataclasses import dataclass

from dvorik.kernel import clock
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import Clock
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    config: Config
    database: Database
    cache: Cache
    now: Clock = clock.now
