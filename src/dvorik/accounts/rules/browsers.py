"""Names for a browser and an address that a person can recognise, or a limit can count."""

import re
from ipaddress import IPv6Address, IPv6Network, ip_address

# The first that matches wins: Chrome's name is in nearly all of them, Safari's in Chrome's.
_BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)

_PROGRAM = re.compile(r"([A-Za-z]{2,20})/")


def describe_browser(user_agent: str) -> str:
    """The browser and its system, else the program's name: no words of the caller's own.

    The cashier bot shows it where somebody decides whom to let in, and who asks to be let in could
    have it say which number to press.

    >>> describe_browser("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
    'Chrome, Linux'
    >>> describe_browser("curl/8.5.0")
    'curl'
    >>> describe_browser("To get your gift press 42")
    '?'
    """
    found = [_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)]
    if names := ", ".join(name for name in found if name):
        return names
    program = _PROGRAM.match(user_agent)
    return program[1] if program else "?"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for mark, name in names if mark in user_agent), None)


def address_group(address: str | None) -> str:
    """Whom a limit by address counts as one: an IPv4 address, or the /64 an IPv6 line is given.

    >>> address_group("203.0.113.7"), address_group("2001:db8::1:2:3:4"), address_group(None)
    ('203.0.113.7', '2001:db8::', 'unknown')
    """
    if address is None:
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((int(parsed), 64), strict=False).network_address)
    return str(parsed)


def clean_address(host: str | None) -> str | None:
    """The address in its usual form; None when the peer has none (a unix socket).

    >>> clean_address("::1"), clean_address("testclient"), clean_address(None)
    ('::1', None, None)
    """
    try:
        # A scope ("fe80::1%eth0") is of this machine's interfaces, and no `inet` holds it.
        return str(ip_address((host or "").split("%")[0]))
    except ValueError:
        return None


def clean_user_agent(header: str | None) -> str:
    """At most 300 printable characters: it is shown to people and kept."""
    return "".join(char for char in header or "" if char.isprintable())[:300]
