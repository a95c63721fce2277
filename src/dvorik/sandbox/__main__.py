"""`python -m dvorik.sandbox`: the sandbox alone, with its chat page."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from dvorik.sandbox import cast
from dvorik.sandbox.app import create_app
from dvorik.sandbox.server import serve
from dvorik.sandbox.types import BotSpec, ChannelSpec, PersonSpec


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dvorik sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument(
        "--bot",
        action="append",
        type=bot_spec,
        metavar="TOKEN:USERNAME:NAME",
        help="a bot instead of the two of the demo shop; may be given several times",
    )
    parser.add_argument(
        "--channel",
        action="append",
        type=channel_spec,
        metavar="ID:USERNAME:TITLE",
        help="a channel instead of the demo shop's; give the id as --channel=-100…:name:title",
    )
    parser.add_argument(
        "--person",
        action="append",
        type=person_spec,
        metavar="ID:LANGUAGE:FIRST:LAST",
        help="a person instead of those of the demo shop",
    )
    parser.add_argument("--state-file", type=Path, help="keep conversations over restarts here")
    parser.add_argument(
        "--rate", type=float, default=30, help="messages a second for a bot; 0 is no limit"
    )
    return parser.parse_args(argv)


def bot_spec(text: str) -> BotSpec:
    """The token itself has a colon."""
    number, secret, username, name = _parts(text, 4)
    return BotSpec(f"{number}:{secret}", username, name)


def channel_spec(text: str) -> ChannelSpec:
    channel_id, username, title = _parts(text, 3)
    return ChannelSpec(int(channel_id), username, title)


def person_spec(text: str) -> PersonSpec:
    person_id, language, first, last = _parts(text, 4)
    return PersonSpec(int(person_id), first, last, language_code=language)


def _parts(text: str, count: int) -> list[str]:
    parts = text.split(":", count - 1)
    if len(parts) != count:
        raise argparse.ArgumentTypeError(f"{text!r} does not have {count} parts")
    return parts


def main(argv: Sequence[str] | None = None) -> None:
    given = arguments(argv)
    app = create_app(
        bots=given.bot or cast.BOTS,
        channels=given.channel or cast.CHANNELS,
        people=given.person or cast.PEOPLE,
        state_file=given.state_file,
        rate_per_second=given.rate or None,
    )
    print(f"Sandbox: http://{given.host}:{given.port}/", flush=True)  # noqa: T201 - says where it is
    serve(app, host=given.host, port=given.port)


if __name__ == "__main__":
    main()
