"""What people type is made clean or refused in words."""

import contextlib
import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core import fields
from core.errors import Empty, NotANumber, TooLong

anything = st.text(st.characters(exclude_categories=()), max_size=60)
CONTROLS = {chr(n) for n in (*range(32), *range(127, 160))}


def line(text, limit=1000):
    return fields.line(text, "Name", limit, needed=False)


def paragraph(text, limit=1000):
    return fields.paragraph(text, "Note", limit, needed=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mei \t Zhang ", "Mei Zhang"),
        ("two\r\nlines", "two lines"),
        ("one\u2028two\u3000three", "one two three"),
        ("a \x00 b", "a b"),
        ("txt.\u202eexe", "txt.exe"),
        ("𠮷野家 👩‍💻", "𠮷野家 👩‍💻"),
    ],
)
def test_a_line_is_kept_clean(typed, kept):
    assert line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("one\r\ntwo\rthree", "one\ntwo\nthree"), ("  \n one\n\ttwo \n", "one\n\ttwo"), ("a\x00\x1b[31mb", "a[31mb")]
)
def test_a_paragraph_keeps_its_lines(typed, kept):
    assert paragraph(typed) == kept


def test_what_is_needed_is_asked_for():
    for blank in ("", "   ", "\x00", "\u202e\u2028"):
        with pytest.raises(Empty, match="Name"):
            fields.line(blank, "Name", 10)
    assert fields.line("", "Name", 10, needed=False) == ""


def test_length_counts_what_is_kept():
    assert fields.line("  " + "好" * 10 + "\x00 ", "Name", 10) == "好" * 10
    with pytest.raises(TooLong) as caught:
        fields.line("好" * 11, "Name", 10)
    assert caught.value.facts == {"field": "Name", "limit": 10, "length": 11}


def test_a_content_keeps_its_languages_and_no_others():
    assert fields.content({"en": " Files ", "zh_Hans": "档案", "zh_Hant": " ", "fr": "Dossiers"}, "Name", 10) == {"en": "Files", "zh_Hans": "档案"}
    for empty in ({}, {"en": " "}, {"fr": "Dossiers"}):
        with pytest.raises(Empty):
            fields.content(empty, "Name", 10)


@pytest.mark.parametrize(("typed", "number"), [("1.5", "1.5"), (" １．５ ", "1.5"), ("-3", "-3"), ("1e3", "1000"), ("0.10", "0.10")])
def test_a_number_is_read_as_people_type_it(typed, number):
    assert fields.decimal(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "1,5", "one", "NaN", "Infinity", "-inf", "1e13", "1.2.3", "٣,٥", "0x10"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotANumber):
        fields.decimal(typed)


@given(anything)
def test_no_control_character_stays(text):
    assert not CONTROLS & set(line(text))
    assert not (CONTROLS - {"\n", "\t"}) & set(paragraph(text))
    for kept in (line(text), paragraph(text)):
        assert not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in kept)
        assert not any(unicodedata.category(sign) == "Cs" for sign in kept)


@given(anything)
def test_cleaning_twice_changes_nothing(text):
    assert line(line(text)) == line(text)
    assert paragraph(paragraph(text)) == paragraph(text)


@given(anything)
def test_what_is_kept_goes_into_a_file_a_report_and_a_database(text):
    for kept in (line(text), paragraph(text)):
        assert kept.encode("utf-8").decode("utf-8") == kept
        etree.Element("text").text = kept  # lxml refuses what no XML may hold
        assert json.loads(json.dumps(kept)) == kept


@given(anything)
def test_a_line_has_no_blanks_too_many(text):
    kept = line(text)
    assert kept == kept.strip()
    assert "  " not in kept
    assert len(kept.splitlines()) <= 1


@given(st.text(max_size=30))
def test_a_number_is_finite_or_refused(text):
    with contextlib.suppress(NotANumber):
        assert abs(fields.decimal(text)) <= 10**12


def test_every_kept_text_survives_both_databases(database):
    from core import db
    from core.audit import note
    from core.audit.actions import NOBODY
    from tests.cast import sound_chain, trail

    texts = [fields.paragraph("".join(map(chr, range(start, start + 400))), "Note", 1000, needed=False) for start in range(0, 0x2FFF, 400)]
    texts.append(fields.paragraph("\ud800\udfff\ufffe\uffff\U0001f469\u200d\U0001f4bb\\u0000", "Note", 100))
    with db.writing() as session:
        note(session, NOBODY, "test:texts", "nothing", None, texts=texts)
    assert trail("test:texts")[0].facts["texts"] == texts
    assert sound_chain()
