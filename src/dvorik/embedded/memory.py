"""How much memory there is, and how much of it is PostgreSQL's."""

import os
from pathlib import Path

_MB = 1024 * 1024
_LEAST_CACHE, _MOST_CACHE = 128 * _MB, 1024 * _MB
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes(container_limit: Path = _CONTAINER_LIMIT) -> int:
    """Of the machine, or of the container that this program is in."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = container_limit.read_text().strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdecimal() else machine


def shared_buffers_mb(memory: int) -> int:
    """An eighth, for it shares the machine with everything else; pages nobody reads cost nothing.

    A gigabyte holds the tables and indexes of a million clients.
    """
    return min(max(memory // 8, _LEAST_CACHE), _MOST_CACHE) // _MB


def effective_cache_mb(memory: int) -> int:
    """What PostgreSQL may expect to find in memory: its own pages and the system's."""
    return max(memory // 2, 4 * _LEAST_CACHE) // _MB
