"""Exports: what is in the file, who may have it, and that it is never half a file."""

import csv
import io
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk import actions
from dvorik.bulk.actions.exporting import LEASE
from dvorik.bulk.schemas import Written
from dvorik.bulk.tasks import throw_away, write_exports
from dvorik.bulk.texts import catalogue
from dvorik.bulk.types import ExportColumn
from dvorik.clients.types import Gender
from dvorik.kernel import kept_files
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from tests.bulk.world import EVERYONE, JOBS, SHOP, URL, add_crowd, figures, get, key, look, order
from tests.conftest import NOON, OLGA, Acting
from tests.loyalty.world import add_client

ALL = [column.value for column in ExportColumn]
CSV: dict[str, Any] = {"kind": "export", "format": "csv", "columns": ["id", "name"]}


async def write(database: Database, config: Config, now: datetime = NOON) -> int:
    return await write_exports(database, SHOP, config.files_folder, now=lambda: now)


async def download(http: AsyncClient, job: Any) -> bytes:
    response = await http.get(f"{JOBS}/{job['id']}/result")
    assert response.status_code == 200, response.text
    return response.content


def files(config: Config) -> list[str]:
    return sorted(path.name for path in config.files_folder.glob("*"))


async def test_a_workbook_shows_people_as_they_are_and_runs_nothing(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    anna = await add_client(
        session,
        first_name="Ґанна",
        last_name="=HYPERLINK(1)",
        username="anna",
        phone="+79140000001",
        gender="female",
        birthday=date(1990, 11, 21),
        language="uk",
        source="ref_осень",
        tags=["новая", "vip"],
        notes="@SUM(1)\nдва",
        consent_at=NOON,
        last_active_at=datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
    )
    nobody = await add_client(
        session, first_name=None, is_subscribed=False, bot_blocked_at=NOON, is_blacklisted=True
    )

    job = await order(http, {"kind": "export", "columns": ALL[::-1]})
    assert await write(database, config) == 1

    after = await look(http, job)
    assert figures(after) == ("done", 2, 2, {})
    assert (after["has_result"], after["expires_at"]) == (True, "2026-11-27T02:00:00Z")
    assert after["action"]["columns"] == ALL
    book = CalamineWorkbook.from_filelike(io.BytesIO(await download(http, job)))
    titles, first, second = book.get_sheet_by_index(0).to_python()
    assert titles[:4] == ["№ клиента", "Как обращаться", "Имя", "Фамилия"]
    midday = datetime.fromisoformat("2026-11-20 12:00")
    night = datetime.fromisoformat("2026-11-20 01:30")
    assert dict(zip(ALL, first, strict=True)) == {
        "id": anna.id, "name": "Ґанна =HYPERLINK(1)", "first_name": "Ґанна",
        "last_name": "=HYPERLINK(1)", "username": "anna", "telegram_id": anna.telegram_id,
        "phone": "+79140000001", "gender": "женский", "birthday": date(1990, 11, 21), "age": 35,
        "language": "украинский", "is_subscribed": "да", "is_blocked": "нет",
        "is_blacklisted": "нет", "has_consent": "да", "source": "ref_осень",
        "tags": "новая, vip", "notes": "@SUM(1)\nдва", "last_active_at": night,
        "created_at": midday,
    }  # fmt: skip
    shown = dict(zip(ALL, second, strict=True))
    assert [shown[name] for name in ("id", "name", "phone", "birthday", "age", "tags")] == [
        nobody.id, "", "", "", "", ""
    ]  # fmt: skip
    assert [shown[name] for name in ALL if name.startswith(("is_", "has_"))] == [
        "нет", "да", "да", "нет"
    ]  # fmt: skip


async def test_csv_is_in_the_language_of_whoever_asks(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    anna = await add_client(session, first_name="=1+1", gender="female")
    columns = ["id", "first_name", "gender"]
    plain = await order(
        http, {"kind": "export", "format": "csv", "columns": columns}, language="en"
    )
    marked = await order(
        http,
        {"kind": "export", "format": "csv_excel", "columns": columns},
        language="uk",
    )

    assert await write(database, config) == 2

    response = await http.get(f"{JOBS}/{plain['id']}/result")
    assert response.content.decode() == (
        f"Client no.,First name,Gender\r\n{anna.id},'=1+1,female\r\n"
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"] == (
        f'attachment; filename="clients-{plain["id"]}.csv"'
    )
    assert (await download(http, marked)).decode() == (
        f"\ufeff№ клієнта;Ім’я;Стать\r\n{anna.id};'=1+1;жіноча\r\n"
    )


async def test_phones_are_for_those_who_may_see_them(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config, acting: Acting
) -> None:
    await add_client(session, phone="+79140000001")
    may = {Permission.CLIENTS_READ, Permission.CLIENTS_EXPORT, Permission.AUDIT_READ}
    with_phones = await order(http, {"kind": "export"})
    acting.actor = Actor(kind=ActorKind.ACCOUNT, id=3, permissions=frozenset(may))
    without = await order(http, {"kind": "export"})
    refused = await http.post(
        URL,
        json={"audience": EVERYONE, "action": {"kind": "export", "columns": ["phone"]}},
        headers=key(),
    )
    assert await write(database, config) == 2

    assert "phone" in with_phones["action"]["columns"]
    assert "phone" not in without["action"]["columns"]
    assert (refused.status_code, refused.json()["params"]) == (
        403, {"permission": "clients:phones"}
    )  # fmt: skip
    assert b"914000" not in await download(http, without)
    response = await http.get(f"{JOBS}/{with_phones['id']}/result")
    assert (response.status_code, response.json()["params"]) == (
        403, {"permission": "clients:phones"}
    )  # fmt: skip
    acting.actor = Actor(
        kind=ActorKind.ACCOUNT, id=3, permissions=frozenset(may - {Permission.CLIENTS_EXPORT})
    )
    assert (await http.get(f"{JOBS}/{without['id']}/result")).status_code == 403


async def test_who_took_the_data_out_is_in_the_audit(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    job = await order(http, CSV)
    await write(database, config)
    await download(http, job)

    log = await session.execute(
        select(EventRow.type, EventRow.actor_id, EventRow.payload).order_by(EventRow.id)
    )
    rows = log.all()
    assert [row.type for row in rows] == [
        "bulk.job_started", "bulk.job_finished", "bulk.export_downloaded"
    ]  # fmt: skip
    assert (rows[-1].actor_id, rows[-1].payload) == (OLGA.id, {"job_id": job["id"]})


async def test_a_file_that_is_not_there_yet_or_not_any_more_is_said_so(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    job = await order(http, CSV)
    path = f"{JOBS}/{job['id']}/result"
    assert _refusal(await http.get(path)) == (409, "bulk.result_not_ready")
    await write(database, config)
    (name,) = files(config)
    assert len(name) > 32

    week = timedelta(days=7)
    assert await throw_away(database, config.files_folder, now=lambda: NOON + week) == 1

    assert files(config) == []
    assert _refusal(await http.get(path)) == (404, "bulk.no_result")
    tagged = await order(http, {"kind": "add_tags", "tags": ["a"]})
    assert _refusal(await http.get(f"{JOBS}/{tagged['id']}/result")) == (
        409, "bulk.result_not_ready"
    )  # fmt: skip


async def test_a_file_somebody_deleted_is_not_there(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    job = await order(http, CSV)
    await write(database, config)
    for path in config.files_folder.iterdir():
        path.unlink()

    assert _refusal(await http.get(f"{JOBS}/{job['id']}/result")) == (404, "bulk.no_result")


async def test_everybody_is_in_the_file_once_but_those_who_left_meanwhile(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_crowd(session, 1_200)
    gone = await add_client(session)
    job = await order(http, CSV)
    gone.deleted_at = NOON
    await session.flush()

    await write(database, config)

    assert figures(await look(http, job)) == ("done", 1_201, 1_200, {"not_found": 1})
    text = (await download(http, job)).decode()
    names = [name for _, name in csv.reader(io.StringIO(text))]
    assert names == ["Как обращаться", *(f"Person {n}" for n in range(1, 1_201))]


async def test_a_canceled_export_leaves_no_file(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_crowd(session, 700)
    job = await order(http, CSV)

    async with database.transaction() as own:
        claim = await actions.take_export(own, now=NOON)
    assert claim is not None
    assert (await http.post(f"{JOBS}/{job['id']}/cancel")).json()["status"] == "canceled"
    async with database.transaction() as own:
        assert await actions.advance_export(own, claim, Written(500, 500), now=NOON) is None
        is_ours = await actions.finish_export(
            own, claim, Written(700, 700), result_name="x", now=NOON
        )
    assert not is_ours
    assert await write(database, config) == 0
    assert figures(await look(http, job)) == ("canceled", 0, 0, {})


async def test_an_export_whose_worker_died_is_begun_again_and_the_dead_one_not_heard(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    job = await order(http, CSV)
    async with database.transaction() as own:
        dead = await actions.take_export(own, now=NOON)
    assert dead is not None
    assert await write(database, config, NOON + LEASE - timedelta(seconds=1)) == 0

    assert await write(database, config, NOON + LEASE) == 1

    async with database.transaction() as own:
        written = Written(1, 1)
        assert await actions.advance_export(own, dead, written, now=NOON) is None
        assert not await actions.finish_export(own, dead, written, result_name="dead", now=NOON)
    assert (await get(database, job["id"])).result_name == files(config)[0]


async def test_a_disk_that_is_full_is_a_failure_and_not_the_end(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    job = await order(http, CSV)
    config.files_folder.parent.mkdir(exist_ok=True)
    config.files_folder.write_text("in the way")

    assert await write(database, config) == 0
    config.files_folder.unlink()
    later = (await get(database, job["id"])).not_before
    assert later > NOON
    assert await write(database, config, later) == 1

    assert figures(await look(http, job)) == ("done", 1, 1, {})


async def test_the_broom_takes_strays_and_nothing_else(
    http: AsyncClient, database: Database, session: AsyncSession, config: Config
) -> None:
    await add_client(session)
    await order(http, CSV)
    await write(database, config)
    (kept,) = files(config)
    folder = config.files_folder
    (folder / "old.csv.part").write_text("")
    (folder / "new.csv.part").write_text("")
    two_days_ago = time.time() - 2 * 24 * 3600
    for name in (kept, "old.csv.part"):
        os.utime(folder / name, (two_days_ago, two_days_ago))

    await throw_away(database, folder, now=lambda: NOON)

    assert files(config) == sorted([kept, "new.csv.part"])


def test_the_folder_is_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    draft = kept_files.draft(folder, ".csv")

    assert folder.stat().st_mode & 0o777 == 0o700
    assert draft.name.endswith(".csv.part")


@pytest.mark.parametrize("language", Language)
def test_every_cell_has_words(language: Language) -> None:
    keys = {f"column.{column}" for column in ExportColumn} | {"yes", "no"}
    keys |= {f"gender.{gender}" for gender in Gender} | {f"language.{each}" for each in Language}

    assert catalogue().keys() == keys
    assert all(catalogue().pattern(each, language) for each in keys)


def _refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]
