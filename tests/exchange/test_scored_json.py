"""A sheet as JSON: scored exactly as on the page, and every wrong field named by its path."""

import json
from copy import deepcopy

import pytest

from core.__main__ import main
from core.exchange.scored_json import FaultySheet, __doc__, scored

SHEET = json.loads(__doc__[__doc__.index("{") : __doc__.rindex("}}") + 2])
"""The example that the module prints."""


def of(sheet) -> dict:
    return scored(json.dumps(sheet).encode())


def changed(**answers) -> dict:
    sheet = deepcopy(SHEET)
    sheet["answers"] |= answers
    return sheet


def test_the_documented_example_by_hand():
    """Files: (3/5 + 7.5/10) / 2 = 67.5, weight 40. Speed: yes, the rest does not apply: 100, weight 60. 27 + 60 = 87."""
    found = of(SHEET)
    assert (found["total"], found["exact"], found["band"], found["share"], found["reason"]) == (87.0, "87", "good", 0.82, None)
    assert [one["score"] for one in found["sections"]] == [67.5, 100.0]
    assert sum(one["lost"] or 0 for one in found["items"]) == pytest.approx(13)


def test_a_veto_keeps_the_score_before_it():
    found = of(changed(f1=0))
    assert found["vetoes"] == ["f1"]
    assert found["sections"][0] | {"share": 1} == {"code": "files", "score": 0.0, "before_veto": 37.5, "share": 1, "vetoed": True}
    assert (found["total"], found["before_veto"], found["band"]) == (60.0, 75.0, "poor")


def test_missing_and_too_little_are_no_number():
    found = of(changed(s1=None))
    assert (found["total"], found["reason"], found["missing"]) == (None, "missing", ["s1"])
    assert of(changed(s1="n/a", f1={"not_applicable": True}))["reason"] == "too_little_applies"
    assert of(changed(s2={"raw": 2}))["total"] == pytest.approx(27 + 60 * (0.7 + 0.3 * 0.6))



def test_numbers_are_taken_as_they_are_written():
    """0.1 of 0.3 is a third, not 0.33333333333333337."""
    sheet = changed(f2=0.1)
    sheet["template"]["sections"][0]["items"][1] |= {"maximum": 0.3}
    assert of(sheet)["exact"] == "236/3"


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        ("answers.f2", lambda s: s["answers"].update(f2=10.5)),
        ("answers.f2.raw", lambda s: s["answers"].update(f2={"raw": -1})),
        ("answers.f1", lambda s: s["answers"].update(f1=4)),
        ("answers.f1", lambda s: s["answers"].update(f1="much")),
        ("answers.f1", lambda s: s["answers"].update(f1=[3])),
        ("answers.f1", lambda s: s["answers"].update(f1={"not_applicable": False})),
        ("answers.zz", lambda s: s["answers"].update(zz=1)),
        ("answers", lambda s: s.update(answers=[])),
        ("template.sections[0]", lambda s: s["template"]["sections"][0]["items"][0].update(weight=51)),
        ("template.sections[1].items[0]", lambda s: s["template"]["sections"][1]["items"][0].update(method="guess")),
        ("template.sections[0].items[0]", lambda s: s["template"]["sections"][0]["items"][0].update(levels=[3, "x"])),
        ("template", lambda s: s["template"].update(bands=[])),
        ("template", lambda s: s["template"].pop("sections")),
        ("$", lambda s: s.pop("template")),
        ("$", lambda s: s.update(more=1)),
    ],
)
def test_a_wrong_field_is_named_by_its_path(path, spoil):
    sheet = deepcopy(SHEET)
    spoil(sheet)
    with pytest.raises(FaultySheet) as refused:
        of(sheet)
    assert path in {fault.where for fault in refused.value.faults}


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"\xff", b'{"template": {}, "template": {}}', b"[" * 100_000, json.dumps(changed(f2=0)).encode().replace(b'"f2": 0', b'"f2": NaN')]
)
def test_what_is_no_such_document_is_refused(text):
    with pytest.raises(FaultySheet):
        scored(text)


