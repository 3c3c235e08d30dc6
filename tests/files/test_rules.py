import io
import random
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from core.errors import Refusal
from core.files.rules import (
    MAX_SIDE,
    Animated,
    DamagedArchive,
    EmptyFile,
    FileKind,
    FileTooLarge,
    HasMacros,
    NotAPicture,
    PackedTooTightly,
    PasswordProtected,
    PictureTooLarge,
    TooManyParts,
    UnknownKind,
    UnpackedTooLarge,
    accepted,
    check_zip,
    clean_photo,
    decode_text,
    safe_filename,
    sniff,
    thumbnail,
)

RED, BLUE = (220, 30, 30), (30, 30, 220)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def is_near(pixel: object, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))  # type: ignore[call-overload]


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)})
    return picture(exif=exif)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture("JPEG"), FileKind.JPEG),
        (picture("PNG"), FileKind.PNG),
        (picture("WEBP"), FileKind.WEBP),
        (b"%PDF-1.7\n", FileKind.PDF),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), FileKind.XLSX),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), FileKind.DOCX),
        ("姓名,分数\n甲,5\n乙,4\n".encode(), FileKind.CSV),
        ("姓名,分数\n甲,5\n".encode("gb18030"), FileKind.CSV),
        ("一行备注。\n".encode(), FileKind.TEXT),
        ("with a mark, once\nand nothing".encode("utf-16"), FileKind.TEXT),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: FileKind) -> None:
    assert sniff(data) is kind
    assert "/" in kind.media_type


@pytest.mark.parametrize(
    "data",
    [
        picture("GIF"),
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"<html><script>alert(1)</script>",
        "\ufeff  <svg onload='x'/>".encode(),
        zipped({"a.txt": b"x"}),
        b"\x00\x01\x02\x03",
    ],
)
def test_other_kinds_are_refused_whatever_they_are_called(data: bytes) -> None:
    with pytest.raises(UnknownKind):
        sniff(data)


def test_nothing_is_not_a_file() -> None:
    for judge in (sniff, clean_photo, thumbnail, accepted):
        with pytest.raises(EmptyFile):
            judge(b"")


def test_a_photo_loses_its_place_and_camera() -> None:
    before = with_place()
    assert opened(before).getexif().get_ifd(0x8825)
    after = clean_photo(before).data
    assert not opened(after).getexif()
    assert b"Exif" not in after
    assert b"CameraMaker" not in after


def test_a_photo_stands_upright() -> None:
    photo = clean_photo(with_place())
    assert (photo.width, photo.height) == (40, 60) == opened(photo.data).size
    assert is_near(opened(photo.data).getpixel((20, 5)), BLUE)
    assert is_near(opened(photo.data).getpixel((20, 55)), RED)


def test_a_thumbnail_stands_upright_too() -> None:
    assert opened(thumbnail(with_place(), 30)).size == (20, 30)


def test_a_photo_keeps_no_second_file_behind_it() -> None:
    assert b"<script>" not in clean_photo(picture() + b"<script>alert(1)</script>").data


def test_a_large_photo_is_made_smaller() -> None:
    photo = clean_photo(picture(size=(6000, 3000)))
    assert (photo.width, photo.height) == (MAX_SIDE, MAX_SIDE // 2)


def test_a_transparent_picture_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert is_near(opened(clean_photo(out.getvalue()).data).getpixel((10, 10)), (255, 255, 255))


def test_a_deep_grey_picture_stays_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (20, 20), 32768).save(out, "PNG")
    assert is_near(opened(clean_photo(out.getvalue()).data).getpixel((10, 10)), (128, 128, 128))


def test_a_phone_photo_with_a_second_picture_is_a_still_photo() -> None:
    out = io.BytesIO()
    first, second = opened(picture()), Image.new("RGB", (30, 20), BLUE)
    first.save(out, "MPO", save_all=True, append_images=[second])
    assert opened(out.getvalue()).n_frames == 2
    assert clean_photo(out.getvalue()).width == 60


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(Animated):
        clean_photo(out.getvalue())


@pytest.mark.parametrize("side", [7100, 12_000, 30_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(side: int) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    with pytest.raises(PictureTooLarge) as refused:
        clean_photo(bomb)
    assert refused.value.facts == {"limit": 50}


def test_half_a_photo_is_refused() -> None:
    data = picture(size=(400, 400))
    with pytest.raises(NotAPicture):
        clean_photo(data[: len(data) // 2])


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(FileTooLarge) as refused:
        clean_photo(bytes(20 * 2**20 + 1))
    assert str(refused.value) == "The file is larger than 20 MB."


def test_evidence_is_a_picture_or_one_of_the_kinds_asked_for() -> None:
    assert accepted(picture("PNG"))[0] is FileKind.JPEG
    assert accepted(b"%PDF-1.7 x") == (FileKind.PDF, b"%PDF-1.7 x")
    with pytest.raises(UnknownKind):
        accepted(b"plain text")


def test_damaged_pictures_are_refused_and_nothing_else_happens() -> None:
    dice = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        good = picture(kind, size=(64, 48))
        for _ in range(70):
            bad = bytearray(good)
            for _ in range(dice.randint(1, 12)):
                bad[dice.randrange(len(bad))] = dice.randrange(256)
            with suppress(Refusal):
                assert opened(clean_photo(bytes(bad)).data).format == "JPEG"


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    with pytest.raises(PackedTooTightly):
        check_zip(zipped({"xl/workbook.xml": bytes(30 * 2**20)}))
    with pytest.raises(UnpackedTooLarge):
        check_zip(zipped({"xl/workbook.xml": bytes(41 * 2**20)}))
    with pytest.raises(TooManyParts):
        check_zip(zipped({f"xl/{number}.xml": b"" for number in range(2001)}))


def test_a_zip_with_a_password_macros_or_a_way_out_is_refused() -> None:
    locked = bytearray(zipped({"xl/workbook.xml": b"x"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PasswordProtected):
        check_zip(bytes(locked))
    with pytest.raises(HasMacros):
        check_zip(zipped({"xl/vbaProject.bin": b"x"}))
    for name in ("../evil", "/etc/evil", "xl/../../evil"):
        with pytest.raises(DamagedArchive):
            check_zip(zipped({name: b"x"}))


def test_a_zip_that_names_a_part_twice_is_refused() -> None:
    data = zipped({"xl/sheet1.xml": b"one", "xl/sheet2.xml": b"two"}).replace(b"sheet2", b"sheet1")
    with pytest.raises(DamagedArchive):
        check_zip(data)


def test_half_a_zip_is_refused() -> None:
    data = zipped({"xl/workbook.xml": b"x" * 1000})
    with pytest.raises(DamagedArchive):
        check_zip(data[: len(data) // 2])


def test_traditional_text_is_read_when_its_encoding_is_named() -> None:
    assert decode_text("專案品質".encode("big5"), ("utf-8-sig", "big5")) == "專案品質"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("检查报告 2026.pdf", "检查报告 2026.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c*?.txt", "a_b_c__.txt"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("CON.txt", "_CON.txt"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_file_name_is_safe_everywhere(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_a_long_chinese_file_name_keeps_its_ending() -> None:
    safe = safe_filename("检查" * 200 + ".pdf")
    assert safe.endswith("查.pdf") or safe.endswith("检.pdf")
    assert len(safe.encode()) <= 180
