"""QR codes of the application's own addresses: what a phone's camera opens."""

import io
from functools import lru_cache

from core.config import settings


def address(path: str) -> str:
    """The full address of a page: `Scoring_sheet?sheet=INS-2026-0042`."""
    return f"{settings().cockpit_url.split(',')[0]}/{path}"


@lru_cache(maxsize=256)
def png(text: str) -> bytes:
    """The QR code of `text`, dark on white whatever the theme and the paper: cameras want it so."""
    import segno  # read where it is used: a start of the server does not need it

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4, dark="#000000", light="#ffffff")
    return out.getvalue()
