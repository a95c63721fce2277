"""The shop that opens by default: "Мармеладный Дворик", its bots, its channel, its people."""

from dvorik.sandbox.types import BotSpec, ChannelSpec, PersonSpec

# Tokens of the sandbox are no secrets: no other server knows them.
CLIENT_BOT = BotSpec(
    "7000000001:SANDBOX-client-bot-marmelad-dvorik-", "marmelad_dvorik_bot", "Мармеладный Дворик"
)
CASHIER_BOT = BotSpec(
    "7000000002:SANDBOX-cashier-bot-marmelad-kassa-", "marmelad_kassa_bot", "Касса Дворика"
)
BOTS = (CLIENT_BOT, CASHIER_BOT)

CLIENTS = (
    PersonSpec(510_300_301, "Мария", "Котова", "masha_kotova", "ru", "+79147000301"),
    PersonSpec(510_300_302, "Дмитро", "Бондар", "d_bondar", "uk", "+380500000302"),
    PersonSpec(510_300_303, "Emily", "Carter", "emily_c", "en", "+12025550303"),
    PersonSpec(510_300_304, "Сергей", "", "", "ru", "+79147000304"),
    PersonSpec(510_300_305, "Софія", "Іваненко", "", "uk", "+380500000305"),
    # Names like this exist; whoever shows them has to escape them.
    PersonSpec(510_300_306, "Лев", "<b>Шутник</b>", "lev_joker", "ru", "+79147000306"),
)
OWNER = PersonSpec(
    410_200_101, "Анна", "Мармеладова", "anna_marmelad", "ru", "+79147000101", "owner"
)
CASHIERS = (
    PersonSpec(410_200_202, "Игорь", "Лапин", "", "ru", "+79147000202", "applicant"),
    PersonSpec(410_200_201, "Ольга", "Савчук", "olga_savchuk", "uk", "+79147000201", "cashier"),
)
# The page opens its two windows for the first and the last of them.
PEOPLE = (*CLIENTS, OWNER, *CASHIERS)

CHANNEL = ChannelSpec(-1001700000001, "marmelad_dvorik", "Мармеладный Дворик", OWNER.id)
CHANNELS = (CHANNEL,)
