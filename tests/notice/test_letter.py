"""What a mail says to whom: in the reader's language, and whatever people are called, one mail to one address."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import fields
from core.errors import NotAnAddress
from core.notice.outbox.letter import message_id, written
from core.notice.queries import Letter, Line
from core.words import Language

AT = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)
MESSAGE = "“{value}” exists already; please choose another one."


def line(value="Hotline", number=1):
    return Line(number, "test", MESSAGE, {"value": value}, "project", "PRJ-1", "Projects?project=PRJ-1", AT, False)


def mail(name=None, *, values=("Hotline",), digest=False, language=None, address="mo@example.cn"):
    letter = Letter(1, "k" * 32, digest, address, name or {"en": "Mo"}, language, tuple(line(value, n) for n, value in enumerate(values)))
    data = written(letter, sender="cockpit@example.cn", address="https://cockpit.example.cn", zone=ZoneInfo("Asia/Shanghai"), at=AT).as_bytes()
    assert data.isascii()
    assert b"\r\n" in data
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    return message_from_bytes(data, policy=default)


def test_one_notice_is_its_own_subject_and_leads_to_the_record():
    got = mail()
    assert got["Subject"] == "“Hotline” exists already; please choose another one."
    assert str(got["To"]) == "Mo <mo@example.cn>"
    assert got["Message-ID"] == message_id("k" * 32, "cockpit@example.cn") == f"<{'k' * 32}@example.cn>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert "https://cockpit.example.cn/Projects?project=PRJ-1" in got.get_content()
    assert got.get_content_type() == "text/plain"


@pytest.mark.parametrize(("language", "house"), [("en", "Service Cockpit"), ("zh_Hans", "服务驾驶舱"), ("zh_Hant", "服務駕駛艙")])
def test_it_speaks_the_reader_s_language(language, house):
    got = mail(language=language, digest=True, values=("热线", "港口"))
    assert got["From"].addresses[0].display_name == house
    assert "2" in got["Subject"]
    assert house in got["Subject"]
    assert ("exists already" in got.get_content()) is (language == Language.ENGLISH)
    assert "热线" in got.get_content()
    assert got["Content-Language"] == language.replace("_", "-")


def test_a_long_digest_lists_fifty_and_counts_the_rest():
    text = mail(digest=True, values=[f"n{n:03}" for n in range(60)]).get_content()
    assert "n049" in text
    assert "n050" not in text
    assert "And 10 more in your inbox." in text


HOSTILE = [
    "Mo\r\nBcc: everybody@example.cn", "Mo\nSubject: You won", "Mo, Ming <ming@example.cn>", 'Mo "the Boss" <x@y.cn>', "x" * 10_000, "梅" * 10_000,
    "莫，林;梅", "=?utf-8?q?Mo?=", "<mo@evil.cn>", "a\x00b\u202ec", "Mo\u2028Ming", "()<>[]:;@\\,.\"", "🦊 Mo", " ", "Müller, Jürgen (Köln)",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name(name):
    got = mail({"en": name})
    assert [one.addr_spec for one in got["To"].addresses] == ["mo@example.cn"]
    assert len(got["To"].addresses[0].display_name.replace(" ", "")) <= 60  # the parser puts blanks between encoded words
    assert {*got.keys()} == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


@given(st.text(max_size=200), st.text(max_size=400))
def test_whatever_people_type_it_is_one_mail_to_one_address(name, value):
    got = mail({"en": name}, values=(value,))
    assert [one.addr_spec for one in got["To"].addresses] == ["mo@example.cn"]
    assert [one.addr_spec for one in got["From"].addresses] == ["cockpit@example.cn"]
    assert len(got.keys()) == 10
    assert "https://cockpit.example.cn/Inbox" in got.get_content()


def test_a_dot_that_begins_a_line_ends_nothing():
    """The body is base64; the line to the server stuffs dots anyway."""
    from core.notice.outbox.line import _DOTS

    assert _DOTS.sub(b"..", b".\r\na\r\n.b\r\n") == b"..\r\na\r\n..b\r\n"


@pytest.mark.parametrize("good", ["mo@example.cn", "Mo.Lin+cockpit@Mail.Example.CN", "o'neill@example.co", " mo@example.cn "])
def test_an_address_is_kept_with_its_domain_in_small_letters(good):
    kept = fields.mail_address(good)
    assert kept == good.strip().partition("@")[0] + "@" + good.strip().partition("@")[2].lower()


def test_no_address_is_none():
    assert fields.mail_address(" ") is None


@pytest.mark.parametrize(
    "bad",
    ["mo", "mo@", "@example.cn", "mo@example", "mo@example.cn\r\nBcc: x@y.cn", "mo@example.cn,x@y.cn", "mo lin@example.cn", '"mo"@example.cn',
     "mo@[127.0.0.1]", "mo@-example.cn", "mo@exa_mple.cn", "mo..lin@example.cn", ".mo@example.cn", "梅@example.cn", "mo@例子.cn",
     "<mo@example.cn>", "mo@example.cn>", "a" * 65 + "@example.cn", "a@" + "b" * 250 + ".cn", "mo@example.c\n", "x" * 10_000],
)  # fmt: skip
def test_what_mail_cannot_be_sent_to_is_refused(bad):
    with pytest.raises(NotAnAddress):
        fields.mail_address(bad if bad != "mo@example.c\n" else "mo@example.c\nn")
