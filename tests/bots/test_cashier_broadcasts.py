"""A broadcast from the cashier bot: written, seen, given to somebody, sent, watched."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommandScopeChat
from sqlalchemy import func, select, text

from dvorik.bots.cashier.broadcasting import wording
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.events import EventRow
from dvorik.messaging.actions import broadcasts, corrections
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.schemas.broadcasts import BroadcastContent
from dvorik.messaging.types import BroadcastStatus, PauseReason, SkipReason
from dvorik.segments import actions as segments
from dvorik.segments.schemas.segments import SegmentCreate
from dvorik.segments.schemas.trees import read_rule
from dvorik.settings.schemas import ShopSettings
from tests.bots.conftest import set_setting
from tests.bots.driver import Moment, Person, Talk, message, told
from tests.conftest import NOON
from tests.conftest import OLGA as OLGAS_ACTOR
from tests.loyalty.world import add_cashier, add_client
from tests.segments.rules import condition

OLGA = Person(7101, "Ольга")
TIM = Person(7103, "Тимофей")
ASK = "<b>Новая рассылка</b>"
WHOM = "Так это увидят клиенты. Кому отправить?"
BOLD = [{"type": "bold", "offset": 0, "length": 5}]

Open = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
async def office(database: Database) -> None:
    """Olga runs the shop and Tim only looks; of three clients one can be written to."""
    async with database.transaction() as session:
        for account_id, person in ((1, OLGA), (3, TIM)):
            await session.execute(
                text("UPDATE account SET telegram_id = :telegram_id WHERE id = :id"),
                {"telegram_id": person.id, "id": account_id},
            )
        await add_client(session, consent_at=NOON, first_name="Анна", gender="female")
        await add_client(session, consent_at=NOON, bot_blocked_at=NOON, first_name="Борис")
        await add_client(session, first_name="Вера", gender="female")


async def written(bot: Talk, words: str = "Осень {first_name|друзья}!", **more: Any) -> list[str]:
    """Olga begins and sends her message; what the bot says to that."""
    await bot.writes(OLGA, "/broadcast")
    return await bot.send(message(OLGA, text=words, **more))


async def rows(database: Database) -> list[Broadcast]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Broadcast).order_by(Broadcast.id)))


async def events(database: Database, type_: str) -> int:
    async with database.transaction() as session:
        found = await session.scalar(select(func.count()).where(EventRow.type == type_))
    return found or 0


async def add_segment(database: Database, name: str, gender: str = "female") -> int:
    rule = condition("gender", "any", [gender])
    async with database.transaction() as session:
        segment = SegmentCreate(name=name, rule=read_rule(rule))
        row = await segments.create_segment(session, OLGAS_ACTOR, segment=segment, now=NOON)
    return row.id


async def start(database: Database) -> None:
    """What the worker does within a second."""
    async with database.transaction() as session:
        assert await broadcasts.start_next(session, shop=ShopSettings(), now=NOON)


async def test_from_the_first_word_to_the_last_press(cashier_bot: Talk, database: Database) -> None:
    [asked] = await cashier_bot.writes(OLGA, "/broadcast")
    assert asked.startswith(ASK)
    shown = await cashier_bot.send(
        message(OLGA, text="Осень {first_name|друзья} <3", entities=BOLD)
    )
    assert shown == ["<b>Осень</b> Ольга &lt;3", WHOM]
    [summary] = await cashier_bot.presses(OLGA, "Всем")
    assert summary == (
        "Кому: <b>Всем</b>\nПолучат: <b>1</b> из 3\n"
        "Заблокировали бота: 1\nНе согласились на сообщения: 1\n\nОтправить?"
    )
    assert [row.status for row in await rows(database)] == ["draft"]

    [status] = await cashier_bot.presses(OLGA, "✅ Отправить (1)")

    assert status == "<b>Осень {first_name|друзья} &lt;3</b>\n⏳ Вот-вот начнётся"
    [row] = await rows(database)
    assert (row.status, row.scheduled_at, row.created_by_id) == ("scheduled", NOON, 1)
    assert row.content["text"] == "<b>Осень</b> {first_name|друзья} &lt;3"
    assert row.audience == {"kind": "everyone"}


@pytest.mark.parametrize(
    ("entity", "html"),
    [
        ({"type": "bold"}, "<b>Осень</b>"),
        ({"type": "italic"}, "<i>Осень</i>"),
        ({"type": "underline"}, "<u>Осень</u>"),
        ({"type": "strikethrough"}, "<s>Осень</s>"),
        ({"type": "spoiler"}, "<tg-spoiler>Осень</tg-spoiler>"),
        ({"type": "code"}, "<code>Осень</code>"),
        ({"type": "pre"}, "<pre>Осень</pre>"),
        (
            {"type": "pre", "language": "python"},
            '<pre><code class="language-python">Осень</code></pre>',
        ),
        ({"type": "blockquote"}, "<blockquote>Осень</blockquote>"),
        ({"type": "expandable_blockquote"}, "<blockquote expandable>Осень</blockquote>"),
        (
            {"type": "text_link", "url": "https://example.com/?a=1&b=2"},
            '<a href="https://example.com/?a=1&amp;b=2">Осень</a>',
        ),
        (
            {"type": "text_link", "url": 'https://example.com/?a="<b>"'},
            '<a href="https://example.com/?a=&quot;&lt;b&gt;&quot;">Осень</a>',
        ),
        ({"type": "text_mention", "user": OLGA.user()}, '<a href="tg://user?id=7101">Осень</a>'),
        (
            {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
            '<tg-emoji emoji-id="5368324170671202286">Осень</tg-emoji>',
        ),
        ({"type": "hashtag"}, "Осень"),
        ({"type": "date_time", "unix_time": 1_800_000_000}, "Осень"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
async def test_what_was_formatted_in_telegram_stays_so(
    cashier_bot: Talk, database: Database, entity: dict[str, Any], html: str
) -> None:
    shown = await written(cashier_bot, "Осень 🍂!", entities=[{"offset": 0, "length": 5, **entity}])

    assert shown == [f"{html} 🍂!", WHOM]
    assert [row.content["text"] for row in await rows(database)] == [f"{html} 🍂!"]


async def test_a_formatting_of_tomorrow_leaves_the_words_as_they_are(
    cashier_bot: Talk, database: Database
) -> None:
    new = {"type": "yet_unknown", "offset": 0, "length": 5}

    shown = await written(cashier_bot, "A & B < C", entities=[new])

    assert shown == ["A &amp; B &lt; C", WHOM]


async def test_pressing_twice_is_one_run(cashier_bot: Talk, database: Database) -> None:
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")

    first = await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    second = await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    await start(database)
    [third] = await cashier_bot.presses(OLGA, "✅ Отправить (1)")

    assert first == second
    assert "📤 Отправляется\nОтправлено: 0 из 1" in third
    assert len(await rows(database)) == 1
    assert await events(database, "messaging.broadcast_scheduled") == 1
    assert await events(database, "messaging.broadcast_started") == 1


async def test_a_segment_is_counted_and_sent_to(cashier_bot: Talk, database: Database) -> None:
    segment_id = await add_segment(database, "Дамы <3")
    await written(cashier_bot)

    [summary] = await cashier_bot.presses(OLGA, "Дамы <3")
    await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    await start(database)

    assert summary.startswith("Кому: <b>Дамы &lt;3</b>\nПолучат: <b>1</b> из 2\n")
    [row] = await rows(database)
    assert row.audience == {"kind": "segment", "segment_id": segment_id}
    async with database.transaction() as session:
        assert await session.scalar(select(func.count(Delivery.id))) == 2


async def test_segments_come_in_pages(cashier_bot: Talk, database: Database) -> None:
    for number in range(8):
        await add_segment(database, f"Сегмент {number}")
    await written(cashier_bot)

    def labels(count: int) -> list[str]:
        return [button.text for button in cashier_bot.telegram.buttons[-count:]]

    first = [f"Сегмент {number}" for number in range(6)]
    assert labels(10) == ["Всем", *first, "→", "Изменить текст", "Отмена"]
    assert await cashier_bot.presses(OLGA, "→") == [WHOM]
    assert labels(6) == ["Всем", "Сегмент 6", "Сегмент 7", "←", "Изменить текст", "Отмена"]


async def test_nobody_is_sent_nothing(cashier_bot: Talk, database: Database) -> None:
    await add_segment(database, "Мужчины", "male")
    await written(cashier_bot)

    [summary] = await cashier_bot.presses(OLGA, "Мужчины")

    assert summary.endswith("Получат: <b>0</b> из 0\n\n" + told_nobody())
    assert [b.text for b in cashier_bot.telegram.buttons[-3:]] == [
        "Другие получатели",
        "Изменить текст",
        "Отмена",
    ]


def told_nobody() -> str:
    return "Отправлять некому. Выберите других получателей."


async def test_the_button_of_an_earlier_choice_sends_nothing(
    cashier_bot: Talk, database: Database
) -> None:
    await add_segment(database, "Дамы")
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")
    earlier = next(b for b in cashier_bot.telegram.buttons if b.text.startswith("✅"))
    await cashier_bot.presses(OLGA, "Другие получатели")
    await cashier_bot.presses(OLGA, "Дамы")

    assert earlier.callback_data is not None
    assert await cashier_bot.sends_press(OLGA, earlier.callback_data) == []

    assert cashier_bot.telegram.toasts[-1] == "Эта кнопка уже не действует."
    assert [row.status for row in await rows(database)] == ["draft"]


async def test_the_text_may_be_written_anew(cashier_bot: Talk, database: Database) -> None:
    await written(cashier_bot, "Осень")
    await cashier_bot.presses(OLGA, "Всем")

    [asked] = await cashier_bot.presses(OLGA, "Изменить текст")
    shown = await cashier_bot.writes(OLGA, "Зима")

    assert asked.startswith(ASK)
    assert shown == ["Зима", WHOM]
    [row] = await rows(database)
    assert (row.title, row.content["text"], row.status) == ("Зима", "Зима", "draft")


@pytest.mark.parametrize("steps", range(4))
async def test_cancel_ends_it_at_every_step(
    cashier_bot: Talk, database: Database, steps: int
) -> None:
    async def press_all() -> None:
        await cashier_bot.presses(OLGA, "Всем")

    for step in [
        lambda: cashier_bot.writes(OLGA, "/broadcast"),
        lambda: cashier_bot.writes(OLGA, "Осень"),
        press_all,
    ][:steps]:
        await step()

    [said] = await cashier_bot.writes(OLGA, "/cancel")

    expected = {
        0: told("cashier.ask_code"),
        1: "Хорошо, ничего не отправлено.",
        2: "Ничего не отправлено. Черновик остался в панели.",
        3: "Ничего не отправлено. Черновик остался в панели.",
    }
    assert said == expected[steps]
    assert await cashier_bot.writes(OLGA, "привет") == [told("cashier.not_a_code")]
    if steps == 3:
        assert await cashier_bot.presses(OLGA, "✅ Отправить (1)") == []
    assert {row.status for row in await rows(database)} <= {"draft"}


async def test_the_cancel_button_ends_it_too(cashier_bot: Talk, database: Database) -> None:
    await written(cashier_bot)

    assert await cashier_bot.presses(OLGA, "Отмена") == [
        "Ничего не отправлено. Черновик остался в панели."
    ]
    assert await cashier_bot.presses(OLGA, "Всем") == []
    assert cashier_bot.telegram.toasts[-1].startswith("Этот разговор закончен")


async def test_after_ten_minutes_nothing_is_sent(
    cashier_bot: Talk, database: Database, cache: Cache
) -> None:
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")
    keys = [key async for key in cache.scan_iter("dialogue:*")]
    assert all([0 < await cache.ttl(key) <= 600 for key in keys])
    await cache.delete(*keys)

    assert await cashier_bot.presses(OLGA, "✅ Отправить (1)") == []

    assert cashier_bot.telegram.toasts[-1].startswith("Этот разговор закончен")
    assert [row.status for row in await rows(database)] == ["draft"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Привет, {name}!", "Поля {name} нет."),
        ("Скидки {до 50%}", "Фигурные скобки нужны только для полей"),
        ("{first_name}", "В сообщении должно быть что прочесть"),
        ("я" * 4097, "Слишком длинно"),
        ("я" * 17000, "Слишком длинно"),
        ("Код {discount_code}", "Поля {discount_code} нет."),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_the_reason_and_may_be_mended(
    cashier_bot: Talk, database: Database, words: str, said: str
) -> None:
    [refused] = await written(cashier_bot, words)

    assert refused.startswith(said)
    assert await rows(database) == []
    assert await cashier_bot.writes(OLGA, "Осень") == ["Осень", WHOM]


async def test_albums_and_other_kinds_are_refused_once(
    cashier_bot: Talk, database: Database
) -> None:
    await cashier_bot.writes(OLGA, "/broadcast")
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]

    album = [
        await cashier_bot.send(message(OLGA, photo=photo, media_group_id="7")) for _ in range(3)
    ]
    dice = await cashier_bot.send(message(OLGA, dice={"emoji": "🎲", "value": 3}))

    assert [len(said) for said in album] == [1, 0, 0]
    assert album[0][0].startswith("Отсюда уходит одно фото.")
    assert dice[0].startswith("Отсюда уходит текст или фото")
    assert await rows(database) == []


async def test_a_photo_that_telegram_does_not_hand_over_may_be_sent_again(
    cashier_bot: Talk, database: Database
) -> None:
    await cashier_bot.writes(OLGA, "/broadcast")
    cashier_bot.telegram.failures.append(TimeoutError())
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]

    [said] = await cashier_bot.send(message(OLGA, photo=photo, caption="Осень"))

    assert said == "Telegram не отдал фото. Пришлите его ещё раз."
    assert await rows(database) == []


@pytest.mark.parametrize("with_till", [True, False])
async def test_who_may_not_send_writes_nothing(
    cashier_bot: Talk, database: Database, with_till: bool
) -> None:
    person = TIM
    if with_till:
        async with database.transaction() as session:
            person = Person((await add_cashier(session)).telegram_id)

    assert await cashier_bot.writes(person, "/broadcast") == ["У вас нет права на рассылки."]
    await cashier_bot.writes(person, "Осень пришла")

    assert await rows(database) == []


@pytest.mark.parametrize("step", ["message", "audience", "confirmation", "pause"])
async def test_the_right_is_asked_for_again_at_every_step(
    cashier_bot: Talk, database: Database, step: str
) -> None:
    await cashier_bot.writes(OLGA, "/broadcast")
    if step != "message":
        await cashier_bot.writes(OLGA, "Осень")
    if step in {"confirmation", "pause"}:
        await cashier_bot.presses(OLGA, "Всем")
    if step == "pause":
        await cashier_bot.presses(OLGA, "✅ Отправить (1)")
        await start(database)
        await cashier_bot.presses(OLGA, "Обновить")
    before = [(row.status, row.version) for row in await rows(database)]
    async with database.transaction() as session:
        await session.execute(text("UPDATE account SET role = 'readonly' WHERE id = 1"))

    if step == "message":
        assert await cashier_bot.writes(OLGA, "Осень") == ["У вас нет права на рассылки."]
    else:
        labels = {"audience": "Всем", "confirmation": "✅ Отправить (1)", "pause": "Пауза"}
        assert await cashier_bot.presses(OLGA, labels[step]) == []
        assert cashier_bot.telegram.toasts[-1] == "У вас нет права на рассылки."

    assert [(row.status, row.version) for row in await rows(database)] == before


async def test_a_broadcast_is_paused_resumed_and_stopped(
    cashier_bot: Talk, database: Database
) -> None:
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")
    await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    await start(database)

    [sending] = await cashier_bot.presses(OLGA, "Обновить")
    [paused] = await cashier_bot.presses(OLGA, "Пауза")
    [again] = await cashier_bot.presses(OLGA, "Пауза")
    [resumed] = await cashier_bot.presses(OLGA, "Продолжить")
    [sure] = await cashier_bot.presses(OLGA, "Остановить")
    [still] = await cashier_bot.presses(OLGA, "Не останавливать")
    await cashier_bot.presses(OLGA, "Остановить")
    [stopped] = await cashier_bot.presses(OLGA, "Да, остановить")

    figures = "\nОтправлено: 0 из 1"
    assert sending.endswith(f"📤 Отправляется{figures}")
    assert paused.endswith(f"⏸ На паузе\nОстановлена человеком.{figures}")
    assert again == paused
    assert "Рассылка уже в другом состоянии." in cashier_bot.telegram.toasts
    assert sending == resumed == still
    assert sure.startswith("Остановить насовсем?")
    assert stopped.endswith("🚫 Остановлена")
    assert [row.status for row in await rows(database)] == ["canceled"]


async def test_what_stopped_by_itself_says_why(cashier_bot: Talk, database: Database) -> None:
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")
    await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    await start(database)
    [row] = await rows(database)
    async with database.transaction() as session:
        await broadcasts.stop_broadcast(
            session, broadcast_id=row.id, reason="content_refused: 400 bad <tag>", now=NOON
        )

    [shown] = await cashier_bot.presses(OLGA, "Обновить")

    why = "Telegram не принимает это сообщение.\n400 bad &lt;tag&gt;"
    assert shown.endswith(f"⏸ На паузе\n{why}\nОтправлено: 0 из 1")


async def test_nothing_goes_on_while_it_is_corrected(cashier_bot: Talk, database: Database) -> None:
    await written(cashier_bot)
    await cashier_bot.presses(OLGA, "Всем")
    await cashier_bot.presses(OLGA, "✅ Отправить (1)")
    await start(database)
    await cashier_bot.presses(OLGA, "Обновить")
    [paused] = await cashier_bot.presses(OLGA, "Пауза")
    [row] = await rows(database)
    async with database.transaction() as session:
        await corrections.edit_sent(
            session,
            OLGAS_ACTOR,
            broadcast_id=row.id,
            content=BroadcastContent(text="Зима!"),
            now=NOON,
        )

    assert await cashier_bot.presses(OLGA, "Продолжить") == [paused]

    assert cashier_bot.telegram.toasts[-1].startswith("Сначала закончится правка")
    assert [row.status for row in await rows(database)] == ["paused"]


async def test_in_quiet_hours_the_summary_says_when_it_leaves(
    cashier_bot: Talk, database: Database, cache: Cache, moment: Moment
) -> None:
    await set_setting(database, cache, "quiet_from", "11:00")
    await set_setting(database, cache, "quiet_until", "14:00")
    await written(cashier_bot)

    [summary] = await cashier_bot.presses(OLGA, "Всем")

    assert "🌙 Сейчас тихие часы: сообщения уйдут после 20 ноября 2026, 14:00." in summary


async def test_a_segment_that_is_gone_is_told(cashier_bot: Talk, database: Database) -> None:
    await add_segment(database, "Дамы")
    await written(cashier_bot)
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM segment"))

    assert await cashier_bot.presses(OLGA, "Дамы") == []

    assert cashier_bot.telegram.toasts[-1].startswith("Этот сегмент не посчитать")


@pytest.mark.parametrize(
    "forged",
    ["bc:send:", "bc:send:x:y", "bc:send:1:", "bc:pause:0", "bc:look:99999", "bc:segment:",
     "bc:page:x", f"bc:stop:{'9' * 30}", "bc:rewrite", "bc:cancel"],
)  # fmt: skip
async def test_forged_buttons_change_nothing(
    cashier_bot: Talk, database: Database, forged: str
) -> None:
    await cashier_bot.sends_press(OLGA, forged)

    assert len(cashier_bot.telegram.toasts) == 1
    assert await rows(database) == []


async def test_the_menu_and_the_help_offer_it_to_who_may(cashier_bot: Talk) -> None:
    [olgas] = await cashier_bot.writes(OLGA, "/help")
    [tims] = await cashier_bot.writes(TIM, "/help")

    assert olgas.endswith("Написать клиентам: /broadcast")
    assert "/broadcast" not in tims
    calls = cashier_bot.telegram.calls
    [offered] = [call for call in calls if isinstance(call, SetMyCommands)]
    assert "broadcast" in [command.command for command in offered.commands]
    [taken_back] = [call for call in calls if isinstance(call, DeleteMyCommands)]
    assert taken_back.scope == BotCommandScopeChat(chat_id=TIM.id)


def test_every_state_and_reason_has_its_word() -> None:
    assert set(wording.STATUSES) == set(BroadcastStatus)
    assert set(wording.PAUSES) == set(PauseReason)
    assert set(wording.LEFT_OUT) == set(SkipReason)
