"""What may come in as a file. Content decides, never a name or a declared type.

Everything is checked before the library that could be hurt by it sees it: a workbook's directory before it is
unpacked, a picture's size before it is decoded. Photos are drawn anew, so that nothing but the picture is kept:
no place where it was taken, no second file hidden behind it.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps

from core.errors import Refusal
from core.words import N_

MB = 2**20

MAX_FILE_MB = 20
MAX_MEGAPIXELS = 50
MAX_SIDE = 4096
PHOTO_QUALITY = 88
THUMBNAIL_QUALITY = 80

MAX_PARTS = 2000
MAX_PART = 40 * MB
MAX_UNPACKED = 100 * MB
MAX_RATIO = 150
"""A part over 1 MB may unpack to at most this many times its packed size; real sheets reach about 30."""

TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order. GB18030 is what Excel on a Simplified Chinese Windows saves."""

NAME_BYTES = 180
"""A stored name with its UTF-8 bytes stays below the 255 that file systems take."""


class EmptyFile(Refusal):
    message = N_("The file is empty.")


class FileTooLarge(Refusal):
    message = N_("The file is larger than {limit} MB.")


class UnknownKind(Refusal):
    message = N_("This kind of file is not accepted. Accepted are JPEG, PNG and WebP pictures, PDF, .xlsx, .docx, CSV and plain text.")


class NotAPicture(Refusal):
    message = N_("This is not a readable JPEG, PNG or WebP picture. A phone can be set to save its photos as JPEG.")


class PictureTooLarge(Refusal):
    message = N_("The picture has more than {limit} million pixels. Please save it smaller.")


class Animated(Refusal):
    message = N_("The picture moves. Please choose a still picture.")


class DamagedArchive(Refusal):
    message = N_("The file is damaged or is not what its name says.")


class TooManyParts(Refusal):
    message = N_("The file consists of more than {limit} parts.")


class UnpackedTooLarge(Refusal):
    message = N_("Unpacked, the file would be larger than {limit} MB.")


class PackedTooTightly(Refusal):
    message = N_("The file is packed so tightly that it is not opened.")


class PasswordProtected(Refusal):
    message = N_("The file is protected by a password. Please remove the password first.")


class HasMacros(Refusal):
    message = N_("Files with macros are not accepted. Please save it as .xlsx or .docx.")


class NotText(Refusal):
    message = N_("The text cannot be read. Please save the file as UTF-8.")


