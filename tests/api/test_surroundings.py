from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from structlog.testing import capture_logs

from dvorik.api.app import create_app
from dvorik.api.surroundings import MAX_BODY_BYTES
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config, Environment
from dvorik.kernel.db import Database
from tests.conftest import Acting

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "test-webhook-secret-that-is-long-enough-1"}


@asynccontextmanager
async def app_with(
    config: Config, database: Database, cache: Cache, **changes: object
) -> AsyncIterator[AsyncClient]:
    async def nobody(request: object, session: object) -> object:
        raise AssertionError("never asked")

    app = create_app(
        config=config.model_copy(update=changes),
        database=database,
        cache=cache,
        authenticate=nobody,  # type: ignore[arg-type]  # never called
    )
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        yield client


async def test_every_answer_restrains_the_browser(http: AsyncClient) -> None:
    for path in ("/", "/no/such/path", "/api/openapi.json"):
        headers = (await http.get(path)).headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers


async def test_production_insists_on_https(
    config: Config, database: Database, cache: Cache
) -> None:
    production = Environment.PRODUCTION
    async with app_with(config, database, cache, app_env=production) as client:
        headers = (await client.get("/")).headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


async def test_a_body_past_the_limit_is_refused_by_its_declared_length(http: AsyncClient) -> None:
    answer = await http.post("/webhooks/main-bot", content=b"0" * (MAX_BODY_BYTES + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


async def test_a_body_past_the_limit_is_refused_when_its_length_is_not_declared(
    http: AsyncClient,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 65_536 + 1):
            yield b"0" * 65_536

    answer = await http.post("/webhooks/main-bot", content=chunks(), headers=SECRET)

    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")
    assert answer.headers["X-Request-Id"] == answer.json()["instance"]


async def test_a_length_of_thousands_of_digits_is_too_large_not_an_error(app: FastAPI) -> None:
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        request = client.build_request("POST", "/webhooks/main-bot", content=b"{}")
        request.headers["Content-Length"] = "9" * 5000
        answer = await client.send(request)

    assert answer.status_code == 413


async def test_a_body_at_the_limit_is_read(http: AsyncClient) -> None:
    answer = await http.post("/webhooks/main-bot", content=b"0" * MAX_BODY_BYTES, headers=SECRET)

    assert answer.status_code == 200


async def test_other_origins_may_read_nothing_unless_they_are_named(
    config: Config, database: Database, cache: Cache, http: AsyncClient
) -> None:
    asked = {"Origin": "https://shop.example"}
    async with app_with(
        config, database, cache, allowed_origins=["https://shop.example"]
    ) as client:
        named = await client.get("/", headers=asked)
        other = await client.get("/", headers={"Origin": "https://evil.example"})
    unnamed = await http.get("/", headers=asked)

    assert named.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Access-Control-Allow-Origin" not in unnamed.headers


async def test_a_crash_is_a_problem_with_the_id_to_quote_and_no_detail(
    app: FastAPI, acting: Acting
) -> None:
    class Broken:
        def transaction(self) -> object:
            raise LookupError("a secret detail")

    app.state.database = Broken()
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    # Unconfigured, the log would draw every local of every frame: five seconds of it.
    with capture_logs():
        async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
            answer = await client.get("/api/v1/settings", headers={"X-Request-Id": "quote-me-0001"})

    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] == "quote-me-0001"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (answer.json()["code"], answer.json()["instance"]) == ("internal_error", "quote-me-0001")
    assert "secret detail" not in answer.text
