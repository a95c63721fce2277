"""`make docs-errors`: prints docs/errors.md."""

import sys

from dvorik.api import app, catalogue


def main() -> None:
    # Importing the application made every feature's errors known.
    assert app.V1_ROUTERS
    sys.stdout.write(catalogue.markdown())


if __name__ == "__main__":
    main()