class FileKind(StrEnum):
    """What a file is by its content. The code is stored and is also the usual ending of its name."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "txt"

    @property
    def media_type(self) -> str:
        """The Content-Type to serve it with."""
        return _MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.XLSX: _OFFICE + "spreadsheetml.sheet",
    FileKind.DOCX: _OFFICE + "wordprocessingml.document",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.TEXT: "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class CleanPhoto:
    """A photo drawn anew as JPEG: upright, without any metadata. Width and height in pixels."""

    data: bytes
    width: int
    height: int


def check_size(data: bytes, *, limit: int = MAX_FILE_MB) -> None:
    """Refuses EmptyFile, and FileTooLarge above `limit` megabytes."""
    if not data:
        raise EmptyFile()
    if len(data) > limit * MB:
        raise FileTooLarge(limit=limit)


def sniff(data: bytes) -> FileKind:
    """The kind of `data` by its content alone.

    Text with markup (HTML, SVG, XML) is refused: a browser might run it. Refuses EmptyFile, UnknownKind, and for
    what looks like an Office file whatever `check_zip` refuses.
    """
    if not data:
        raise EmptyFile()
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return _text_kind(data)


def _office_kind(data: bytes) -> FileKind:
    names = set(check_zip(data).namelist())
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return FileKind.XLSX
        if "word/document.xml" in names:
            return FileKind.DOCX
    raise UnknownKind()


def _text_kind(data: bytes) -> FileKind:
    try:
        text = decode_text(data)
    except NotText:
        raise UnknownKind() from None
    if text.lstrip().startswith("<"):
        raise UnknownKind()
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    for separator in ",;\t":
        counts = [line.count(separator) for line in lines]
        if len(counts) > 1 and min(counts) > 0:
            return FileKind.CSV
    return FileKind.TEXT


def decode_text(data: bytes, encodings: Sequence[str] = TEXT_ENCODINGS) -> str:
    """The text of a plain text or CSV file. UTF-16 is recognised by its mark. Refuses NotText.

    Big5 cannot be told from GB18030 by looking: readers of Traditional Chinese pass ("utf-8-sig", "big5").
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise NotText()


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def check_zip(data: bytes) -> zipfile.ZipFile:
    """Judge a zip (also .xlsx, .docx) by its directory, before anything is unpacked; returns it open.

    zipfile never unpacks past the declared size, so a lying directory only cuts itself short.
    Refuses DamagedArchive, TooManyParts, UnpackedTooLarge, PackedTooTightly, PasswordProtected, HasMacros.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as damaged:  # a dozen classes under fuzzing
        raise DamagedArchive() from damaged
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise TooManyParts(limit=MAX_PARTS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED or any(part.file_size > MAX_PART for part in parts):
        raise UnpackedTooLarge(limit=MAX_UNPACKED // MB)
    if any(part.file_size > max(MB, MAX_RATIO * part.compress_size) for part in parts):
        raise PackedTooTightly()
    if any(part.flag_bits & 1 for part in parts):
        raise PasswordProtected()
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise DamagedArchive()  # two parts of one name: what is judged need not be what is read
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise HasMacros()
    return archive


def clean_photo(data: bytes, *, max_side: int = MAX_SIDE) -> CleanPhoto:
    """A JPEG of the picture in `data` (JPEG, PNG or WebP), turned upright, its longer side at most `max_side` pixels.

    Location, camera and everything else but the pixels is gone; what was transparent is white.
    Refuses EmptyFile, FileTooLarge, NotAPicture, PictureTooLarge, Animated.
    """
    check_size(data)
    picture = _upright(data, max_side)
    return CleanPhoto(_jpeg(picture, PHOTO_QUALITY), picture.width, picture.height)


def thumbnail(data: bytes, side: int = 320) -> bytes:
    """A small JPEG of a picture, its longer side at most `side` pixels. Refuses as `clean_photo` does."""
    check_size(data)
    return _jpeg(_upright(data, side), THUMBNAIL_QUALITY)


def _upright(data: bytes, max_side: int) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000:
            raise PictureTooLarge(limit=MAX_MEGAPIXELS)
        # Many phones add a second, smaller picture to a JPEG (format "MPO"); the first one is the photo.
        if getattr(picture, "is_animated", False) and picture.format != "MPO":
            raise Animated()
        picture.draft("RGB", (max_side, max_side))  # lets a JPEG decode at half or quarter size
        picture.load()
        picture = ImageOps.exif_transpose(picture)
        if picture.mode.startswith("I;16"):
            picture = picture.point(lambda value: value / 256).convert("L")
        if picture.has_transparency_data:
            layered = picture.convert("RGBA")
            picture = Image.new("RGB", picture.size, "white")
            picture.paste(layered, mask=layered.getchannel("A"))
        picture = picture.convert("RGB")
        picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureTooLarge(limit=MAX_MEGAPIXELS) from bomb
    except Exception as unreadable:  # decoders fail in a dozen classes
        raise NotAPicture() from unreadable
    return picture


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", picture.size)  # a new picture has no metadata to inherit
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f"\\/:*?<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_filename(name: str, fallback: str = "file") -> str:
    """`name` as every system takes it: no folders, controls or hidden direction marks; the ending survives cutting."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    if not name.strip("_. "):
        return fallback
    if _RESERVED.match(name):
        name = "_" + name
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 10:
        stem, dot, ending = name, "", ""
    room = NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + ending


def accepted(data: bytes, kinds: Sequence[FileKind] = (FileKind.PDF,)) -> tuple[FileKind, bytes]:
    """A file as evidence is kept: a picture drawn anew as JPEG, or unchanged if it is one of `kinds`.

    Refuses UnknownKind for every other kind, and whatever `sniff` and `clean_photo` refuse.
    """
    check_size(data)
    kind = sniff(data)
    if kind.is_picture:
        return FileKind.JPEG, clean_photo(data).data
    if kind not in kinds:
        raise UnknownKind()
    return kind, data