def test_the_command_answers_with_the_score_or_with_2(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(SHEET))
    assert main(["score", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 87.0
    assert main(["score", str(file)]) == 0
    assert "87.0" in capsys.readouterr().out
    file.write_text(json.dumps(changed(f2=99)))
    assert main(["score", str(file), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["faults"] == ["answers.f2: 99 is outside the range from 0 to 10."]


def test_a_sample_and_bonus_points_by_hand():
    """As the example, but f2 is a sample of 10 with 8 conforming: files (60 + 80) / 2 = 70, 28 + 60 = 88; and 2.5 on top."""
    sheet = changed(f2={"conforming": 8, "checked": 10}, x=2.5)
    items = sheet["template"]["sections"][0]["items"]
    items[1] = {"code": "f2", "weight": 50, "method": "sampled"}
    items.append({"code": "x", "weight": 0, "method": "bonus", "maximum": 3})
    sheet["template"]["bonus_cap"] = "5"
    found = of(sheet)
    assert (found["total"], found["before_veto"], found["missing"]) == (90.5, 90.5, [])
    assert {one["code"]: (one["fraction"], one["gained"], one["lost"]) for one in found["items"]}["f2"] == (0.8, None, 4.0)
    assert [one["gained"] for one in found["items"] if one["code"] == "x"] == [2.5]
    silent = deepcopy(sheet)
    del silent["answers"]["x"]
    assert (of(silent)["total"], of(silent)["missing"]) == (88.0, [])
    for wrong in ({"conforming": 11, "checked": 10}, {"conforming": 1, "checked": 0}, {"conforming": 1, "checked": 2.5}, {"conforming": 1}, 8):
        sheet["answers"]["f2"] = wrong
        with pytest.raises(FaultySheet):
            of(sheet)


def test_a_sample_says_how_many_were_checked():
    sheet = changed(f2={"raw": 3, "checked": 4})
    sheet["template"]["sections"][0]["items"][1] = {"code": "f2", "weight": 50, "method": "sampled"}
    assert of(sheet)["sections"][0]["score"] == 67.5
    for wrong in ({"raw": 5, "checked": 4}, {"raw": 3, "checked": 0}, {"raw": 3}):
        sheet["answers"]["f2"] = wrong
        with pytest.raises(FaultySheet):
            of(sheet)


RECORDS = {
    "template": {
        "veto_cap": 59,
        "sections": [
            {"code": "desk", "weight": 40, "items": [{"code": "calm", "weight": 100, "method": "yes_no"}]},
            {"code": "records", "weight": 60, "repeat": {"least": 2, "most": 4, "combining": "mean"}, "items": [
                {"code": "whole", "weight": 70, "levels": [0, 1, 2]},
                {"code": "signed", "weight": 30, "method": "yes_no", "veto": "total"}]},
        ],
    },
    "answers": {"calm": True, "whole": [1, 2, "n/a"], "signed": [True, True, True]},
}  # fmt: skip


def records(combining="mean", **answers):
    sheet = deepcopy(RECORDS)
    sheet["template"]["sections"][1]["repeat"]["combining"] = combining
    sheet["answers"] |= answers
    return sheet


def test_a_section_answered_for_several_instances_by_hand():
    """Whole: 1/2 and 1, one does not apply: 3/4. 40 + 60 * (70 * 3/4 + 30) / 100 = 89.5; by the worst of them 79."""
    found = of(records())
    whole = found["items"][1]
    assert (found["total"], whole["fraction"], whole["instances"], whole["n"], whole["combining"], whole["lost"]) == (89.5, 0.75, [0.5, 1.0, None], 2, "mean", 10.5)
    assert "instances" not in found["items"][0]
    assert of(records("worst"))["total"] == 79.0


def test_any_instance_vetoes_and_an_open_one_is_missing():
    assert of(records(signed=[True, True, False])) | {"items": 0, "sections": 0} == of(records(signed=[False, True, True])) | {"items": 0, "sections": 0}
    assert (of(records(signed=[True, True, False]))["total"], of(records(signed=[True, True, False]))["vetoes"]) == (59.0, ["signed"])
    assert of(records(whole=[1, None, 2]))["missing"] == ["whole"]
    assert of(records(whole=["n/a"] * 3))["not_applicable"] == 1


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("answers.whole", {"whole": 2}),
        ("answers.whole", {"whole": [2], "signed": [True]}),
        ("answers.whole", {"whole": [2] * 5, "signed": [True] * 5}),
        ("answers.whole[1]", {"whole": [2, 7, 1]}),
        ("answers.whole", {"whole": [2, 1]}),
        ("answers.calm", {"calm": [True, True]}),
    ],
)
def test_wrong_instances_are_named_by_their_path(path, answers):
    with pytest.raises(FaultySheet) as caught:
        of(records(**answers))
    assert caught.value.faults[0].where == path
