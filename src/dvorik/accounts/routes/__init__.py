"""The HTTP face of signing in, accounts and roles.

Include it before the routes of `/settings/{key}`, which would swallow the paths under `/settings`.
"""

from fastapi import APIRouter

from dvorik.accounts.routes import devices, people, registration, settings, sign_in, telegram

router = APIRouter()
for part in (sign_in, registration, telegram, devices, people, settings):
    router.include_router(part.router)
