from pathlib import Path

import pytest

from dvorik.kernel.i18n import Catalogue, Language, pick_accepted, pick_language

SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
)


def write(folder: Path, language: str, plural: str, body: str) -> None:
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        f'"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'
    )
    (folder / f"{language}.po").write_text(header + body, encoding="utf-8")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    codes = 'msgid "codes"\nmsgid_plural "codes"\n'
    write(
        tmp_path,
        "ru",
        SLAVIC,
        codes + 'msgstr[0] "{count} код"\nmsgstr[1] "{count} кода"\nmsgstr[2] "{count} кодов"\n'
        '\nmsgid "hello"\nmsgstr "Привет, {name}"\n',
    )
    write(
        tmp_path,
        "uk",
        SLAVIC,
        codes + 'msgstr[0] "{count} код"\nmsgstr[1] "{count} коди"\nmsgstr[2] "{count} кодів"\n',
    )
    write(
        tmp_path,
        "en",
        "nplurals=2; plural=(n != 1);",
        codes + 'msgstr[0] "{count} code"\nmsgstr[1] "{count} codes"\n',
    )
    return Catalogue(tmp_path)


def test_plural_forms_follow_the_language(catalogue: Catalogue) -> None:
    russian = [catalogue.text("codes", Language.RU, count=n) for n in (1, 2, 5, 11, 21, 112)]

    assert russian == ["1 код", "2 кода", "5 кодов", "11 кодов", "21 код", "112 кодов"]
    assert catalogue.text("codes", Language.UK, count=3) == "3 коди"
    assert [catalogue.text("codes", Language.EN, count=n) for n in (1, 0)] == ["1 code", "0 codes"]


def test_a_text_is_filled(catalogue: Catalogue) -> None:
    assert catalogue.text("hello", Language.RU, name="Аня") == "Привет, Аня"


def test_a_text_that_a_language_lacks_is_a_defect(catalogue: Catalogue) -> None:
    assert "codes" in catalogue
    assert "hello" not in catalogue
    assert catalogue.keys() == {"codes", "hello"}
    with pytest.raises(KeyError):
        catalogue.text("hello", Language.EN)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("uk", Language.UK), ("EN-us", Language.EN), ("ru_RU", Language.RU), ("kk", Language.RU)],
)
def test_languages_are_picked_by_tag(tag: str, language: Language) -> None:
    assert pick_language(tag) is language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.RU),
        ("", Language.RU),
        ("uk-UA,uk;q=0.9,en;q=0.8", Language.UK),
        ("fr;q=1, en;q=0.1", Language.EN),
        ("en;q=zero, uk;q=0.2", Language.UK),
    ],
)
def test_languages_are_picked_by_header(header: str | None, language: Language) -> None:
    assert pick_accepted(header) is language
