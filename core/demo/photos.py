"""Pictures for evidence: drawn forms and screens, such as an inspector photographs. Nobody is in them."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

from core.files.rules import clean_photo

SIZE = (960, 720)
_FORMS = (
    ("服务记录单 SERVICE RECORD", ("日期 Date", "事项 Case", "诉求 Request", "处理经过 Handling", "结果 Result", "遗留事项 Open points")),
    ("抽样清单 SAMPLE LIST", ("序号 No.", "记录编号 Record", "建立日期 Made on", "是否及时 In time")),
    ("事项清单 CASES", ("编号 Code", "到达 Arrived", "首次反馈 First feedback", "解决 Solved")),
)


def pictures(dice: random.Random, count: int) -> list[bytes]:
    """`count` different JPEGs, cleaned as every photo is."""
    return [clean_photo(_paper(dice, number) if number % 3 else _screen(dice, number)).data for number in range(1, count + 1)]


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        import manimgx_fonts_cjk

        folder = manimgx_fonts_cjk.__file__.rpartition("/")[0] or "."
        return ImageFont.truetype(f"{folder}/NotoSansCJK-VF.otf.ttc", size, index=2)
    except (ImportError, OSError):  # the pictures do without Chinese rather than the demo without pictures
        return ImageFont.load_default(size)


def _saved(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _paper(dice: random.Random, number: int) -> bytes:
    """A form on a desk, a little askew, filled in by hand."""
    title, lines = _FORMS[number % len(_FORMS)]
    sheet = Image.new("RGB", (780, 600), (250, 249, 244))
    pen = ImageDraw.Draw(sheet)
    pen.text((40, 28), title, fill=(40, 44, 52), font=_font(30))
    pen.text((600, 70), f"No. {dice.randint(1000, 9999)}", fill=(150, 40, 40), font=_font(22))
    pen.rectangle((30, 110, 750, 570), outline=(90, 96, 104), width=2)
    height = 460 / len(lines)
    for index, label in enumerate(lines):
        top = 110 + index * height
        pen.line((30, top, 750, top), fill=(90, 96, 104), width=1)
        pen.text((42, top + 8), label, fill=(80, 84, 92), font=_font(18))
        for row in range(max(1, int(height // 48))):
            if dice.random() < 0.9:
                _scribble(pen, dice, 270, top + 26 + row * 34, dice.randint(180, 430))
    desk = Image.new("RGB", SIZE, (126 + dice.randint(-12, 12), 98, 72))
    desk.paste(sheet.rotate(dice.uniform(-3, 3), expand=True, fillcolor=desk.getpixel((0, 0))), (dice.randint(50, 100), dice.randint(30, 70)))
    return _saved(desk)


def _scribble(pen: ImageDraw.ImageDraw, dice: random.Random, left: float, middle: float, length: int) -> None:
    """A line of handwriting as far as a camera across the table sees it."""
    points, x = [], left
    while x < left + length:
        points.append((x, middle + dice.uniform(-8, 8)))
        x += dice.uniform(3, 8)
        if dice.random() < 0.12:  # the next word
            if len(points) > 1:
                pen.line(points, fill=(28, 48, 120), width=2)
            points, x = [], x + 12
    if len(points) > 1:
        pen.line(points, fill=(28, 48, 120), width=2)


def _screen(dice: random.Random, number: int) -> bytes:
    """A monitor with a list of cases and a bar chart."""
    picture = Image.new("RGB", SIZE, (38, 42, 48))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 50, 900, 640), fill=(244, 246, 248))
    pen.rectangle((60, 50, 900, 104), fill=(26, 82, 118))
    pen.text((80, 60), f"{_FORMS[2][0]}  {number:02d}", fill=(255, 255, 255), font=_font(26))
    for row in range(9):
        top = 124 + row * 38
        pen.rectangle((80, top, 880, top + 30), fill=(255, 255, 255) if row % 2 else (232, 238, 242))
        pen.text((92, top + 2), f"A{dice.randint(10000, 99999)}", fill=(60, 64, 70), font=_font(18))
        pen.rectangle((250, top + 9, 250 + dice.randint(120, 360), top + 20), fill=(170, 178, 186))
        late = dice.random() < 0.25
        pen.ellipse((840, top + 7, 856, top + 23), fill=(190, 70, 40) if late else (52, 132, 92))
    for bar in range(12):
        height = dice.randint(20, 110)
        pen.rectangle((100 + bar * 62, 610 - height, 140 + bar * 62, 610), fill=(72, 128, 168))
    return _saved(picture)
