"""What an address on its face says about who can reach it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

_WEBHOOK_PORTS = {None, 80, 88, 443, 8443}
_AT_HOME = ("localhost", "local", "lan", "internal", "home", "test", "invalid")


def is_on_the_internet(url: str) -> bool:
    """Whether strangers could find the host: a full name, or an address nobody keeps for himself.

    >>> [is_on_the_internet(f"https://{h}") for h in ("a.shop.ru", "8.8.8.8", "[2a00::1]")]
    [True, True, True]
    >>> [is_on_the_internet(f"https://{h}") for h in ("shop", "pc.local", "10.0.0.5", "[::1]", "")]
    [False, False, False, False, False]
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        _, dot, last = host.rstrip(".").rpartition(".")
        return bool(dot) and last not in _AT_HOME


def takes_webhooks(url: str) -> bool:
    """Whether Telegram brings updates there: https on the internet, on one of its four ports.

    >>> takes_webhooks("https://shop.ru"), takes_webhooks("https://shop.ru:8443/dvorik")
    (True, True)
    >>> takes_webhooks("http://shop.ru"), takes_webhooks("https://shop.ru:8000")
    (False, False)
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and port in _WEBHOOK_PORTS and is_on_the_internet(url)
