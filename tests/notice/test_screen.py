"""The inbox and the comments on the screen: read, lead on, choose; hostile words stay words."""

import re

import pytest

from core import work
from core.comments import actions as comments
from core.notice import queries
from core.notice.rules import Mail
from core.words import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")
HOSTILE = "**bold** <script>alert(1)</script> [x](http://evil.cn) ![y](http://evil.cn/y.png) :smile: $x$"


@pytest.fixture
def called(house, do):
    """Ada has called Mo twice on Hotline."""
    for words in ("First, @mo", HOSTILE + " @mo"):
        do(comments.write, "ada", "project", house.projects["hotline"], body=words)


def said(at):
    """What a reader sees; an unread notice is the label of what opens it."""
    return "\n".join((*(one.value for one in (*at.markdown, *at.caption, *at.subheader)), *(one.label for one in at.button)))


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ENGLISH, "Ada mentions you"), (Language.SIMPLIFIED, "艾达在"), (Language.TRADITIONAL, "艾达在")]
)
def test_the_inbox_speaks_the_reader_s_language(screen, called, language, words):
    at = screen("pages/Inbox.py", "mo", language=language)
    assert not at.exception
    assert said(at).count(words) == 2
    assert "**2**" in said(at), "the head counts the unread ones"


def test_hostile_words_stay_words(screen, called):
    whole = said(screen("pages/Inbox.py", "mo"))
    text = whole.replace("\\<", "")  # an escaped one begins no tag
    for made in ("**bold**", "<script", "](http://evil", "![y]", ":smile:", "$x$"):
        assert made not in text
    assert "\\*\\*bold\\*\\*" in whole


def test_one_is_read_and_then_all(screen, called, house, ask):
    at = screen("pages/Inbox.py", "mo")
    next(one for one in at.button if one.key.startswith("inbox:read:")).click().run()
    assert not at.exception
    assert ask(queries.unread, "mo") == 1
    assert "**1**" in said(at)
    at.button(key="inbox:read_all").click().run()
    assert ask(queries.unread, "mo") == 0
    assert "Nothing unread" in said(at)
    at.segmented_control(key="inbox:which").set_value("all").run()
    assert said(at).count("mentions you") == 2


def test_opening_what_a_notice_speaks_of_marks_it_as_read(screen, called, ask):
    at = screen("pages/Inbox.py", "mo")
    assert "Mark as read" in said(at)
    assert re.search(r"Today \d\d:\d\d\n", said(at)), "minutes are enough"
    next(one for one in at.button if one.key.startswith("inbox:open:")).click().run()
    assert ask(queries.unread, "mo") == 1


def test_a_wish_is_kept(screen, house, ask):
    at = screen("pages/Inbox.py", "mo")
    at.segmented_control(key="inbox:mail:mention").set_value(Mail.NEVER).run()
    assert not at.exception
    assert ask(queries.preferences, "mo")["mention"] is Mail.NEVER
    assert ask(queries.preferences, "mo")["comment"] is Mail.DIGEST


def test_my_work_shows_the_newest(screen, called):
    at = screen("pages/My_work.py", "mo")
    assert "New for you" in said(at)
    assert "mentions you" in said(at)
    assert "New for you" not in said(screen("pages/My_work.py", "ming"))


def test_the_head_asks_for_its_number_once_and_not_at_every_run(screen, called, house, do, monkeypatch):
    asked = []
    real = queries.unread
    monkeypatch.setattr(queries, "unread", lambda session, actor: asked.append(1) or real(session, actor))
    at = screen("pages/Account.py", "mo")
    for _ in range(4):
        at.run()
    assert len(asked) == 1


def test_the_own_address_is_kept_or_refused_in_words(screen, house):
    at = screen("pages/Account.py", "mo")
    at.text_input(key="own_email:address").set_value("mo@example.cn\r\nBcc: x@y.cn")
    next(one for one in at.button if one.label == "Save").click().run()
    assert "not an e\\-mail address" in at.error[0].value or "e-mail" in at.error[0].value
    at.text_input(key="own_email:address").set_value("Mo@Example.CN")
    next(one for one in at.button if one.label == "Save").click().run()
    assert not at.error
    from core.people.queries import own_email

    assert work.ask(own_email, house.actor("mo")) == "Mo@example.cn"


def test_nobody_reads_another_one_s_inbox(screen, called):
    assert "Ada mentions" not in said(screen("pages/Inbox.py", "ming"))


@pytest.mark.parametrize("body", [HOSTILE, "    code\n\n    code", "Title\n===", "&lt;b&gt;", "- a\n1. b", "| a | b |\n|---|---|", "line\n\n\nline"])
def test_a_comment_is_shown_letter_by_letter(body):
    """What Markdown would make of it is escaped; line breaks stay."""
    from pages.parts.comments import written

    shown = written(body)
    assert len(shown.split("\n")) == len(body.split("\n"))
    for line in shown.split("\n"):
        assert not line.startswith(("    ", "\t", "- ", "1. ", "===", "|", "#"))
    for mark in ("**", "<", "](", "&lt"):
        assert mark not in shown.replace("\\" + mark[0], "").replace("\\" + mark[-1], "")
