"""Photos of a broadcast over HTTP: kept, and shown to whoever may read broadcasts."""

from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.sandbox.pictures import png

URL = "/api/v1/broadcasts/media"


async def test_a_photo_is_shown_as_it_was_uploaded(
    http: AsyncClient, session: AsyncSession
) -> None:
    photo = png()
    added = await http.post(URL, files={"file": ("summer.png", photo)})
    session.expire_all()

    shown = await http.get(f"{URL}/{added.json()['id']}")

    assert shown.status_code == 200
    assert shown.content == photo
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Cache-Control"].startswith("private")


async def test_a_photo_nobody_uploaded_is_not_found(http: AsyncClient) -> None:
    response = await http.get(f"{URL}/7")

    assert response.status_code == 404
    assert response.json()["code"] == "messaging.media_not_found"
