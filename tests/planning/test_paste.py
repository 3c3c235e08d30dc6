"""Rows pasted from a spreadsheet: examples by hand, every fault by its line, and what was written reads back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.rules import outline, paste
from core.planning.rules.notation import Before, Scale
from core.planning.rules.plan import LinkType
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.planning.templates import offered
from core.words import Language

SCALE = Scale()
HOUR = 60 * TICKS


def test_numbers_blanks_and_headings_tell_the_outline():
    found = paste.rows("Task name\tDuration\n1 Prepare\n1.1 Ask\t2d\n\n1.2 Write\t4h\t2\tPaper\tNo faults\n2 Ready\t0\t3", SCALE)
    assert found == [
        Row(1, "Prepare"), Row(2, "Ask", 2, duration=16 * HOUR), Row(3, "Write", 2, duration=4 * HOUR, before=(Before(2),), deliverable="Paper", standard="No faults"),
        Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(3),)),
    ]  # fmt: skip
    assert [row.level for row in paste.rows("准备\n  询问\n　　整理", SCALE)] == [1, 2, 3]


def test_what_has_no_duration_takes_a_day():
    assert paste.rows("Ask", SCALE)[0].duration == SCALE.day


def test_every_fault_is_told_by_its_line():
    with pytest.raises(paste.FaultyRows) as refused:
        paste.rows("Ask\tsoon\n\nWrite\t2d\t9\n\t3d", SCALE)
    assert [(fault.row, "soon" in fault.told(Language.ENGLISH)) for fault in refused.value.faults] == [(1, True), (3, False), (4, False)]
    for fault in refused.value.faults:
        assert fault.told(Language.SIMPLIFIED) != fault.told(Language.ENGLISH)


@pytest.mark.parametrize("text", ["", " \n\t\n", "Task\tDuration"])
def test_nothing_is_refused(text):
    with pytest.raises(paste.NoRows):
        paste.rows(text, SCALE)


names = st.text(st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x9FFF), min_size=1, max_size=12).map(lambda text: f"T{text}")


@st.composite
def plans(draw):
    levels = outline.normal(draw(st.lists(st.integers(1, 4), min_size=1, max_size=8)))
    found = []
    for uid, (level, summary) in enumerate(zip(levels, outline.summaries(levels), strict=True), 1):
        ties = draw(st.lists(st.builds(Before, st.integers(1, len(levels)), st.sampled_from(LinkType)), unique_by=lambda tie: (tie.uid, tie.type), max_size=2))
        duration = 0 if summary else draw(st.integers(0, 5000)) * TICKS
        kind = Kind.MILESTONE if not duration and not summary else Kind.TASK
        found.append(Row(uid, draw(names), level, kind, duration, before=tuple(sorted(ties, key=lambda tie: (tie.uid, tie.type)))))
    return found


@given(plans())
def test_rows_that_were_written_read_back_the_same(found):
    import unicodedata
    from dataclasses import replace

    found = [replace(row, name=unicodedata.normalize("NFKC", row.name)) for row in found]
    read = [replace(row, before=tuple(sorted(row.before, key=lambda tie: (tie.uid, tie.type)))) for row in paste.rows(paste.written(found, SCALE), SCALE)]
    assert read == found


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("template", offered(), ids=lambda one: one.code)
def test_what_one_can_begin_with_is_a_plan_in_every_language(template, language):
    from core.planning.rules import sheet
    from tests.planning.test_sheet import FRAME

    found = template.rows(language, SCALE)
    summary = outline.summaries([row.level for row in found])
    assert all(row.name for row in found)
    assert [row.duration > 0 for row in found] == [row.kind is Kind.TASK and not above for row, above in zip(found, summary, strict=True)]
    schedule = sheet.scheduled(FRAME, found)
    assert schedule.finish > FRAME.start
    assert not schedule.conflicts
    assert any(one.critical for one in schedule.tasks)
