import re

import pytest
from httpx2 import AsyncClient

from dvorik import __version__


async def test_the_front_says_who_it_is_and_where_to_go(http: AsyncClient) -> None:
    front = (await http.get("/")).json()

    assert (front["name"], front["version"]) == ("Dvorik", __version__)
    for path in front["links"].values():
        assert (await http.get(path)).status_code in (200, 503), path


@pytest.mark.parametrize("page", ["/api/docs", "/api/redoc"])
async def test_a_reference_page_loads_everything_from_here(http: AsyncClient, page: str) -> None:
    answer = await http.get(page)
    links = re.findall(r'(?:src|href)="([^"]+)"', answer.text)

    assert answer.status_code == 200
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "://" not in answer.text
    assert len(links) >= 2
    for link in links:
        asset = await http.get("/api/" + link)
        assert (asset.status_code, asset.headers["Cache-Control"]) == (
            200,
            "public, max-age=86400",
        ), link


@pytest.mark.parametrize("name", ["no.js", "..%2f__init__.py", "__init__.py"])
async def test_no_other_file_is_served(http: AsyncClient, name: str) -> None:
    assert (await http.get(f"/api/docs/assets/{name}")).status_code == 404
