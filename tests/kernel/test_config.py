import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from dvorik.kernel import config as configuration
from dvorik.kernel.config import BadConfig, Config, Environment

STRONG = "a-random-value-of-more-than-32-characters"
PRODUCTION: dict[str, Any] = {
    "app_env": Environment.PRODUCTION,
    "database_url": "postgresql://db.example/dvorik",
    "redis_url": "redis://redis.example",
    "secret_key": STRONG,
    "internal_api_key": STRONG,
    "telegram_webhook_secret": STRONG,
    "public_url": "https://dvorik.example",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no .env of whoever runs the tests."""
    for name in os.environ:
        if name.lower().removesuffix("_file") in Config.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_links_of_bots_lead_to_the_sandbox_in_the_demo_alone() -> None:
    sandbox = "http://127.0.0.1:8081/"
    demo = configuration.load(app_env=Environment.DEMO, telegram_api_url=sandbox)
    production = configuration.load(**PRODUCTION, telegram_api_url=sandbox)

    assert demo.sandbox_url == demo.telegram_links == "http://127.0.0.1:8081"
    assert (production.sandbox_url, production.telegram_links) == (None, "https://t.me")


@pytest.mark.parametrize(
    ("telegram", "public_url", "base"),
    [
        ("https://api.telegram.org", "https://shop.ru/", "https://shop.ru"),
        ("https://api.telegram.org", "http://shop.ru", None),
        ("https://api.telegram.org", None, None),
        ("http://127.0.0.1:8081", None, "http://127.0.0.1:8000"),
        ("http://telegram-bot-api:8081", "http://10.0.0.5", "http://10.0.0.5"),
    ],
)
def test_telegram_comes_by_https_and_the_sandbox_anyhow(
    telegram: str, public_url: str | None, base: str | None
) -> None:
    config = configuration.load(telegram_api_url=telegram, public_url=public_url)

    assert config.webhook_base == base


def test_production_starts_with_strong_secrets() -> None:
    assert configuration.load(**PRODUCTION).is_production


@pytest.mark.parametrize("name", ["secret_key", "internal_api_key", "telegram_webhook_secret"])
@pytest.mark.parametrize("value", ["", "change-me", "short", "x" * 31])
def test_production_refuses_weak_secrets_and_does_not_repeat_them(name: str, value: str) -> None:
    with pytest.raises(BadConfig) as refusal:
        configuration.load(**PRODUCTION | {name: value})

    assert f"{name.upper()} must be a random value of at least 32" in str(refusal.value)
    assert not value or f"'{value}'" not in str(refusal.value)


@pytest.mark.parametrize("name", ["database_url", "redis_url"])
def test_production_needs_servers_of_its_own(name: str) -> None:
    with pytest.raises(BadConfig, match=f"{name.upper()} must be set in production"):
        configuration.load(**PRODUCTION | {name: None})


@pytest.mark.parametrize("url", [None, "", "http://dvorik.example"])
def test_production_needs_a_public_address_with_https(url: str | None) -> None:
    with pytest.raises(BadConfig, match="PUBLIC_URL must be the https:// address"):
        configuration.load(**PRODUCTION | {"public_url": url})


def test_elsewhere_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = configuration.load(dvorik_home=tmp_path)
    second = configuration.load(dvorik_home=tmp_path)

    made = [first.secret_key, first.internal_api_key, first.telegram_webhook_secret]
    assert [len(secret.get_secret_value()) for secret in made] == [64, 64, 64]
    assert len(set(made)) == 3
    assert second == first
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == {
        "secret_key", "internal_api_key", "telegram_webhook_secret",
    }  # fmt: skip
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(
            pool.map(lambda _: configuration.load(dvorik_home=tmp_path).secret_key, range(8))
        )

    assert len(set(keys)) == 1


def test_a_secret_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text(STRONG + "\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert configuration.load().secret_key.get_secret_value() == STRONG


def test_the_variable_wins_over_the_file_and_the_file_over_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=from-dotenv\n")
    assert configuration.load().secret_key.get_secret_value() == "from-dotenv"

    (tmp_path / "key").write_text("from-file")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert configuration.load().secret_key.get_secret_value() == "from-file"

    monkeypatch.setenv("SECRET_KEY", "from-variable")
    assert configuration.load().secret_key.get_secret_value() == "from-variable"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/no/such/file")

    with pytest.raises(BadConfig, match="SECRET_KEY_FILE names a file that cannot be read"):
        configuration.load()


def test_a_bad_value_is_named_without_being_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "hunter2")

    with pytest.raises(BadConfig) as refusal:
        configuration.load()

    assert str(refusal.value).startswith("API_PORT: ")
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_the_driver_is_ours_whatever_the_host_hands_out(scheme: str) -> None:
    config = configuration.load(database_url=f"{scheme}://olga:p%40ss@db.example/dvorik")

    assert config.database_url == "postgresql+asyncpg://olga:p%40ss@db.example/dvorik"


def test_printing_the_configuration_tells_no_secret() -> None:
    config = configuration.load(**PRODUCTION)

    assert STRONG not in repr(config) + str(config)


def test_an_empty_value_is_no_value(tmp_path: Path) -> None:
    names = ("FIRST_OWNER_TELEGRAM_ID", "PUBLIC_URL", "ALLOWED_ORIGINS", "API_PORT", "SMTP_HOST")
    (tmp_path / ".env").write_text("".join(f"{name}=\n" for name in names))

    config = configuration.load()

    assert (config.first_owner_telegram_id, config.public_url, config.smtp_host) == (None,) * 3
    assert (config.allowed_origins, config.api_port) == ([], 8000)


def test_an_empty_variable_hides_what_the_env_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo keeps a real shop's servers out of its way like this."""
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://real.example/shop\n")
    monkeypatch.setenv("DATABASE_URL", "")

    assert configuration.load().database_url is None


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://one.example/, https://two.example")

    assert configuration.load().allowed_origins == ["https://one.example", "https://two.example"]


def test_the_sample_is_refused_in_production_until_its_secrets_are_changed(
    tmp_path: Path,
) -> None:
    sample = Path(__file__).parents[2] / ".env.example"
    (tmp_path / ".env").write_text(sample.read_text())

    with pytest.raises(BadConfig, match="SECRET_KEY must be a random value"):
        configuration.load()

    (tmp_path / ".env").write_text(sample.read_text().replace("=change-me", f"={STRONG}"))
    assert configuration.load().is_production


def test_the_guide_lists_every_variable_with_its_default() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "installing.md").read_text()
    listed = [line for line in guide.splitlines() if line.startswith("| `")]

    assert listed == [row(name, field) for name, field in Config.model_fields.items()]


def row(name: str, field: FieldInfo) -> str:
    default = field.get_default()
    if isinstance(default, SecretStr) or default is None or default == []:
        default = ""
    shown = getattr(default, "value", default)
    return f"| `{name.upper()}` | {f'`{shown}`' if shown != '' else ''} | {field.description} |"
