"""A broadcast from the chat: written, seen, given to somebody, sent and watched.

Everything is kept as a draft that the panel shows too; the dialogue knows only which one.
"""

from aiogram import Router

from dvorik.bots.cashier.broadcasting import audience, composing, running


def build() -> Router:
    """Stands before the till, which takes any text."""
    router = Router(name=__name__)
    router.include_routers(composing.build(), audience.build(), running.build())
    return router
