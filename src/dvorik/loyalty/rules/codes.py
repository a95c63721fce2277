"""Codes: three Cyrillic letters and four digits, forgiving about how they are typed."""

import re
import secrets
import unicodedata

ALPHABET = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
"""Letters of a code. Left out: those people mix up (Ё, Й, Ъ, Ы, Ь)."""

LETTERS = 3
DIGITS = 4
LENGTH = LETTERS + DIGITS

_CODE = re.compile(rf"[А-Я]{{{LETTERS}}}[0-9]{{{DIGITS}}}")

# What looks the same on paper. Є, І and Ї stand where Э, Ы and Ъ do on a Ukrainian keyboard.
_BY_LOOK = str.maketrans("ABEKMHOPCTYXЁЄІЇ", "АВЕКМНОРСТУХЕЭЫЪ")

# The keys of a Latin keyboard under ЙЦУКЕН, first alone and then with Shift.
_BY_KEY = str.maketrans(
    """QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,.`{}:"<>~""",
    "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЕХЪЖЭБЮЕ",
)
_DIGIT_AS_LETTER = str.maketrans("03", "ОЗ")
_LETTER_AS_DIGIT = str.maketrans("ОЗ", "03")

# Dashes, and marks that are not seen: joiners, direction marks, the byte order mark.
_SEPARATING_CATEGORIES = {"Pd", "Cf"}
_SEPARATORS = {"_", "\N{MINUS SIGN}"}


def generate(alphabet: str = ALPHABET) -> str:
    """A new code from the system's source of cryptographic randomness. May be taken already."""
    letters = "".join(secrets.choice(alphabet) for _ in range(LETTERS))
    return f"{letters}{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def readings(entered: str) -> tuple[str, ...]:
    """The codes that `entered` may stand for, likeliest first: none, one or two.

    Case, spaces and dashes do not matter. Latin letters are read by their looks and, when the
    whole code was typed so, by their keys: which of the two was meant is not guessed here.

    >>> readings("дя а-4589"), readings("lzf4589"), readings("ABC1234"), readings("hello")
    (('ДЯА4589',), ('ДЯА4589',), ('АВС1234', 'ФИС1234'), ())
    """
    typed = "".join(c for c in unicodedata.normalize("NFC", entered) if not _separates(c)).upper()
    if len(typed) != LENGTH:
        return ()
    found = [_in_place(typed.translate(_BY_LOOK))]
    if not any("А" <= char <= "Я" for char in typed):
        found.append(_in_place(typed.translate(_BY_KEY)))
    # A dict keeps the order and drops the second of two equal readings.
    return tuple(dict.fromkeys(code for code in found if _CODE.fullmatch(code)))


def _separates(char: str) -> bool:
    if char.isspace() or char in _SEPARATORS:
        return True
    return unicodedata.category(char) in _SEPARATING_CATEGORIES


def _in_place(typed: str) -> str:
    """0 and 3 among the letters are О and З; О and З among the digits are 0 and 3."""
    letters, digits = typed[:LETTERS], typed[LETTERS:]
    return letters.translate(_DIGIT_AS_LETTER) + digits.translate(_LETTER_AS_DIGIT)
