"""Every kind of record is found by those who may see it, under its own address, and by nobody else."""

import pytest

import core.everything  # noqa: F401
from core import subjects
from core.errors import NotFound
from pages.parts.frame import DOORS


def test_a_sheet_is_found_by_its_inspector_and_by_nobody_beside(database, house, ask, refused):
    found = ask(subjects.place, "mei", "sheet", house.sheet)
    assert (found.code, found.path, found.project_id) == ("INS-2026-0001", "Scoring_sheet?sheet=INS-2026-0001", house.projects["hotline"])
    assert house.people["mei"] in found.people
    with refused(NotFound):
        ask(subjects.place, "pei", "sheet", house.sheet)


def test_every_place_stands_behind_a_door(sqlite_database, house, ask):
    numbers = {"sheet": house.sheet, "round": house.round, "project": house.projects["hotline"], "template_version": 1}
    for kind, number in numbers.items():
        found = ask(subjects.place, "lin", kind, number)
        assert (found.kind, found.id) == (kind, number)
        assert found.path.partition("?")[0] in {door.path for door in DOORS}
        assert found.code
        assert found.name


@pytest.mark.parametrize("kind", ["", "sheets", "nothing"])
def test_an_unknown_kind_is_refused_like_a_missing_record(sqlite_database, house, ask, refused, kind):
    with refused(NotFound):
        ask(subjects.place, "lin", kind, 1)


def test_a_missing_record_is_refused(sqlite_database, house, ask, refused):
    for kind in subjects.kinds():
        with refused(NotFound):
            ask(subjects.place, "ada", kind, 987654)
