"""The bots' own words: every one exists, and none is left over."""

import re
from pathlib import Path

import dvorik.bots
from dvorik.bots import cashier, client
from dvorik.bots.cashier.menu import FOR_SENDERS
from dvorik.bots.client.keyboards import Menu
from dvorik.bots.words import catalogue, every_language
from dvorik.kernel.i18n import Language
from dvorik.messaging.texts import TEXTS

SOURCES = [path.read_text() for path in Path(dvorik.bots.__file__).parent.rglob("*.py")]
QUOTED = {key for source in SOURCES for key in re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', source)}


def test_every_word_is_used() -> None:
    commands = {f"client.command.{name}" for name in client.commands()[Language.RU]}
    commands |= {f"cashier.command.{name}" for name in cashier.commands()[Language.RU]}
    commands |= {f"cashier.command.{name}" for name in FOR_SENDERS}

    assert catalogue().keys() - QUOTED - commands == set()


def test_every_key_that_looks_like_a_word_or_a_text_is_one() -> None:
    dotted = {
        key for key in QUOTED if re.match(r"(client|cashier|signin)\.", key) and key.count(".") < 3
    }

    assert {key for key in dotted if key not in TEXTS and key not in catalogue()} == set()


def test_no_two_menu_buttons_share_a_label_in_any_language() -> None:
    labels = [label for item in Menu for label in every_language(item.value)]

    assert len(labels) == len(set(labels)) == len(Menu) * len(Language)
