"""Codes at the till: shown, taken, undone, refused."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from dvorik.accounts.models import Account
from dvorik.bots import cashier
from dvorik.bots.cashier.keyboards import CodeButton
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import BotName
from dvorik.loyalty.models import Attempt, Cashier, Discount, Redemption
from tests.bots.conftest import set_setting
from tests.bots.driver import Moment, Person, Talk, message, open_talk, told
from tests.conftest import NOON
from tests.loyalty.world import add_cashier, add_client, add_discount, add_template

CODE = "ДЯА4589"
VERA = Person(0, "Вера")
ZOYA = Person(0, "Зоя")


@pytest.fixture
async def vera(database: Database) -> Person:
    async with database.transaction() as session:
        return replace(VERA, id=(await add_cashier(session)).telegram_id)


@pytest.fixture
async def zoya(database: Database) -> Person:
    async with database.transaction() as session:
        return replace(ZOYA, id=(await add_cashier(session)).telegram_id)


async def add_code(database: Database, code: str = CODE, **template: object) -> None:
    async with database.transaction() as session:
        terms = await add_template(session, **template)
        client = await add_client(session, first_name="Анна <К>")
        await add_discount(session, template=terms, client=client, code=code)


async def redemptions(database: Database) -> list[Redemption]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Redemption).order_by(Redemption.id)))


async def attempts(database: Database) -> list[tuple[str, str | None]]:
    async with database.transaction() as session:
        rows = await session.scalars(select(Attempt).order_by(Attempt.id))
        return [(row.status, row.reason) for row in rows]


def good(**values: object) -> str:
    return told(
        "cashier.code_good",
        client="Анна &lt;К&gt;",
        title="За подписку",
        discount="10\u00a0%",
        code=CODE,
        expires_on="20 декабря 2026\u202fг.",
        **values,
    )


def taken(**values: object) -> str:
    return told(
        "cashier.redeemed",
        client="Анна &lt;К&gt;",
        title="За подписку",
        discount="10\u00a0%",
        code=CODE,
        minutes=10,
        **values,
    )


@pytest.mark.parametrize("typed", ["ДЯА4589", "дя а-4589", "lzf4589"])
async def test_a_code_is_shown_and_taken(
    cashier_bot: Talk, database: Database, vera: Person, typed: str
) -> None:
    await add_code(database)

    assert await cashier_bot.writes(vera, typed) == [good()]
    assert await redemptions(database) == []
    assert await cashier_bot.presses(vera, "Погасить") == [taken()]

    [redemption] = await redemptions(database)
    assert (redemption.bill_minor, redemption.canceled_at) == (None, None)
    assert await attempts(database) == [("success", None)]


async def test_a_double_tap_is_one_redemption_and_one_answer(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database, usage_limit=5)
    await cashier_bot.writes(vera, CODE)

    first = await cashier_bot.presses(vera, "Погасить")
    second = await cashier_bot.presses(vera, "Погасить")

    assert first == second
    assert len(await redemptions(database)) == 1
    assert await attempts(database) == [("success", None)]


async def test_the_bill_turns_a_percent_into_money(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)

    assert await cashier_bot.presses(vera, "С суммой чека") == [told("cashier.ask_bill")]
    assert await cashier_bot.writes(vera, "много") == [told("cashier.bad_bill")]
    assert await cashier_bot.writes(vera, "1 250,50 р.") == [
        good(
            conditions="Чек 1\u00a0250,50\u00a0₽, скидка 125,05\u00a0₽,"
            " к оплате 1\u00a0125,45\u00a0₽"
        )
    ]
    said = await cashier_bot.presses(vera, "Погасить")

    [redemption] = await redemptions(database)
    assert (redemption.bill_minor, redemption.discount_minor) == (125050, 12505)
    assert said == [taken(bill="1\u00a0250,50\u00a0₽", amount="125,05\u00a0₽")]


async def test_a_sum_typed_right_after_a_code_is_its_bill(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.writes(vera, "999")

    [shown] = await cashier_bot.writes(vera, "1250,50")
    assert shown == good(
        conditions="Чек 1\u00a0250,50\u00a0₽, скидка 125,05\u00a0₽, к оплате 1\u00a0125,45\u00a0₽"
    )
    await cashier_bot.presses(vera, "Погасить")

    [redemption] = await redemptions(database)
    assert (redemption.bill_minor, redemption.discount_minor) == (125050, 12505)
    assert await attempts(database) == [("success", None)]


async def test_a_sum_with_no_code_on_the_counter_is_no_bill(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")

    said = await cashier_bot.writes(vera, "1250,50")

    assert said == [told("cashier.not_a_code")]
    assert await attempts(database) == [("success", None)]


async def test_where_the_bill_decides_it_must_be_typed(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database, min_bill_minor=100000)

    await cashier_bot.writes(vera, CODE)

    assert [button.text for button in cashier_bot.telegram.buttons] == ["С суммой чека"]
    await cashier_bot.presses(vera, "С суммой чека")
    refused = told("cashier.refused.min_bill", code=CODE, min_bill="1\u00a0000\u00a0₽")
    assert await cashier_bot.writes(vera, "999,99") == [refused]
    await cashier_bot.presses(vera, "С суммой чека")
    await cashier_bot.writes(vera, "1000")
    await cashier_bot.presses(vera, "Погасить")

    assert [(r.bill_minor, r.discount_minor) for r in await redemptions(database)] == [
        (100000, 10000)
    ]


async def test_the_next_code_may_come_instead_of_the_bill(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await add_code(database, "ЖЖЖ0001")
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "С суммой чека")

    [said] = await cashier_bot.writes(vera, "жжж0001")

    assert "ЖЖЖ0001" in said


async def test_two_readings_are_asked_about(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database, "АВС1234")
    await add_code(database, "ФИС1234")

    said = await cashier_bot.writes(vera, "ABC1234")

    assert said == [told("cashier.refused.ambiguous", code="ABC1234", readings="АВС1234, ФИС1234")]
    [shown] = await cashier_bot.presses(vera, "ФИС1234")
    assert "<code>ФИС1234</code>" in shown
    await cashier_bot.presses(vera, "Погасить")
    assert len(await redemptions(database)) == 1


async def test_refusals_say_why_and_are_logged(
    cashier_bot: Talk, database: Database, vera: Person, moment: Moment
) -> None:
    await add_code(database)

    unknown = told("cashier.refused.not_found", code="&lt;жжж000&gt;")
    assert await cashier_bot.writes(vera, "<жжж000>") == [unknown]
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")
    used = told(
        "cashier.refused.already_used", code=CODE, used_at="20 ноября 2026, 12:00", used_by="Касса"
    )
    assert await cashier_bot.writes(vera, CODE) == [used]

    assert await attempts(database) == [
        ("not_found", None),
        ("success", None),
        ("already_used", None),
    ]


async def test_everything_is_checked_again_at_the_press(
    cashier_bot: Talk, database: Database, vera: Person, moment: Moment
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    moment.now += timedelta(days=31)

    said = await cashier_bot.presses(vera, "Погасить")

    expired_on = "20 декабря 2026\u202fг."
    assert said == [told("cashier.refused.expired", code=CODE, expired_on=expired_on)]
    assert await redemptions(database) == []


@pytest.mark.parametrize(
    ("terms", "key", "values"),
    [
        ({"weekdays": [1, 2, 3, 7]}, "wrong_day", {"days": "пн–ср, вс"}),
        ({"from_time": time(9), "until_time": time(11)}, "wrong_hour", {"hours": "09:00–11:00"}),
    ],
)
async def test_a_code_at_the_wrong_time_says_when_it_is_good(
    cashier_bot: Talk,
    database: Database,
    vera: Person,
    terms: dict[str, object],
    key: str,
    values: dict[str, str],
) -> None:
    await add_code(database, CODE, **terms)

    assert await cashier_bot.writes(vera, CODE) == [
        told(f"cashier.refused.{key}", code=CODE, **values)
    ]
    assert await attempts(database) == [("expired", key)]


async def test_a_code_that_has_not_begun_says_when_it_will(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    async with database.transaction() as session:
        terms = await add_template(session)
        client = await add_client(session)
        starts_at = NOON + timedelta(days=2)
        await add_discount(session, template=terms, client=client, code=CODE, starts_at=starts_at)

    assert await cashier_bot.writes(vera, CODE) == [
        told("cashier.refused.not_started", code=CODE, starts_on="22 ноября 2026\u202fг.")
    ]


async def test_a_good_code_says_when_it_may_be_used(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database, weekdays=[1, 2, 3, 4, 5], from_time=time(10), until_time=time(14))

    shown = good(conditions="Действует: пн–пт, 10:00–14:00")
    assert await cashier_bot.writes(vera, CODE) == [shown]


async def test_a_button_of_another_cashier_is_refused(
    cashier_bot: Talk, database: Database, vera: Person, zoya: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)

    assert await cashier_bot.presses(zoya, "Погасить") == []

    assert cashier_bot.telegram.toasts == ["Эта кнопка не для вас."]
    assert await redemptions(database) == []


@pytest.mark.parametrize(
    "forged", ["r:", "r:1:2", f"r:x:{CODE}:n:", f"r:1:{CODE}:n:-5", f"r:1:{CODE}:n:0", "r:::::"]
)
async def test_a_forged_button_changes_nothing(
    cashier_bot: Talk, database: Database, vera: Person, forged: str
) -> None:
    await add_code(database)

    assert await cashier_bot.sends_press(vera, forged) == []

    assert await redemptions(database) == []
    assert await attempts(database) == []


async def test_a_cashier_who_lost_the_right_takes_nothing_and_the_try_is_kept(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await close_till(database, vera)

    said = await cashier_bot.presses(vera, "Погасить")

    assert said == [told("cashier.refused.cashier_not_active", code=CODE)]
    assert await redemptions(database) == []
    assert await attempts(database) == [("cashier_not_active", None)]
    assert await cashier_bot.writes(vera, CODE) == [told("cashier.deactivated")]


async def test_a_redemption_is_undone_within_minutes(
    cashier_bot: Talk, database: Database, vera: Person, moment: Moment
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")
    moment.now += timedelta(minutes=9)

    assert await cashier_bot.presses(vera, "Отменить") == [told("cashier.undone", code=CODE)]
    assert await cashier_bot.presses(vera, "Отменить") == [told("cashier.undone", code=CODE)]

    assert [r.canceled_at for r in await redemptions(database)] == [moment.now]
    async with database.transaction() as session:
        assert await session.scalar(select(Discount.used_count)) == 0


async def test_after_that_it_is_too_late(
    cashier_bot: Talk, database: Database, vera: Person, moment: Moment
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")
    moment.now += timedelta(minutes=11)

    said = await cashier_bot.presses(vera, "Отменить")

    assert said == [told("cashier.undo_too_late", minutes=10)]
    assert [r.canceled_at for r in await redemptions(database)] == [None]


async def test_nobody_undoes_what_another_took(
    cashier_bot: Talk, database: Database, vera: Person, zoya: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")
    [redemption] = await redemptions(database)

    await cashier_bot.presses(zoya, "Отменить")
    await cashier_bot.sends_press(zoya, f"u:{zoya.id}:{redemption.id}")

    assert cashier_bot.telegram.toasts[-2:] == ["Эта кнопка не для вас."] * 2
    assert [r.canceled_at for r in await redemptions(database)] == [None]


async def test_two_messages_about_one_code_are_not_two_redemptions(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database, usage_limit=5)
    await cashier_bot.writes(vera, CODE)
    plain = cashier_bot.telegram.buttons[0].callback_data
    assert plain is not None
    await cashier_bot.presses(vera, "С суммой чека")
    await cashier_bot.writes(vera, "500")
    await cashier_bot.presses(vera, "Погасить")

    assert await cashier_bot.sends_press(vera, plain) == []

    assert cashier_bot.telegram.toasts[-1].startswith("Этот код уже погашен другой кнопкой.")
    assert len(await redemptions(database)) == 1


async def test_an_owner_may_redeem_in_person(cashier_bot: Talk, database: Database) -> None:
    olga = Person(7101, "Ольга")
    async with database.transaction() as session:
        (await session.get_one(Account, 1)).telegram_id = olga.id
    await add_code(database)

    assert await cashier_bot.writes(olga, CODE) == [good()]
    assert await cashier_bot.presses(olga, "Погасить") == [taken()]

    [redemption] = await redemptions(database)
    assert (redemption.account_id, redemption.cashier_id) == (1, None)


async def test_a_code_that_somebody_holds_is_busy_and_may_be_pressed_again(
    config: Config, real_database: Database, cache: Cache, moment: Moment
) -> None:
    till = open_talk(
        BotName.CASHIER,
        cashier.build_dispatcher,
        config=config,
        database=real_database,
        cache=cache,
        now=moment,
    )
    async with real_database.transaction() as session:
        vera = replace(VERA, id=(await add_cashier(session)).telegram_id)
    await add_code(real_database)
    await till.writes(vera, CODE)
    async with real_database.transaction() as session:
        await session.execute(select(Discount.id).with_for_update())
        busy = await till.presses(vera, "Погасить")
    assert busy == [told("cashier.refused.busy", code=CODE)]
    assert await redemptions(real_database) == []

    assert await till.presses(vera, "Погасить") == [taken()]

    assert len(await redemptions(real_database)) == 1
    assert await attempts(real_database) == [("already_used", "busy"), ("success", None)]


async def test_who_guesses_codes_has_to_wait(
    cashier_bot: Talk, database: Database, cache: Cache, vera: Person
) -> None:
    await set_setting(database, cache, "lookups_per_minute", 3)
    for _ in range(3):
        await cashier_bot.writes(vera, "ЖЖЖ0000")

    [said] = await cashier_bot.writes(vera, "ЖЖЖ0001")

    assert said == told("cashier.too_many", seconds=20)
    assert len(await attempts(database)) == 3


async def test_stats_are_of_today_and_ones_own(
    cashier_bot: Talk, database: Database, vera: Person, zoya: Person, moment: Moment
) -> None:
    await add_code(database, usage_limit=5)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "Погасить")
    moment.now += timedelta(days=1)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "С суммой чека")
    await cashier_bot.writes(vera, "500")
    await cashier_bot.presses(vera, "Погасить")
    await cashier_bot.writes(vera, "ЖЖЖ0000")

    today = "Сегодня погашено: 1\nСкидок на сумму: 50\u00a0₽\nОтменено: 0\nОтказов: 1"
    assert await cashier_bot.writes(vera, "/stats") == [today]
    nothing = "Сегодня погашено: 0\nСкидок на сумму: 0\u00a0₽\nОтменено: 0\nОтказов: 0"
    assert await cashier_bot.writes(zoya, "/stats") == [nothing]


async def test_an_unknown_command_is_no_try_at_a_code(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    assert await cashier_bot.writes(vera, "/menu") == [told("cashier.ask_code")]

    assert await attempts(database) == []


async def test_pictures_are_answered_with_what_is_wanted(cashier_bot: Talk, vera: Person) -> None:
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]

    assert await cashier_bot.send(message(vera, photo=photo)) == [told("cashier.not_a_code")]


@pytest.mark.parametrize("chat", ["привет", "1500", "👍", "<b>", "на 1500"])
async def test_chat_is_no_try_at_a_code(
    cashier_bot: Talk, database: Database, vera: Person, chat: str
) -> None:
    for _ in range(6):
        assert await cashier_bot.writes(vera, chat) == [told("cashier.not_a_code")]

    assert await attempts(database) == []
    async with database.transaction() as session:
        assert await session.scalar(select(Cashier.wrong_streak)) == 0


async def test_chat_leaves_the_code_on_the_counter(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)

    assert await cashier_bot.writes(vera, "секунду") == [told("cashier.not_a_code")]
    [shown] = await cashier_bot.writes(vera, "500")

    assert "к оплате 450\u00a0₽" in shown


@pytest.mark.parametrize("typed", ["Код: дя а 4589", "«ДЯА4589».", "#ДЯА4589"])
async def test_a_code_may_stand_among_signs(
    cashier_bot: Talk, database: Database, vera: Person, typed: str
) -> None:
    await add_code(database)

    assert await cashier_bot.writes(vera, typed) == [good()]


@pytest.mark.parametrize("typed", ["0", "0,00", "-500", "−1"])
@pytest.mark.parametrize("is_asked", [True, False])
async def test_a_bill_is_more_than_zero(
    cashier_bot: Talk, database: Database, vera: Person, typed: str, is_asked: bool
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    if is_asked:
        await cashier_bot.presses(vera, "С суммой чека")

    assert await cashier_bot.writes(vera, typed) == [told("cashier.bill_not_positive")]
    [shown] = await cashier_bot.writes(vera, "500")

    assert "к оплате 450\u00a0₽" in shown
    assert await redemptions(database) == []


async def test_the_amount_may_be_changed_until_the_code_is_taken(
    cashier_bot: Talk, database: Database, vera: Person
) -> None:
    await add_code(database)
    await cashier_bot.writes(vera, CODE)
    await cashier_bot.presses(vera, "С суммой чека")
    await cashier_bot.writes(vera, "5000")
    assert [b.text for b in cashier_bot.telegram.buttons[-2:]] == ["Погасить", "Изменить сумму"]

    assert await cashier_bot.presses(vera, "Изменить сумму") == [told("cashier.ask_bill")]
    await cashier_bot.writes(vera, "500")
    await cashier_bot.writes(vera, "600")
    await cashier_bot.presses(vera, "Погасить")

    assert [r.bill_minor for r in await redemptions(database)] == [600_00]


async def test_a_code_used_up_says_when_and_by_whom(
    cashier_bot: Talk, database: Database, vera: Person, moment: Moment
) -> None:
    await add_code(database, usage_limit=2)
    for _ in range(2):
        await cashier_bot.writes(vera, CODE)
        await cashier_bot.presses(vera, "Погасить")
        moment.now += timedelta(hours=1)

    [said] = await cashier_bot.writes(vera, CODE)

    assert said == told(
        "cashier.refused.limit_reached", code=CODE, used_at="20 ноября 2026, 13:00", used_by="Касса"
    )


def test_the_longest_button_fits_into_telegrams_64_bytes() -> None:
    button = CodeButton.new(CodeButton.REDEEM, 2**52, CODE, 10**13)

    assert len(str(button).encode()) <= 64
    assert CodeButton.parse(str(button)) == button


async def close_till(database: Database, person: Person) -> None:
    async with database.transaction() as session:
        found = await session.scalars(select(Cashier).where(Cashier.telegram_id == person.id))
        row = found.one()
        row.is_active, row.deactivated_at = False, row.requested_at
