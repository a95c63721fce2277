"""A permission decides what is heard; without one nothing is."""

from dvorik.accounts.types import DEFAULT_PERMISSIONS, RoleName
from dvorik.api.live.hearing import HEARD, IDS, told_to
from dvorik.api.live.tail import Heard
from dvorik.kernel.actor import Permission
from dvorik.kernel.events import Event
from tests.test_conventions import subclasses

REDEEMED = Heard(
    7,
    "loyalty.discount_redeemed",
    {
        "redemption_id": 1,
        "discount_id": 2,
        "client_id": 3,
        "cashier_id": None,
        "bill_minor": 150_000,
        "discount_minor": 15_000,
        "currency": "RUB",
    },
)

# Whoever signs in, and with what, is the business of that person and of the audit log.
NOBODY_HEARS = {
    "accounts.devices_ended",
    "accounts.login_link_created",
    "accounts.password_changed",
    "accounts.password_reset_requested",
    "accounts.profile_changed",
    "accounts.signed_in",
    "accounts.telegram_linked",
    "bulk.discount_given",
    "bulk.export_downloaded",
    "messaging.broadcast_exported",
    "messaging.broadcast_shown",
}


def test_every_event_is_heard_by_somebody_or_by_nobody_on_purpose() -> None:
    every = {kind.type for kind in subclasses(Event)}

    assert HEARD.keys() | NOBODY_HEARS == every
    assert HEARD.keys().isdisjoint(NOBODY_HEARS)


def test_without_a_right_nothing_is_heard() -> None:
    for type_ in [*HEARD, *NOBODY_HEARS]:
        assert told_to(frozenset(), Heard(1, type_, {"client_id": 1})) is None
    for type_ in NOBODY_HEARS:
        assert told_to(frozenset(Permission), Heard(1, type_, {"client_id": 1})) is None


def test_sums_are_not_sent_and_each_id_needs_its_own_right() -> None:
    everything = told_to(frozenset(Permission), REDEEMED)
    figures = told_to(frozenset({Permission.STATS_READ}), REDEEMED)
    codes = told_to(frozenset({Permission.DISCOUNTS_READ}), REDEEMED)

    assert everything
    assert everything.ids == {"redemption_id": 1, "discount_id": 2, "client_id": 3}
    assert figures
    assert figures.ids == {}
    assert codes
    assert codes.ids == {"redemption_id": 1, "discount_id": 2}


def test_a_master_hears_of_clients_and_codes_only() -> None:
    granted = DEFAULT_PERMISSIONS[RoleName.MASTER]
    heard = {type_ for type_ in HEARD if told_to(granted, Heard(1, type_, {}))}

    subjects = {type_.partition(".")[0] for type_ in heard}
    assert subjects == {"bulk", "clients", "loyalty", "merging"}
    assert "loyalty.dispute_opened" not in heard
    assert "loyalty.cashier_requested" not in heard


def test_ids_are_of_things_and_never_personal() -> None:
    assert all(name.endswith("_id") for name in IDS)
    assert "telegram_id" not in IDS
