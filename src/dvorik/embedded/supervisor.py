"""Keeps one server running: starts it, and starts it again when it dies, each time later."""

import logging

from dvorik.embedded.errors import EmbeddedError, StartFailed, explain_os_error
from dvorik.embedded.server import Server

log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS = 5.0
_STEADY_SECONDS = 30.0
# After so many deaths in a row whoever waits is told, while we go on trying.
_PATIENCE = 3


class Supervisor:
    """`failure` is what to tell those who wait for a server that does not come up."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.is_ready = False
        self.failure: EmbeddedError | None = None
        self._was_ready_at: float | None = None
        self._deaths = 0
        self._not_before = 0.0

    def tick(self, now: float) -> None:
        if self.is_ready and self.server.is_running():
            return
        if self.server.is_running():
            self._look(now)
        elif self.server.pid:
            self._note_death(self.server.bury(), now)
        elif now >= self._not_before and not self.is_hopeless:
            self._start(now)

    @property
    def is_hopeless(self) -> bool:
        """It never worked: only a person can help, and is being told how."""
        return self.failure is not None and self._was_ready_at is None

    def _look(self, now: float) -> None:
        if self.server.is_ready():
            self.is_ready, self.failure, self._was_ready_at = True, None, now
            log.info("%s is ready, process %d", self.server.name, self.server.pid)

    def _start(self, now: float) -> None:
        try:
            self.server.start()
        except EmbeddedError as error:
            self._note_death(error, now)
        except OSError as error:
            self._note_death(explain_os_error(error, f"start {self.server.name}"), now)
        except Exception as error:
            log.exception("could not start %s", self.server.name)
            self._note_death(StartFailed(f"Could not start {self.server.name}: {error!r}"), now)

    def _note_death(self, error: EmbeddedError, now: float) -> None:
        if self.is_ready and self._was_ready_at and now - self._was_ready_at > _STEADY_SECONDS:
            self._deaths = 0
        self.is_ready = False
        self._deaths += 1
        self._not_before = now + min(0.05 * 2**self._deaths, _LONGEST_WAIT_SECONDS)
        log.error("%s died (%d in a row): %s", self.server.name, self._deaths, error)
        if self._was_ready_at is None or self._deaths > _PATIENCE:
            self.failure = error
