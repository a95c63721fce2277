"""Which TCP ports are free."""

import socket

_TRIED = 50


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do it: a port that only rests after its last owner counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_from(host: str, port: int, *, besides: int | None = None) -> int | None:
    """The first free port from `port` on, or None when a good many are taken."""
    candidates = range(port, min(port + _TRIED, 65_536))
    return next((one for one in candidates if one != besides and is_free(host, one)), None)
