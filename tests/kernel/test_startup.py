import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dvorik.kernel import startup

# In a process of its own: logs are configured once, for good.
PREPARE = """
import sys
from dvorik.kernel import config, startup
startup.prepare(config.load())
sdk = sys.modules.get("sentry_sdk")
print(bool(sdk and sdk.get_client().is_active()))
"""


@pytest.mark.parametrize(
    ("dsn", "reports"), [("", "False"), ("https://key@reports.example/1", "True")]
)
def test_crashes_are_reported_only_where_somebody_asked_for_it(
    dsn: str, reports: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"SENTRY_DSN": dsn, "DVORIK_HOME": str(tmp_path)},
        check=True,
    )

    assert done.stdout == f"{reports}\n"


def test_a_report_carries_where_and_what_kind_but_nothing_that_was_said() -> None:
    event: Any = {
        "request": {"url": "https://dvorik.example/api/v1/users/5", "data": "Anna"},
        "exception": {"values": [{"type": "KeyError", "value": "Anna", "stacktrace": {}}]},
    }

    assert startup.without_values(event, None) == {
        "exception": {"values": [{"type": "KeyError", "value": "", "stacktrace": {}}]}
    }
