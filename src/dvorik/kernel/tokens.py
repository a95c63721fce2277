"""Secrets that are handed out once and kept only as a hash."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """43 URL-safe characters, 256 bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What is stored. Plain SHA-256: the token is random, there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def equal(given: str, expected: str) -> bool:
    """Compare two secrets in constant time. An empty expectation never matches."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
