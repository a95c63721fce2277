"""The HTTP face of signing in, accounts and roles.

Include it before the routes of `/settings/{key}`, which would swallow the paths under `/settings`.
"""

from fastapi import APIRouter

from dvorik.accounts.routes import sign_in

router = APIRouter()
router.include_router(sign_in.router)
