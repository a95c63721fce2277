"""Runs the sandbox with uvicorn: as a process of its own, or inside a test's event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Blocks until SIGINT or SIGTERM."""
    _Server(_config(app, host, port)).run()


@asynccontextmanager
async def serving(app: FastAPI, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves while the block runs and gives the base URL; port 0 takes a free one."""
    server = _Guest(_config(app, host, port))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(server.serve())
        while not server.started:
            if running.done():
                raise RuntimeError(f"the sandbox could not listen on {host}:{port}")
            await asyncio.sleep(0.005)
        bound = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://{host}:{bound}"
        finally:
            server.should_exit = True


def _config(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=60,
    )


class _Server(uvicorn.Server):
    """Sends waiting pollers and pages home before it stops, instead of cutting them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        assert isinstance(app, FastAPI)
        if hasattr(app.state, "world"):
            app.state.world.hang_up()
        await super().shutdown(sockets)


class _Guest(_Server):
    """Leaves the signals to whoever owns the event loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
