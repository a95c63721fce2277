"""What every long-lived process does first: logs, and crash reports when they are wanted."""

from typing import Any

from dvorik.kernel import log
from dvorik.kernel.config import Config


def prepare(config: Config) -> None:
    json = config.is_production if config.log_json is None else config.log_json
    log.configure(json=json, level=config.log_level)
    if config.sentry_dsn:
        _report_crashes(config.sentry_dsn, config.app_env.value)


def _report_crashes(dsn: str, environment: str) -> None:
    import sentry_sdk  # noqa: PLC0415  0.3 s and 20 MB that only those who ask for it pay

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        # Reports leave the house: nothing that could name a person goes with them.
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_values,
    )


def without_values(event: Any, _: Any) -> Any:
    """Messages of exceptions quote what people wrote; their type and place are enough."""
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = ""
    event.pop("request", None)
    return event
