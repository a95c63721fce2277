"""`/control`: what tests and the chat page do to the sandbox. No bot ever calls it."""

from dvorik.sandbox.control.router import control_router

__all__ = ["control_router"]
