from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.kernel import money
from dvorik.kernel.money import BadAmount


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["RUB", "UAH", "JPY"]))
def test_what_is_printed_reads_back(amount_minor: int, currency: str) -> None:
    # Gifts and bills are whole minor units in every currency, with or without decimals.
    for language in ("ru", "uk"):
        printed = money.format_minor(amount_minor, currency, language)
        digits = "".join(c for c in printed if c.isdigit() or c in ",. \u00a0\u202f")
        assert money.parse_amount(digits, currency) == amount_minor


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1250", 125000), ("1 250,50", 125050), ("1250.5", 125050), ("1250 ₽", 125000), ("99р", 9900)],
)
def test_amounts_are_understood_as_typed(typed: str, minor: int) -> None:
    assert money.parse_amount(typed, "RUB") == minor


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "-5", "1e5", "1.234", "1.500", "1,500", "1.2.3", "١٢٣", "NaN", "9" * 20, "½"],
)
def test_what_is_not_an_amount_is_refused(typed: str) -> None:
    with pytest.raises(BadAmount):
        money.parse_amount(typed, "RUB")


@pytest.mark.parametrize(
    ("currency", "language", "printed"),
    [
        ("RUB", "ru", "1\u00a0250,50\u00a0₽"),
        ("RUB", "uk", "1\u00a0250,50\u00a0₽"),
        ("RUB", "en", "₽1,250.50"),
        ("UAH", "en", "₴1,250.50"),
        ("EUR", "uk", "1\u00a0250,50\u00a0€"),
        ("PLN", "en", "1,250.50\u00a0zł"),
        ("CHF", "ru", "1\u00a0250,50\u00a0CHF"),
    ],
)
def test_sums_wear_the_symbol_of_their_currency(currency: str, language: str, printed: str) -> None:
    assert money.format_minor(125050, currency, language) == printed


def test_whole_sums_go_without_decimals() -> None:
    assert money.format_minor(50000, "RUB", "ru") == "500\u00a0₽"
    assert money.format_minor(50005, "USD", "en") == "$500.05"
    assert money.format_minor(-500, "USD", "en") == "-$5"


def test_halves_are_rounded_away_from_zero() -> None:
    assert [money.round_half_up(Decimal(x) / 2) for x in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]
