"""What people type into fields, made clean or refused in words. Pure.

Every text that enters the core passes here: control characters that databases and files choke on are dropped,
blanks at the ends too, and length is checked after that.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from core.errors import Empty, NotAnAddress, NotANumber, TooLong
from core.words import Language

SOUGHT_LIMIT = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, what no XML may hold, and the marks that turn the direction of writing round (they can disguise a name)."""

_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAIL_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_PART}(\.{_PART})*@([A-Za-z0-9]([A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]")
"""What every mail server takes: no quotes, no comments, no line breaks, nothing outside ASCII."""


def paragraph(text: str, field: str, limit: int, *, needed: bool = True) -> str:
    """`text` of several lines, clean. Refuses Empty (unless not needed) and TooLong."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if needed and not clean:
        raise Empty(field=field)
    if len(clean) > limit:
        raise TooLong(field=field, limit=limit, length=len(clean))
    return clean


def line(text: str, field: str, limit: int, *, needed: bool = True) -> str:
    """`text` of one line, clean: line breaks and tabs become blanks. Refuses Empty and TooLong."""
    spaced = _CONTROL.sub("", re.sub(r"\s+", " ", text))
    return paragraph(re.sub(r" +", " ", spaced), field, limit, needed=needed)  # a dropped control may leave two blanks


def sought(text: str) -> str:
    """What somebody searches for, clean, its first 200 characters: no name is longer, and databases fail at longer patterns. Empty: everything."""
    return " ".join(_CONTROL.sub("", text).split())[:SOUGHT_LIMIT].rstrip()


def content(text: Mapping[str, str], field: str, limit: int) -> dict[str, str]:
    """A text per language, at least one of them given. Refuses Empty and TooLong."""
    clean = {}
    for language in Language:
        if value := line(text.get(language) or "", field, limit, needed=False):
            clean[language.value] = value
    if not clean:
        raise Empty(field=field)
    return clean


def mail_address(text: str) -> str | None:
    """One e-mail address, its domain in small letters, or None for an empty field. Refuses NotAnAddress."""
    clean = text.strip()
    if not clean:
        return None
    if len(clean) > 254 or not _MAIL_ADDRESS.fullmatch(clean):
        raise NotAnAddress(value=clean[:80])
    local, _, domain = clean.rpartition("@")
    return f"{local}@{domain.lower()}"


def decimal(text: str) -> Decimal:
    """A number as people type it (1.5, １．５, 1,5 is refused as ambiguous). Refuses NotANumber."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation as not_one:
        raise NotANumber(value=text[:40]) from not_one
    if not number.is_finite() or number.copy_abs() > Decimal(10) ** 12:
        raise NotANumber(value=text[:40])
    return number
