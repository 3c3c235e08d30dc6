"""The page of an open sheet takes a file back: what it would change is shown, what is ticked is kept, the rest is said in words."""

import io

import openpyxl
import pytest

from core.exchange.offline import queries
from core.inspection.sheets import queries as sheets
from core.words import Language
from tests.cast import rated
from tests.exchange.test_offline import File

PAGE = "pages/Scoring_sheet.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def opened(house, screen):
    def opened_(who="mei", **more):
        at = screen(PAGE, who, query={"sheet": house.row().code}, **more)
        assert not at.exception
        return at

    return opened_


@pytest.fixture
def brought(house, opened, monkeypatch):
    """The page with a file in its uploader."""
    import streamlit as st

    held = {}
    real = st.file_uploader

    def uploader(label, *args, key=None, **kwargs):
        return held.get(key) if key and key.startswith("offline:") else real(label, *args, key=key, **kwargs)

    monkeypatch.setattr(st, "file_uploader", uploader)

    def brought_(data, **more):
        upload = io.BytesIO(data)
        upload.file_id = "one"
        held[f"offline:{house.sheet}:file:0"] = upload
        return opened(**more)

    return brought_


@pytest.fixture
def file(house, ask):
    return lambda: File(queries.write(ask(sheets.sheet, "mei", house.row().code), Language.ENGLISH))


def said(at):
    return "\n".join(one.value for kind in (at.markdown, at.caption, at.info, at.warning, at.error) for one in kind).replace("\\", "")


def save(house, at):
    return next(one for one in at.button if one.key == f"offline:{house.sheet}:save")


@pytest.mark.parametrize("language", Language)
def test_the_panel_stands_on_an_open_sheet_only(house, opened, language):
    names = {Language.ENGLISH: "paper", Language.SIMPLIFIED: "纸质", Language.TRADITIONAL: "紙本"}
    assert any(names[language] in one.label for one in opened(language=language).expander)
    house.finish(house.sheet)
    assert not any(names[language] in one.label for one in opened(language=language).expander)


def test_what_is_ticked_is_kept_in_one_go(house, brought, file):
    house.answer(house.sheet, "consent", rated(1))
    filled = file().type("greeting", "50 · Fair").type("speed", 7, note="Three waited.").type("consent", "No")
    house.answer(house.sheet, "consent", rated(1), seen=1)
    house.answer(house.sheet, "greeting", rated(100))
    at = brought(filled.saved())
    assert "Changed on both sides" in said(at)
    assert save(house, at).label == "Save 3 answers as a draft"
    clash = next(box for box in at.checkbox if "greeting" in box.label)
    assert clash.value is False
    clash.check().run()
    assert save(house, at).label == "Save 4 answers as a draft"
    save(house, at).click().run()
    assert not at.exception
    kept = {code: house.kept(code).raw for code in ("greeting", "speed", "consent")}
    assert kept == {"greeting": 50, "speed": 7, "consent": 0}
    assert house.kept("speed").note == "Three waited."


def test_an_answer_given_meanwhile_is_seen_at_the_next_look(house, brought, file):
    at = brought(file().type("greeting", "50 · Fair").saved())
    house.answer(house.sheet, "greeting", rated(0))
    save(house, at).click().run()
    assert house.kept("greeting").raw == 0
    assert "Changed on both sides" in said(at)


def test_refusals_are_sentences(house, brought, file):
    assert "Row 5, greeting: “Splendid” is not one of the choices" in said(brought(file().type("greeting", "Splendid").saved()))
    changed = file()
    changed.cell("greeting", "text").value = "Anything?"
    assert "The locked part of this file was changed" in said(brought(changed.saved()))
    assert "damaged" in said(brought(b"no workbook"))
    empty = openpyxl.Workbook()
    out = io.BytesIO()
    empty.save(out)
    assert "This is not the file of a scoring sheet" in said(brought(out.getvalue()))
    assert "nothing that is not kept already" in said(brought(file().saved()))
