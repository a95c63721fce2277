"""QR codes of deep links."""

import base64
import io

import segno


def qr_png_base64(text: str) -> str:
    """A PNG that survives a phone's camera and a bad screen (error correction M)."""
    png = io.BytesIO()
    segno.make(text, error="m", micro=False).save(png, kind="png", scale=6, border=2)
    return base64.b64encode(png.getvalue()).decode()
