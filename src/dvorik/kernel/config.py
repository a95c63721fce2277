"""What the process is told from outside: environment, `.env`, and `*_FILE` secrets.

What the owner changes while the program runs is in `dvorik.settings`, not here.
"""

import os
import secrets
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.sources import EnvSettingsSource

from dvorik.kernel import addresses


class Environment(StrEnum):
    DEMO = "demo"
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class BotMode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


class BadConfig(Exception):
    """The configuration cannot be used. The message says which variable and what to do."""


SAMPLE_SECRETS = frozenset({"change-me", "changeme", "secret", "your-secret-key-here", "sample"})
MIN_SECRET_LENGTH = 32


class FileSecrets(EnvSettingsSource):
    """`SECRET_KEY_FILE=/run/secrets/key` gives `SECRET_KEY`, as Docker and systemd hand them."""

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in self.settings_cls.model_fields:
            if path := os.environ.get(f"{name.upper()}_FILE"):
                try:
                    found[name] = Path(path).read_text(encoding="utf-8").strip()
                except OSError as error:
                    raise BadConfig(
                        f"{name.upper()}_FILE names a file that cannot be read: {error}"
                    ) from error
        return found


class Config(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    app_env: Environment = Field(
        Environment.DEVELOPMENT, description="demo, development, test or production."
    )
    dvorik_home: Path = Field(Path(".dvorik"), description="Data of the embedded services.")
    files_dir: Path | None = Field(
        None, description="Exports, for API and workers to share. Empty: files in DVORIK_HOME."
    )
    database_url: str | None = Field(None, description="Empty: PostgreSQL is started for you.")
    redis_url: str | None = Field(None, description="Empty: Redis is started for you.")

    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs access tokens. Made for you outside production."
    )
    previous_secret_key: SecretStr = Field(
        SecretStr(""), description="Still accepted for tokens issued before a change of key."
    )
    internal_api_key: SecretStr = Field(
        SecretStr(""), description="X-API-Key of /internal. Made for you outside production."
    )

    api_host: str = Field("127.0.0.1", description="Where the API listens.")
    api_port: int = Field(8000, ge=1, le=65535, description="Where the API listens.")
    public_url: str | None = Field(
        None, description="https://… under which people reach the API. Needed in production."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses or networks of your proxies, separated by commas.",
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        [], description="Whose pages may call the API, separated by commas."
    )
    metrics_token: SecretStr = Field(SecretStr(""), description="Bearer that /metrics asks for.")

    telegram_main_bot_token: SecretStr = Field(
        SecretStr(""), description="The clients' bot, from @BotFather. Empty: it is off."
    )
    telegram_auth_bot_token: SecretStr = Field(
        SecretStr(""), description="The cashiers' bot, from @BotFather. Empty: it is off."
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="Proves that updates come from Telegram. Made for you likewise."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="A Bot API server of your own, or the sandbox."
    )
    telegram_test_bot: bool = Field(
        default=False, description="Everyone who comes through these bots is test data."
    )
    bot_mode: BotMode = Field(
        BotMode.POLLING,
        description="polling or webhook, until the settings page says otherwise.",
    )
    first_owner_telegram_id: int | None = Field(
        None, gt=0, description="Becomes the owner at the start while there is none."
    )

    smtp_host: str | None = Field(None, description="Empty: mail goes to the outbox only.")
    smtp_port: int = Field(587, description="The mail server's port.")
    smtp_user: str = Field("", description="Empty: no sign-in at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="For SMTP_USER.")
    smtp_from: str = Field("Dvorik <noreply@localhost>", description="The sender of mail.")

    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(None, description="Default: JSON in production.")
    sentry_dsn: str | None = Field(None, description="Where crash reports go. Empty: nowhere.")
    sandbox_without_limit: bool = Field(
        default=False, description="Tests only: broadcasts go as fast as they can."
    )
    sandbox_port: int = Field(8081, ge=1, le=65535, description="The chat page of the demo.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSecrets(settings_cls), dotenv_settings

    @field_validator("*", mode="before")
    @classmethod
    def _take_empty_for_unset(cls, value: Any, info: ValidationInfo) -> Any:
        """`NAME=` in an .env file says that there is none."""
        assert info.field_name
        return cls.model_fields[info.field_name].get_default() if value == "" else value

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, url: str | None) -> str | None:
        """Hosts hand out `postgres://…`; SQLAlchemy wants to know who drives."""
        for prefix in ("postgres://", "postgresql://"):
            if url and url.startswith(prefix):
                return "postgresql+asyncpg://" + url.removeprefix(prefix)
        return url

    @property
    def is_production(self) -> bool:
        return self.app_env is Environment.PRODUCTION

    @property
    def sandbox_url(self) -> str | None:
        """Where people play with the bots, in the demo. None where Telegram is the real one."""
        is_demo = self.app_env is Environment.DEMO
        return self.telegram_api_url.rstrip("/") if is_demo else None

    @property
    def telegram_links(self) -> str:
        """Links to bots begin with it: https://t.me, or what stands in for it."""
        return self.sandbox_url or "https://t.me"

    @property
    def files_folder(self) -> Path:
        return self.files_dir or self.dvorik_home / "files"

    @cached_property
    def base_url(self) -> str:
        """Where people reach the API, without a slash at the end."""
        return (self.public_url or f"http://{self.api_host}:{self.api_port}").rstrip("/")

    @property
    def webhook_base(self) -> str | None:
        """Where Telegram brings updates; None where it would not come.

        A Bot API server on this machine or in this house, as the sandbox is, comes anywhere.
        """
        is_at_home = not addresses.is_on_the_internet(self.telegram_api_url)
        return self.base_url if is_at_home or addresses.takes_webhooks(self.base_url) else None

    @model_validator(mode="after")
    def _refuse_what_is_unsafe_in_production(self) -> Self:
        if not self.is_production:
            return self
        for name in ("secret_key", "internal_api_key", "telegram_webhook_secret"):
            value = getattr(self, name).get_secret_value()
            if value.lower() in SAMPLE_SECRETS or len(value) < MIN_SECRET_LENGTH:
                raise ValueError(
                    f"{name.upper()} must be a random value of at least {MIN_SECRET_LENGTH} "
                    "characters in production; `openssl rand -hex 32` makes one"
                )
        if not self.base_url.startswith("https://"):
            raise ValueError(
                "PUBLIC_URL must be the https:// address under which people reach this "
                "installation: in production links lead there, and cookies travel by https only"
            )
        if self.sandbox_without_limit:
            raise ValueError("SANDBOX_WITHOUT_LIMIT is for tests: Telegram would ban the bot")
        for name in ("database_url", "redis_url"):
            if not getattr(self, name):
                raise ValueError(f"{name.upper()} must be set in production")
        return self


def load(**overrides: Any) -> Config:
    """Read the configuration. Raises `BadConfig` with a sentence for the person who installs."""
    try:
        config = Config(**overrides)
    except ValidationError as error:
        # Never the input: it may be a secret.
        lines = [
            f"{'.'.join(map(str, item['loc'])).upper() or 'configuration'}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        ]
        raise BadConfig("\n".join(lines)) from None
    return config if config.is_production else _with_own_secrets(config)


def _with_own_secrets(config: Config) -> Config:
    """Outside production, secrets nobody gave are made once and kept under `DVORIK_HOME`."""
    wanted = ("secret_key", "internal_api_key", "telegram_webhook_secret")
    missing = [name for name in wanted if not getattr(config, name).get_secret_value()]
    if not missing:
        return config
    kept = {name: SecretStr(_kept_secret(config.dvorik_home / "secrets", name)) for name in missing}
    return config.model_copy(update=kept)


def _kept_secret(folder: Path, name: str) -> str:
    """The secret in `folder/name`, made now if missing. Two processes at once get the same one."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"{name}.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            # A hard link either makes the whole file appear or fails because it is there.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadConfig(f"cannot keep a secret in {folder}: {error}") from error
