import os
from pathlib import Path

import pytest

from dvorik.embedded.memory import effective_cache_mb, memory_bytes, shared_buffers_mb

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("max\n", MACHINE), ("67108864\n", 67_108_864), (f"{2**62}\n", MACHINE), (None, MACHINE)],
)
def test_a_container_has_no_more_than_it_was_given(
    tmp_path: Path, limit: str | None, expected: int
) -> None:
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)

    assert memory_bytes(tmp_path / "memory.max") == expected


@pytest.mark.parametrize(
    ("memory_mb", "buffers_mb", "cache_mb"),
    [(512, 128, 512), (2_048, 256, 1_024), (24_576, 1_024, 12_288)],
)
def test_postgresql_gets_its_share(memory_mb: int, buffers_mb: int, cache_mb: int) -> None:
    memory = memory_mb * MB

    assert (shared_buffers_mb(memory), effective_cache_mb(memory)) == (buffers_mb, cache_mb)
