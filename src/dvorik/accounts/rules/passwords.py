"""What a password must be. Length and not being known count; kinds of characters do not.

After NIST SP 800-63B, 3.1.1.2: no composition rules, a list of the worst, no expiry.
"""

from dvorik.accounts.errors import WeakPassword
from dvorik.accounts.types import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH

# The commonest passwords of eight characters and more in published leaks, with what a Russian or
# Ukrainian keyboard makes of them. Compared without case.
_WORST = """
    00000000 11111111 12121212 12341234 12344321 123123123 123321123 12345678 123456789 1234567890
    12345678910 1234qwer 123qweasd 147258369 159753159 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 22222222
    55555555 66666666 77777777 87654321 88888888 987654321 9876543210 99999999 999999999 aa123456
    aaaaaaaa abcd1234 abcdefgh adminadmin administrator asdfasdf asdfghjk asdfghjkl baseball
    changeme computer dragon123 dvorik123 football iloveyou internet letmein1 marina123 masha123
    metallica natasha1 p@ssw0rd passw0rd password password1 password12 password123 princess
    q1w2e3r4 q1w2e3r4t5 qazwsxedc qwer1234 qwerty12 qwerty123 qwerty1234 qwertyui qwertyuiop
    samsung1 sunshine superman trustno1 welcome1 whatever zaq12wsx zxcvbnm1 zxcvbnm123
    йцукенгш йцукенгшщз йцукен123 пароль12 пароль123 qweasdzxc привет123 любимая1 наташа123
    мармелад мармелад1 владивосток
"""
WELL_KNOWN = frozenset(_WORST.split())


def check_password(password: str, *, email: str | None) -> None:
    """Raises `WeakPassword`."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise WeakPassword(reason="too_short")
    if len(password) > MAX_PASSWORD_LENGTH:
        raise WeakPassword(reason="too_long")
    folded = password.casefold()
    if email is not None and folded in {email.casefold(), email.casefold().split("@")[0]}:
        raise WeakPassword(reason="same_as_email")
    if folded in WELL_KNOWN or len(set(folded)) == 1:
        raise WeakPassword(reason="well_known")
