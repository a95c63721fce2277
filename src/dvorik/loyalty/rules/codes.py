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

# What people write around a code: a word for it, quotes, a number sign, a full stop.
_WORD = "(?:ПРОМОКОД|КОД|КУПОН|СКИДКА|ЗНИЖКА|PROMOCODE|PROMO|CODE|COUPON)?"
# Its digits may be О and З in disguise, or the keys of those. What stands before may be keys of
# its letters, so as little as possible is taken for decoration.
_INSIDE = re.compile(rf"\W*{_WORD}\W*?(.{{{LETTERS}}}[0-9ОЗOJP]{{{DIGITS}}})\W*")

_ALMOST = re.compile(rf"\W*{_WORD}\W*[^\W\d_]{{3,4}}[0-9]{{3,5}}\W*")

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

    What stands around a code does not matter either.

    >>> readings("дя а-4589"), readings("lzf4589"), readings("ABC1234"), readings("hello")
    (('ДЯА4589',), ('ДЯА4589',), ('АВС1234', 'ФИС1234'), ())
    >>> readings("Код: «ДЯА4589».")
    ('ДЯА4589',)
    """
    typed = _compact(entered)
    if (found := _read(typed)) or (inside := _INSIDE.fullmatch(typed)) is None:
        return found
    return _read(inside[1])


def is_like_code(entered: str) -> bool:
    """Whether somebody meant a code, perhaps with a slip. What is not is no try at one.

    >>> is_like_code("ДЯА458"), is_like_code("ДЯА 45890"), is_like_code("на 1500")
    (True, True, False)
    """
    return bool(readings(entered)) or _ALMOST.fullmatch(_compact(entered)) is not None


def _compact(entered: str) -> str:
    normal = unicodedata.normalize("NFC", entered)
    return "".join(char for char in normal if not _separates(char)).upper()


def _read(typed: str) -> tuple[str, ...]:
    """The readings of capital letters and digits without anything between or around."""
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
