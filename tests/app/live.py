"""The whole application on a port of this machine, for tests that need real HTTP."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A port of this machine that nobody else has."""
    # With the protocol named: to others asyncio sends as late as TCP likes, 40 ms an answer.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The base URL of `app`, which runs in a thread with an event loop of its own.

    Its database and cache are closed in that loop, where their connections were opened.
    """
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))

    async def serve(listener: socket.socket) -> None:
        await server.serve(sockets=[listener])
        await app.state.database.close()
        await app.state.cache.aclose()

    with listening() as listener:
        thread = threading.Thread(target=asyncio.run, args=[serve(listener)], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
