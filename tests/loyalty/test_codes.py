import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.loyalty.rules import codes
from dvorik.loyalty.schemas.templates import STANDARD_ALPHABET

every_code = st.builds(
    lambda letters, number: f"{letters}{number:04}",
    st.text(alphabet=codes.ALPHABET, min_size=3, max_size=3),
    st.integers(min_value=0, max_value=9999),
)
separators = st.sampled_from(["", " ", "-", " — ", "\u00a0", "_", "\u2011", "\u200b", "\n", "−"])

LATIN_LOOKS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
# Written down key by key from a keyboard, apart from the table under test.
LATIN_KEYS = str.maketrans(
    {
        "А": "f", "Б": ",", "В": "d", "Г": "u", "Д": "l", "Е": "t", "Ж": ";", "З": "p", "И": "b",
        "К": "r", "Л": "k", "М": "v", "Н": "y", "О": "j", "П": "g", "Р": "h", "С": "c", "Т": "n",
        "У": "e", "Ф": "a", "Х": "[", "Ц": "w", "Ч": "x", "Ш": "i", "Щ": "o", "Э": "'", "Ю": ".",
        "Я": "z",
    }
)  # fmt: skip


def test_the_template_offers_the_alphabet_of_the_codes() -> None:
    assert STANDARD_ALPHABET == codes.ALPHABET


@given(st.text(alphabet=codes.ALPHABET, min_size=1, max_size=28))
def test_a_new_code_keeps_to_its_alphabet_and_reads_as_itself(alphabet: str) -> None:
    code = codes.generate(alphabet)

    assert set(code[: codes.LETTERS]) <= set(alphabet)
    assert codes.readings(code) == (code,)


@given(every_code, separators, separators, st.booleans())
def test_case_spaces_and_dashes_do_not_matter(
    code: str, first: str, second: str, is_lower: bool
) -> None:
    typed = first.join(code[:3]) + second + code[3:]

    assert codes.readings(typed.lower() if is_lower else typed) == (code,)


@given(every_code)
def test_latin_letters_that_look_the_same_are_read_so(code: str) -> None:
    typed = code.translate(LATIN_LOOKS)

    assert code in codes.readings(typed)


@given(every_code, st.booleans())
def test_a_whole_code_in_the_wrong_layout_is_read(code: str, is_upper: bool) -> None:
    typed = code.translate(LATIN_KEYS)

    assert code in codes.readings(typed.upper() if is_upper else typed)


@given(every_code)
def test_zero_and_three_are_letters_or_digits_by_their_place(code: str) -> None:
    mixed_up = code[:3].translate(str.maketrans("ОЗ", "03")) + code[3:].translate(
        str.maketrans("03", "ОЗ")
    )

    assert codes.readings(mixed_up) == (code,)


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_at_most_two_well_formed_readings(entered: str) -> None:
    found = codes.readings(entered)

    assert len(found) == len(set(found)) <= 2
    assert all(codes.readings(code) == (code,) for code in found)


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("ДЯА4589", ("ДЯА4589",)),
        ("ёлк-0123", ("ЕЛК0123",)),
        ("є1і", ()),
        ("ЄЖА0000", ("ЭЖА0000",)),
        ("ABC1234", ("АВС1234", "ФИС1234")),
        ("{:<1234", ("ХЖБ1234",)),
        ("ДЯA4589", ("ДЯА4589",)),
        ("ДЯА458", ()),
        ("ДЯА45890", ()),
        ("4589ДЯА", ()),
        ("ДЯА٤٥٨٩", ()),
        ("", ()),
        ("\x00\ud800", ()),
        ("Код: ЛТА6867", ("ЛТА6867",)),
        ("код ЛТА 6867", ("ЛТА6867",)),
        ("ЛТА6867.", ("ЛТА6867",)),
        ("#ЛТА6867", ("ЛТА6867",)),
        ("№ лта-6867!", ("ЛТА6867",)),
        ("«ЛТА6867»", ("ЛТА6867",)),
        ('"ЛТА6867"', ("ЛТА6867",)),
        ("`ЛТА6867`", ("ЛТА6867",)),
        ("Промокод - 'ЛТА 6867'", ("ЛТА6867",)),
        ("code: ABC1234", ("АВС1234", "ФИС1234")),
        ("(ABC1234)", ("АВС1234", "ФИС1234")),
        ("код 1234", ("КОД1234",)),
        ("Код: КОД1234", ("КОД1234",)),
        ("код: ,fd1234", ("БАВ1234",)),
        ('",fd1234"', ("БАВ1234",)),
        ("fd.1234.", ("АВЮ1234",)),
        ("ЛТА6867 👍", ("ЛТА6867",)),
        ("ЛТА6867, ДЯА4589", ()),
        ("спасибо ЛТА6867", ()),
        ("чек 12345 67", ()),
    ],
)
def test_what_people_type(entered: str, expected: tuple[str, ...]) -> None:
    assert codes.readings(entered) == expected


@given(every_code, st.sampled_from(["{}.", "#{}", "«{}»", "Код: {}", "код {}", '"{}"', "{} !"]))
def test_what_stands_around_a_code_does_not_matter(code: str, around: str) -> None:
    assert codes.readings(around.format(code)) == (code,)
    assert codes.readings(around.format(f"{code[:3].lower()} {code[3:]}")) == (code,)


@given(every_code, st.booleans())
def test_a_code_with_a_slip_is_like_one(code: str, is_doubled: bool) -> None:
    slip = code + code[-1] if is_doubled else code[:-1]

    assert codes.is_like_code(code)
    assert codes.is_like_code(slip)


@pytest.mark.parametrize(
    "chat",
    ["привет", "1500", "1 250,50 р.", "1500 руб", "👍", "", "/menu", "<b>", "на 1500", "сейчас 5",
     "ok", "8 914 123 45 67", "-500"],
)  # fmt: skip
def test_chat_is_not_like_a_code(chat: str) -> None:
    assert not codes.is_like_code(chat)
