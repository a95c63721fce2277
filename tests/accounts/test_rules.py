from datetime import timedelta
from uuid import UUID

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.accounts.errors import AccessTokenExpired, CannotGrant, HigherRole, WeakPassword
from dvorik.accounts.rules import access, browsers
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.rules.passwords import WELL_KNOWN, check_password
from dvorik.accounts.rules.ranks import check_may_grant, check_not_above, effective_permissions
from dvorik.accounts.types import RoleName
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind, Permission
from dvorik.kernel.errors import Unauthenticated
from tests.conftest import NOON

OLD, NEW = "the-old-secret-of-the-installation", "the-new-secret-of-the-installation"
KID = next(iter(Keyring.of(NEW).keys("access")))
CLAIMS = access.Claims(7, UUID(int=1))


def test_an_access_token_tells_account_and_device_for_half_an_hour() -> None:
    keys = Keyring.of(NEW)
    token = access.issue(keys, CLAIMS, now=NOON)

    assert access.read(keys, token, now=NOON) == CLAIMS
    almost = NOON + timedelta(minutes=30, microseconds=-1)
    assert access.read(keys, token, now=almost) == CLAIMS
    with pytest.raises(AccessTokenExpired):
        access.read(keys, token, now=NOON + timedelta(minutes=30))


def test_a_token_of_the_previous_key_is_read_and_of_a_forgotten_one_refused() -> None:
    token = access.issue(Keyring.of(OLD), CLAIMS, now=NOON)

    assert access.read(Keyring.of(NEW, OLD), token, now=NOON) == CLAIMS
    with pytest.raises(Unauthenticated):
        access.read(Keyring.of(NEW), token, now=NOON)


def test_new_tokens_are_signed_with_the_present_key() -> None:
    token = access.issue(Keyring.of(NEW, OLD), CLAIMS, now=NOON)

    assert access.read(Keyring.of(NEW), token, now=NOON) == CLAIMS


def forged(**changes: object) -> str:
    payload: dict[str, object] = {
        "sub": "7", "device": str(UUID(int=1)), "iat": 0, "exp": 2**40, **changes
    }  # fmt: skip
    kid, key = next(iter(Keyring.of(NEW).keys("access").items()))
    kept = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(kept, key, "HS256", headers={"kid": kid})


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        forged(sub=None),
        forged(exp=None),
        forged(device=None),
        forged(sub="olga"),
        forged(sub="0"),
        forged(sub=str(2**63)),
        forged(device="everything"),
        forged(device=5),
        forged(exp="tomorrow"),
        jwt.encode({"sub": "7"}, "", "none"),
        jwt.encode({"sub": "7"}, "k" * 32, "HS256"),
        jwt.encode({"sub": "7"}, "k" * 32, "HS256", headers={"kid": "x"}),
        jwt.encode({"sub": "7"}, "k" * 64, "HS512", headers={"kid": KID}),
    ],
)  # fmt: skip
def test_anything_else_is_nobody(token: str) -> None:
    with pytest.raises(Unauthenticated):
        access.read(Keyring.of(NEW), token, now=NOON)


@given(st.text(max_size=80))
def test_derived_tokens_differ_by_purpose_secret_and_source(source: str) -> None:
    keys = Keyring.of(NEW, OLD)
    made = [*keys.tokens("a", source), *keys.tokens("b", source), keys.token("a", source + "x")]

    assert len(set(made)) == 5
    assert {len(token) for token in made} == {43}
    assert keys.tokens("a", source)[1] == Keyring.of(OLD).token("a", source)


def test_a_keyring_never_shows_its_secrets() -> None:
    assert NEW not in repr(Keyring.of(NEW))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("1234567", "too_short"),
        ("x" * 257, "too_long"),
        ("Olga@Dvorik.test", "same_as_email"),
        ("olga.petrovna", "same_as_email"),
        ("QWERTY123", "well_known"),
        ("Пароль123", "well_known"),
        ("жжжжжжжж", "well_known"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(password: str, reason: str) -> None:
    email = "olga.petrovna@dvorik.test" if "." in password[:6] else "olga@dvorik.test"

    with pytest.raises(WeakPassword) as caught:
        check_password(password, email=email)

    assert caught.value.params == {"reason": reason}


@pytest.mark.parametrize("password", ["абвгдежз", "x" * 255 + "y", "correct horse", "        1"])
def test_kinds_of_characters_do_not_matter(password: str) -> None:
    check_password(password, email=None)


def test_every_well_known_password_is_long_enough_to_be_tried() -> None:
    assert [word for word in WELL_KNOWN if len(word) < 8 or word != word.casefold()] == []


def test_nobody_stands_above_the_owner_and_equals_may_change_each_other() -> None:
    for role in RoleName:
        check_not_above(RoleName.OWNER, role)
        check_not_above(role, role)
        if role is not RoleName.OWNER:
            with pytest.raises(HigherRole):
                check_not_above(role, RoleName.OWNER)


def test_a_right_is_given_only_by_who_holds_it() -> None:
    actor = Actor(kind=ActorKind.ACCOUNT, id=2, permissions=frozenset({Permission.CLIENTS_READ}))
    check_may_grant(actor, [Permission.CLIENTS_READ])
    check_may_grant(SYSTEM, Permission)

    with pytest.raises(CannotGrant) as caught:
        check_may_grant(actor, [Permission.CLIENTS_READ, Permission.AUDIT_READ])
    assert caught.value.params == {"permissions": ["audit:read"]}


def test_rights_of_another_version_are_ignored_and_the_owner_has_all() -> None:
    stored = ["clients:read", "teleport:use"]

    assert effective_permissions(RoleName.MASTER, stored) == {Permission.CLIENTS_READ}
    assert effective_permissions(RoleName.OWNER, []) == frozenset(Permission)


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("::1", "::"),
    ],
)
def test_an_ipv6_line_counts_as_one(address: str, group: str) -> None:
    assert browsers.address_group(address) == group


def test_what_browsers_say_is_kept_printable_and_short() -> None:
    assert browsers.clean_user_agent("a\x07b" + "c" * 400) == "ab" + "c" * 298
    assert browsers.clean_user_agent(None) == ""
    assert browsers.clean_address("fe80::1%eth0") == "fe80::1"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    assert browsers.describe_browser(iphone) == "Safari, iPhone"


@pytest.mark.parametrize(
    "user_agent", ["Your gift is at number 42", "Press42/1", "press 42/", "42", "", "<b>42</b>"]
)
def test_a_program_that_signs_in_cannot_say_what_to_press(user_agent: str) -> None:
    assert browsers.describe_browser(user_agent) == "?"
