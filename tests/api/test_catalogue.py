from pathlib import Path

from httpx2 import AsyncClient

from dvorik.api import catalogue
from dvorik.kernel.i18n import Language

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_in_docs_is_the_one_the_code_writes() -> None:
    """When this fails: make docs-errors."""
    assert (DOCS / "errors.md").read_text() == catalogue.markdown()


def test_every_code_has_a_status_of_refusal_and_words_in_three_languages() -> None:
    for entry in catalogue.entries():
        assert entry.status >= 400, entry
        assert set(entry.words) == set(Language), entry


def test_a_feature_whose_name_begins_like_a_doors_is_listed() -> None:
    codes = {entry.code for entry in catalogue.entries()}

    assert {"clients.not_found", "clients.phone_taken"} <= codes


async def test_the_type_of_a_problem_leads_to_its_place_on_a_page(http: AsyncClient) -> None:
    problem = (await http.get("/no/such/path")).json()
    path, _, anchor = problem["type"].partition("#")

    page = await http.get(path)

    assert (page.status_code, anchor) == (200, problem["code"])
    assert f'id="{anchor}"' in page.text
