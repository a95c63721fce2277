"""The sandbox's time: seconds since the epoch, replaceable in tests."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Returns seconds since the epoch."""

system_clock: Clock = time.time
