"""PostgreSQL and Redis as child processes: for the demo, development and tests.

`running(home)` is the whole public face. A server of your own needs none of it: set
`DATABASE_URL` and `REDIS_URL`, and this package is never imported.
"""

from dvorik.embedded.errors import EmbeddedError
from dvorik.embedded.lease import Services, running

__all__ = ["EmbeddedError", "Services", "running"]
