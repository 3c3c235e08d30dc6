"""Frozen copies: two of them differ exactly where they differ, and the difference can be read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.approval.copies.rules import Change, Kind, difference, digest, leaves, written

BEFORE = {
    "name": {"en": "Hotline", "zh_Hans": "热线"},
    "sections": [
        {"code": "contact", "weight": "60", "items": [{"code": "greeting", "weight": "50"}, {"code": "speed", "weight": "50"}]},
        {"code": "files", "weight": "40"},
    ],
    "grades": ["good", "poor"],
}


def test_a_changed_weight_is_named_by_the_way_to_it():
    after = json.loads(written(BEFORE))
    after["sections"][0]["items"][0]["weight"] = "45"
    assert difference(BEFORE, after) == (Change(("sections", "contact", "items", "greeting", "weight"), Kind.CHANGED, "50", "45"),)


def test_a_row_that_comes_in_front_changes_nothing_but_itself():
    after = json.loads(written(BEFORE))
    after["sections"].insert(0, {"code": "desk", "weight": "0"})
    assert difference(BEFORE, after) == (
        Change(("sections", "desk", "code"), Kind.ADDED, None, "desk"),
        Change(("sections", "desk", "weight"), Kind.ADDED, None, "0"),
    )


def test_a_row_that_goes_is_removed_and_an_order_that_changes_is_told():
    after = json.loads(written(BEFORE))
    after["sections"].reverse()
    assert difference(BEFORE, after) == (Change(("sections",), Kind.MOVED, "contact, files", "files, contact"),)
    del after["sections"][1]
    assert [(one.path, one.kind) for one in difference(BEFORE, after)][:2] == [
        (("sections", "contact", "code"), Kind.REMOVED),
        (("sections", "contact", "weight"), Kind.REMOVED),
    ]


def test_a_text_in_several_languages_is_one_place():
    after = json.loads(written(BEFORE)) | {"name": {"en": "Hotline", "zh_Hans": "客服热线"}}
    assert difference(BEFORE, after) == (Change(("name",), Kind.CHANGED, BEFORE["name"], after["name"]),)


def test_rows_without_codes_are_counted():
    assert difference({"grades": ["good", "poor"]}, {"grades": ["good", "fair", "poor"]}) == (
        Change(("grades", "2"), Kind.CHANGED, "poor", "fair"),
        Change(("grades", "3"), Kind.ADDED, None, "poor"),
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("1", 1), ({}, []), (None, ""), ({}, None)])
def test_what_only_looks_alike_differs(one, other):
    assert digest({"x": one}) != digest({"x": other})
    assert difference({"x": one}, {"x": other}) == (Change(("x",), Kind.CHANGED, one, other),)


PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab中", max_size=3)
ROWS = st.lists(st.fixed_dictionaries({"code": st.sampled_from("pqrst")}, optional={"weight": PLAIN}), max_size=4, unique_by=lambda row: row["code"])
DOCUMENTS = st.recursive(
    PLAIN | st.dictionaries(st.sampled_from(["en", "zh_Hans"]), st.text("ab", max_size=2), min_size=1),
    lambda inner: st.dictionaries(st.sampled_from(["name", "kind", "more"]), inner, max_size=3) | st.fixed_dictionaries({}, optional={"rows": ROWS, "more": inner}),
    max_leaves=8,
)


def applied(document, changes):
    """The plain values of `document` after the changes, by their way."""
    found = dict(leaves(document))
    for change in changes:
        if change.kind is Kind.MOVED:
            continue
        found = {path: value for path, value in found.items() if path[: len(change.path)] != change.path}
        if change.kind is not Kind.REMOVED:
            found |= dict(leaves(change.after, change.path))
    return found


@given(DOCUMENTS, DOCUMENTS)
def test_there_is_no_difference_exactly_between_equal_documents(a, b):
    assert (difference(a, b) == ()) is (digest(a) == digest(b))
    assert difference(a, json.loads(written(a))) == ()


@given(DOCUMENTS, DOCUMENTS)
def test_a_difference_leads_from_one_document_to_the_other(a, b):
    assert {path: digest(value) for path, value in applied(a, difference(a, b)).items()} == {path: digest(value) for path, value in leaves(b)}


@given(DOCUMENTS, DOCUMENTS)
def test_forth_and_back_are_mirror_images(a, b):
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED, Kind.MOVED: Kind.MOVED}
    forth, back = difference(a, b), difference(b, a)
    assert {(one.path, turned[one.kind], digest(one.after), digest(one.before)) for one in forth} == {
        (one.path, one.kind, digest(one.before), digest(one.after)) for one in back
    }
