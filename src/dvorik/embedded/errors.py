"""What can go wrong, told to the person at the terminal: what happened and what to do about it.

These are not `AppError`s: they come up before there is a request, a language or a catalogue of
codes. Only the text and the class name travel from the keeper to whoever waits for it.
"""

import errno
import json
from typing import Self


class EmbeddedError(Exception):
    """The embedded PostgreSQL or Redis cannot serve. The message says what to do."""

    def to_line(self) -> bytes:
        return json.dumps({"error": type(self).__name__, "text": str(self)}).encode() + b"\n"

    @classmethod
    def from_answer(cls, answer: dict[str, str]) -> "EmbeddedError":
        kinds = {kind.__name__: kind for kind in cls.__subclasses__()}
        return kinds.get(answer["error"], EmbeddedError)(answer["text"])


class BinariesMissing(EmbeddedError):
    """Neither the package nor the variable that replaces it leads to a working program."""


class HomeNotWritable(EmbeddedError):
    """The home directory cannot be created or written."""


class WrongOwner(EmbeddedError):
    """Another user of this machine created the data, or owns a path we must trust."""


class DiskFull(EmbeddedError):
    """There is no room left. What was acknowledged before stays."""


class WrongVersion(EmbeddedError):
    """The data were written by another major version of PostgreSQL."""


class LocaleMissing(EmbeddedError):
    """The operating system lacks C.UTF-8."""


class PortTaken(EmbeddedError):
    """Another program listens where clients expect our Redis."""


class NotDurable(EmbeddedError):
    """A durable server was asked for, and the running one may lose data by design."""


class StartFailed(EmbeddedError):
    """A server refused to start; the message ends with its own words."""

    @classmethod
    def with_log(cls, what: str, log: str) -> Self:
        return cls(f"{what}\nThe end of its log:\n{log.rstrip() or '(empty)'}")


class StartTimedOut(StartFailed):
    """A server is still not ready. It may be repairing itself after a crash."""


def explain_os_error(error: OSError, doing: str) -> EmbeddedError:
    """The operating system's refusal in our words. `doing` completes "Could not …"."""
    said = f"Could not {doing}: {error.strerror or error}" + (
        f" ({error.filename})." if error.filename else "."
    )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"{said} The disk is full: free some space and start again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return HomeNotWritable(
            f"{said} Set DVORIK_HOME to a directory you may write, or run as its owner."
        )
    return StartFailed(said)


def explain_log(server: str, log: str) -> EmbeddedError:
    """Why `server` stopped, read from the end of its log."""
    if "No space left on device" in log or "Disk quota exceeded" in log:
        return DiskFull(f"{server} stopped: the disk is full. Free some space and start again.")
    if "invalid locale" in log or "locale name" in log:
        return LocaleMissing(
            f"{server} needs the locale C.UTF-8, which this system lacks. Install it (Debian and "
            "Ubuntu: package libc-bin; older systems: localedef -i C -f UTF-8 C.UTF-8), "
            "or set DATABASE_URL to a server of your own."
        )
    return StartFailed.with_log(f"{server} stopped while starting.", log)
