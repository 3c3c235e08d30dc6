"""Receipts: chosen or photographed, judged before anything is entered, shown as links."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.config import settings
from core.cost.spending.queries import Receipt
from core.errors import Refusal
from core.files import rules as judged
from core.files.rules import FileKind
from pages.parts import desk
from pages.parts.words import escaped, t

UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf"]


def uploader(key: str) -> Sequence[Any]:
    """The field for receipts."""
    return st.file_uploader(
        t("Receipts: take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=key, max_upload_size=settings().cockpit_upload_mb,
        help=t("Place and camera data are removed from pictures."),
    ) or []  # fmt: skip


def accepted(uploads: Sequence[Any]) -> list[tuple[FileKind, bytes, str]] | None:
    """The uploads as they may be kept; None, and why, if one of them may not: then nothing is entered yet."""
    found = []
    for upload in uploads:
        try:
            judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
            kind, data = judged.accepted(upload.getvalue())
            found.append((kind, data, judged.safe_filename(upload.name)))
        except Refusal as refusal:
            desk.say(refusal)
            return None
    return found


def links(receipts: Sequence[Receipt]) -> str:
    """Receipts to open, as Markdown."""
    return " · ".join(f"[{escaped(file.name)}](/files/{file.id})" for file in receipts)
