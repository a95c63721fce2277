"""The operating system user the servers run as. PostgreSQL refuses to run as root."""

import contextlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from dvorik.embedded.errors import StartFailed, WrongOwner


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()

    def run_as(self) -> RunAs:
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.is_another:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def check_owns(self, directory: Path) -> None:
        owner = directory.stat().st_uid
        if owner != self.uid:
            raise WrongOwner(
                f"{directory} belongs to {_name_of(owner)}, but the server would run as "
                f"{self.name}. Start as the user who created it (root's data belong to nobody), "
                f"or hand it over: chown -R {self.name} {directory}"
            )

    def write(self, directory: Path, name: str, text: str) -> None:
        """Write a file in a directory this account owns.

        When root writes here it must not follow a link that the account planted: the name is
        created anew, in a directory held open, and then renamed.
        """
        inside = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fresh = f"{name}.new"
        try:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(fresh, dir_fd=inside)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(fresh, flags, 0o600, dir_fd=inside), "w") as file:
                if self.is_another:
                    os.fchown(file.fileno(), self.uid, self.gid)
                file.write(text)
            os.rename(fresh, name, src_dir_fd=inside, dst_dir_fd=inside)
        finally:
            os.close(inside)


def service_account() -> Account:
    """The current user; for root it is `nobody`."""
    uid = os.geteuid()
    try:
        entry = pwd.getpwnam("nobody") if uid == 0 else pwd.getpwuid(uid)
    except KeyError:
        who = "nobody" if uid == 0 else f"number {uid}"
        raise StartFailed(
            f"This system has no user {who} in its list (/etc/passwd), and PostgreSQL insists on "
            "one. Add it, or set DATABASE_URL and REDIS_URL to servers of your own."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def current_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
