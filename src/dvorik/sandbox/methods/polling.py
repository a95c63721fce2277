"""getUpdates and the webhook's settings."""

import re
from urllib.parse import urlsplit

from dvorik.sandbox.bots import Webhook
from dvorik.sandbox.errors import BotApiError, bad_request
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.types import Json

_MAX_TIMEOUT_SECONDS = 50
_SECRET = re.compile(r"^[A-Za-z0-9_-]{0,256}$")


@method("getUpdates")
async def get_updates(call: Call) -> Result:
    if call.bot.webhook is not None:
        raise BotApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
            "to delete the webhook first",
        )
    queue = call.bot.updates
    _remember_allowed(call)
    queue.drop_expired()
    queue.confirm(call.given.integer("offset"))
    timeout = min(max(call.given.integer("timeout"), 0), _MAX_TIMEOUT_SECONDS)
    limit = min(max(call.given.integer("limit", 100), 1), 100)
    return Result(await queue.poll(limit=limit, timeout_seconds=timeout))


def _remember_allowed(call: Call) -> None:
    """An absent list keeps the one set before, in either way of getting updates."""
    allowed = call.given.structure("allowed_updates", "allowed updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    call.bot.updates.allowed = tuple(str(kind) for kind in allowed)


@method("setWebhook")
async def set_webhook(call: Call) -> Result:
    url = call.given.text("url")
    if not url:
        return await delete_webhook(call)
    # The real one insists on HTTPS; a local server, like this one, takes plain HTTP too.
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.given.text("secret_token")
    if not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    _remember_allowed(call)
    _drop_pending(call)
    connections = min(max(call.given.integer("max_connections", 40), 1), 100)
    call.bot.set_webhook(Webhook(url, secret, connections, call.given.text("ip_address")))
    return Result(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(call: Call) -> Result:
    _drop_pending(call)
    if call.bot.webhook is None:
        return Result(True, "Webhook is already deleted")
    call.bot.set_webhook(None)
    return Result(True, "Webhook was deleted")


def _drop_pending(call: Call) -> None:
    if call.given.flag("drop_pending_updates"):
        call.bot.updates.pending.clear()


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Result:
    hook = call.bot.webhook
    answer: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates.pending),
    }
    if hook is not None:
        answer["max_connections"] = hook.max_connections
        if hook.ip_address:
            answer["ip_address"] = hook.ip_address
        if hook.last_error_date is not None:
            answer["last_error_date"] = hook.last_error_date
            answer["last_error_message"] = hook.last_error_message
    if call.bot.updates.allowed:
        answer["allowed_updates"] = list(call.bot.updates.allowed)
    return Result(answer)
