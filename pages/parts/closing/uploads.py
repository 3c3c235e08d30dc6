"""What several forms of acceptance and closing share: files that are judged before anything is kept, and people to choose."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.access import Actor, Permission
from core.config import settings
from core.errors import Refusal
from core.files import rules as judged
from core.files.rules import FileKind
from pages.parts import desk
from pages.parts.followup.opening import colleagues
from pages.parts.words import escaped, t

UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf", "docx", "xlsx"]
KINDS = (FileKind.PDF, FileKind.DOCX, FileKind.XLSX)


def people_for(actor: Actor, permission: Permission) -> dict[int, str]:
    """Who may be named for something: name and user name by id."""
    return colleagues(actor, permission)


def field(label: str, key: str) -> Sequence[Any]:
    """The field for files."""
    return st.file_uploader(
        t(label), type=UPLOADS, accept_multiple_files=True, key=key, max_upload_size=settings().cockpit_upload_mb, help=t("Pictures, PDF, Word and Excel files. Place and camera data are removed from pictures.")
    ) or []


def accepted(uploads: Sequence[Any]) -> list[tuple[bytes, str, str]] | None:
    """The uploads as they may be kept (content, kind, name); None, and why, if one of them may not."""
    found = []
    for upload in uploads:
        try:
            judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
            kind, data = judged.accepted(upload.getvalue(), KINDS)
            found.append((data, kind.value, judged.safe_filename(upload.name)))
        except Refusal as refusal:
            desk.say(refusal)
            return None
    return found


def links(files: Sequence[tuple[int, str]]) -> str:
    """Files to open, as Markdown."""
    return " · ".join(f"[{escaped(name)}](/files/{id_})" for id_, name in files)
