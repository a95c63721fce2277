"""QR codes of deep links. They survive a phone's camera and a bad screen (error correction M)."""

import base64
import io

import segno

_BORDER = 2
"""Modules of white around it."""


def png_base64(text: str) -> str:
    return base64.b64encode(_png(text, scale=6)).decode()


def png(text: str, *, size: int) -> bytes:
    """At most `size` pixels wide and high: a module is a whole number of pixels, or it blurs."""
    return _png(text, scale=max(1, size // _modules(text)))


def svg(text: str, *, size: int) -> bytes:
    """`size` units wide and high; grows to any size in print."""
    picture = io.BytesIO()
    _code(text).save(
        picture, kind="svg", border=_BORDER, scale=size / _modules(text), light="white"
    )
    return picture.getvalue()


def _png(text: str, *, scale: int) -> bytes:
    picture = io.BytesIO()
    _code(text).save(picture, kind="png", border=_BORDER, scale=scale)
    return picture.getvalue()


def _modules(text: str) -> int:
    return int(_code(text).symbol_size(border=_BORDER)[0])


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
