import subprocess
import sys

from dvorik.embedded import Services

# In a process of its own: logs are configured once, for good.
REFUSE = """
import asyncio, sys
from sqlalchemy import text
from dvorik.kernel import log
from dvorik.kernel.db import Database

async def main() -> None:
    log.configure(json=True)
    database = Database(sys.argv[1])
    for email in ("anna@dvorik.test", "one line\\n\\nanother line"):
        try:
            async with database.transaction() as session:
                await session.execute(text("CREATE TEMP TABLE seen (email text UNIQUE)"))
                for _ in range(2):
                    insert = text("INSERT INTO seen VALUES (:email)")
                    await session.execute(insert, {"email": email})
        except Exception:
            log.get_logger("test").exception("refused")
    await database.close()

asyncio.run(main())
"""


def test_a_refused_row_is_logged_without_what_it_holds(services: Services) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REFUSE, str(services.database_url)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "violates unique constraint" in done.stderr
    assert "anna" not in done.stderr
    assert "line" not in done.stderr.replace(", line ", "")
