"""Keys and tokens derived from the installation's secret (HKDF-like: one HMAC per purpose)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The present secret first, then the one before it, which is accepted and never used anew."""

    secrets: tuple[bytes, ...]

    @classmethod
    def of(cls, current: str, previous: str = "") -> Self:
        return cls(tuple(secret.encode() for secret in (current, previous) if secret))

    def keys(self, purpose: str) -> dict[str, bytes]:
        """A 32-byte key by its public name (`kid`), the present one first."""
        derived = [_hmac(secret, purpose) for secret in self.secrets]
        return {hashlib.sha256(key).hexdigest()[:8]: key for key in derived}

    def tokens(self, purpose: str, source: str) -> list[str]:
        """What `source` gives under each secret, the present one first: 43 URL-safe characters.

        Only who holds the secret can go from the source to the token, so the source may lie in
        the database or in somebody's hands.
        """
        return [_text(_hmac(key, source)) for key in self.keys(purpose).values()]

    def token(self, purpose: str, source: str) -> str:
        return self.tokens(purpose, source)[0]


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), hashlib.sha256)


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
