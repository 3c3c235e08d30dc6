"""Tickets of another system: mappings, cells, rows that become histories, and the figures of a generated log. No database."""

import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from statistics import fmean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.config import ROOT
from core.errors import Refusal
from core.exchange.requests_import import cells, history, reading, rules
from core.exchange.requests_import import tickets as found
from core.exchange.requests_import.fields import Field, State
from core.exchange.requests_import.figures import Figures
from core.exchange.requests_import.tickets import Faults, Kind, Remarks
from core.files.rules import EmptyFile
from core.words import Language
from tests.bench.tickets import log

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CODES = rules.Codes({"priority": frozenset({"urgent", "high", "normal", "low"}), "channel": frozenset({"phone", "email"})}, frozenset({"customer", "supplier"}))
EVENTS = """
rows = "events"
source = "desk"
dates = ["%d/%m/%Y %H:%M"]
missing = ["?"]
[columns]
id = "number"
at = "updated"
order = "step"
opened_at = "opened"
resolved_at = "resolved"
closed_at = "closed"
state = "state"
group = "team"
handler = "who"
[values.state]
New = "reported"
Work = "in_hand"
Wait = "in_hand"
Done = "resolved"
Closed = "archived"
Odd = "="
[values.pause]
Wait = "customer"
"""
SNAPSHOT = 'rows = "snapshot"\nsource = "desk"\n[columns]\nid = "no"\nopened_at = "opened"\nstate = "state"\nresolved_at = "resolved"\nresponded_at = "answered"\nclosed_at = "closed"\ntitle = "title"\ntext = "text"\n'


def taken(text: str, data: bytes, codes: rules.Codes = CODES):
    """Tickets, faults and remarks of a file."""
    mapped, faults, remarks = rules.mapping(text, codes), Faults(), Remarks()
    groups = reading.read(data, mapped, faults).groups
    return list(history.tickets(history.Reader(mapped, NOW, faults, remarks), groups)), faults, remarks


def events(*lines: str) -> bytes:
    return "\n".join(["number,step,updated,opened,resolved,closed,state,team,who", *lines]).encode()


def kinds(ticket) -> list[str]:
    return [one.kind.value for one in ticket.changes]


def test_a_shipped_mapping_is_sound_and_names_known_codes():
    for name in ("incident_log", "snapshot"):
        assert rules.mapping((ROOT / "data" / "imports" / f"{name}.toml").read_text("utf-8"), rules.Codes()).source


def test_rows_of_changes_become_what_happened():
    (one,), faults, _ = taken(EVENTS, events(
        "A1,0,1/3/2020 09:10,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,New,East,?",
        "A1,2,1/3/2020 09:30,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Wait,East,Mei",
        "A1,1,1/3/2020 09:30,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Work,East,Mei",
        "A1,3,1/3/2020 12:00,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Odd,West,?",
        "A1,4,1/3/2020 13:00,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Work,West,Li",
        "A1,5,2/3/2020 08:00,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Done,West,Li",
        "A1,6,2/3/2020 09:00,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Work,West,Li",
        "A1,7,3/3/2020 09:50,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Done,West,Li",
        "A1,8,9/3/2020 10:00,1/3/2020 09:00,3/3/2020 10:00,9/3/2020 10:00,Closed,West,Li",
    ))  # fmt: skip
    assert faults.count == 0
    assert kinds(one) == [
        "opened", "acknowledged", "assigned", "assigned", "responded", "moved", "paused", "handed", "resumed", "assigned", "resolved", "reopened", "moved", "resolved", "closed",
    ]  # fmt: skip
    assert (one.state, one.handovers, one.reopenings, one.resolved_told) == (State.ARCHIVED, 1, 1, True)
    assert one.resolved_at == datetime(2020, 3, 3, 10, tzinfo=UTC), "the moment that the ticket itself tells, not that of the row"
    assert [change.at for change in one.changes] == sorted(change.at for change in one.changes)
    assert one.holder == found.Holder("West", "Li")


def test_a_state_that_says_nothing_leaves_the_ticket_as_it_was():
    (one,), _, _ = taken(EVENTS, events("A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,Work,E,?", "A1,1,1/3/2020 10:10,1/3/2020 09:00,?,?,Odd,E,?"))
    assert (one.state, kinds(one)[-2:]) == (State.IN_HAND, ["responded", "moved"])


@pytest.mark.parametrize(("line", "column", "message"), [
    ("A1,0,soon,1/3/2020 09:00,?,?,New,E,?", "updated", found.NOT_A_MOMENT),
    ("A1,0,1/3/2020 09:10,?,?,?,New,E,?", "opened", found.EMPTY),
    ("A1,0,1/3/2099 09:10,1/3/2020 09:00,?,?,New,E,?", "updated", found.IN_FUTURE),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,Gone,E,?", "state", found.NO_CODE),
    ("A1,x,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?\nA1,1,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?", "step", found.NOT_A_COUNT),
    ("?,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?", "number", found.EMPTY),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,28/2/2020 09:00,?,Done,E,?", "resolved", found.BEFORE_OPENED),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,1/3/2020 10:00,1/3/2020 09:30,Closed,E,?", "closed", found.BEFORE_RESOLVED),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New," + "E" * 200 + ",?", "team", found.TOO_LONG),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?,one,more", "", found.SHORT_ROW),
    ("A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?\nA1,1,1/3/2020 09:10,2/3/2020 09:00,?,?,New,E,?", "opened", found.TWO_OPENINGS),
])  # fmt: skip
def test_a_fault_names_its_row_and_column_and_the_ticket_is_left_out(line, column, message):
    rest = "B1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?"
    tickets, faults, _ = taken(EVENTS, events(*line.split("\n"), rest))
    assert [one.id for one in tickets] == ["B1"]
    fault = faults.listed[0]
    assert (fault.column, fault.message) == (column, message)
    assert fault.row in (2, 3)
    assert "{" not in fault.told(Language.SIMPLIFIED)


def test_impossible_moments_may_be_left_out_with_a_remark():
    line = "A1,0,1/3/2020 09:10,1/3/2020 09:00,28/2/2020 09:00,?,Done,E,?"
    (one,), faults, remarks = taken(EVENTS.replace("[columns]", 'impossible = "remark"\n[columns]', 1), events(line))
    assert (faults.count, one.resolved_told, one.resolved_at) == (0, False, datetime(2020, 3, 1, 9, 10, tzinfo=UTC))
    assert [(one.message, one.rows) for one in remarks.all()] == [(history.IMPOSSIBLE, (2,))]


def test_a_snapshot_tells_all_moments_in_one_row_and_a_second_row_of_an_id_is_a_fault():
    body = 'no,opened,state,resolved,answered,closed,title,text\nS1,2020-03-01 09:00,archived,2020-03-02 09:00,2020-03-01 10:00,2020-03-05 09:00,"=2+2","a\nb"\n'
    (one,), faults, _ = taken(SNAPSHOT, body.encode())
    assert (kinds(one), one.title, one.text, faults.count) == (["opened", "responded", "resolved", "closed"], "=2+2", "a\nb", 0)
    tickets, faults, _ = taken(SNAPSHOT, (body + body.split("\n", 1)[1]).encode())
    assert (tickets, faults.listed[0].message, faults.listed[0].row) == ([], found.TWICE, 3)


@pytest.mark.parametrize(("row", "message"), [
    ("S1,2020-03-01 09:00,resolved,,,,t,", found.NO_RESOLUTION),
    ("S1,2020-03-01 09:00,resolved,2020-03-01 09:30,2020-03-01 10:00,,t,", found.OUT_OF_ORDER),
    ("S1,2020-03-01 09:00,resolved,2020-02-01 09:30,,,t,", found.BEFORE_OPENED),
    ("S1,2020-03-01 09:00,in_hand,,,,t," + "x" * 100_000, found.TOO_LONG),
    ("S1,2020-03-01 09:00,nowhere,,,,t,", found.NO_CODE),
])  # fmt: skip
def test_a_snapshot_that_cannot_be_is_refused_by_row(row, message):
    tickets, faults, _ = taken(SNAPSHOT, f"no,opened,state,resolved,answered,closed,title,text\n{row}\n".encode())
    assert (tickets, faults.listed[0].message, faults.listed[0].row) == ([], message, 2)


def test_a_title_that_is_too_long_loses_nothing():
    (one,), _, remarks = taken(SNAPSHOT, f"no,opened,state,resolved,answered,closed,title,text\nS1,2020-03-01,reported,,,,{'long ' * 60},more\n".encode())
    assert len(one.title) == 160
    assert one.text == ("long " * 60).strip() + "\n\nmore"
    assert remarks.all()[0].message == history.CUT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_whatever_its_encoding_and_separator(encoding, separator):
    text = SNAPSHOT.replace('"no"', '"工單號"').replace('"title"', '"標題"')
    rows = [["工單號", "opened", "state", "resolved", "answered", "closed", "標題", "text"], ["甲1", "2020-03-01 09:00", "reported", "", "", "", "網路無法連線", ""]]
    (one,), faults, _ = taken(text, "\n".join(separator.join(row) for row in rows).encode(encoding))
    assert (one.id, one.title, faults.count) == ("甲1", "網路無法連線", 0)


def test_a_workbook_and_json_lines_tell_the_same_as_csv():
    rows = [["no", "opened", "state", "resolved", "answered", "closed", "title", "text"], ["7", datetime(2020, 3, 1, 9), "resolved", datetime(2020, 3, 2, 9), None, None, "t", None]]  # noqa: DTZ001
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    lines = "\n".join([json.dumps({"no": 7, "opened": "2020-03-01T09:00:00Z", "state": "resolved", "resolved": "2020-03-02T09:00:00Z", "title": "t", "answered": None, "closed": None, "text": ""}), "", "[1]"])
    from_book, _, _ = taken(SNAPSHOT, out.getvalue())
    from_json, faults, _ = taken(SNAPSHOT, lines.encode())
    assert from_book[0].digest() == from_json[0].digest()
    assert [(one.row, one.message) for one in faults.listed] == [(3, found.NOT_JSON)]


@pytest.mark.parametrize(("change", "refusal"), [
    (lambda text: text.replace('id = "no"\n', ""), rules.MappingLacks),
    (lambda text: text.replace('"no"', '"nr"'), rules.MappedColumnMissing),
    (lambda text: text.replace('title = "title"', 'titel = "title"'), rules.Unknown),
    (lambda text: text.replace("snapshot", "rows"), rules.MappingWrong),
    (lambda text: text + '[values.priority]\na = "first"\n', rules.MappingWrong),
    (lambda text: text + '[values.state]\na = "done"\n', rules.MappingWrong),
    (lambda text: 'time_zone = "Mars/Base"\n' + text, rules.MappingWrong),
    (lambda text: 'dates = ["%d %H"]\n' + text, rules.MappingWrong),
    (lambda text: 'dates = 5\n' + text, rules.MappingWrong),
    (lambda text: text.replace('"desk"', '"My Desk"'), rules.MappingWrong),
    (lambda text: text + "at = \"opened\"\n", rules.MappingWrong),
    (lambda text: text + "[customers]\nunknown = \"ask\"\n", rules.MappingWrong),
    (lambda text: "rows == 1", rules.NotAMapping),
])  # fmt: skip
def test_a_slip_in_the_mapping_is_one_clear_line(change, refusal):
    with pytest.raises(refusal) as refused:
        taken(change(SNAPSHOT), b"no,opened,state,resolved,answered,closed,title,text\n1,2020-03-01,reported,,,,,\n")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf \n"])
def test_an_empty_file_says_so(data):
    with pytest.raises(EmptyFile):
        taken(SNAPSHOT, data)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_whatever_bytes_come_they_are_read_or_refused_in_words(data):
    with suppress(Refusal):
        taken(SNAPSHOT, data)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
@settings(max_examples=100, deadline=None)
def test_moments_are_read_by_patterns_as_strptime_reads_them(at):
    from zoneinfo import ZoneInfo

    at = at.replace(microsecond=0)
    for form in ("%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %I:%M:%S %p"):
        read = cells.Moments((form,), ZoneInfo("Asia/Shanghai")).of(at.strftime(form))
        assert read == at.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def test_the_figures_of_a_log_are_those_that_were_put_into_it():
    data, truth = log(4000, seed=3)
    mapped = rules.mapping((ROOT / "data" / "imports" / "incident_log.toml").read_text("utf-8").replace("Europe/London", "UTC"), rules.Codes())
    faults, figures, read = Faults(), Figures(), None
    read = reading.read(data, mapped, faults)
    for one in history.tickets(history.Reader(mapped, NOW, faults, Remarks()), read.groups):
        figures.add(one)
    told = figures.told()
    hours = [seconds / 3600 for seconds in truth.seconds]
    assert (read.rows, figures.tickets, faults.count) == (truth.rows, truth.tickets, 0)
    assert told["by_source_state"] == dict(truth.states)
    assert told["by_source_priority"] == dict(sorted(truth.priorities.items()))
    assert (told["reassignments"]["total"], told["reopened"]["tickets"]) == (truth.handovers, truth.reopened)
    assert (told["first_contact_resolution"]["tickets"], told["made_sla"]["tickets"]) == (truth.at_once, truth.in_time)
    assert told["resolution_hours"]["n"] == len(hours)
    assert told["resolution_hours"]["median"] == pytest.approx(median(hours), abs=1e-3)
    assert told["resolution_hours"]["mean"] == pytest.approx(fmean(hours), abs=1e-3)


def test_the_same_ticket_has_the_same_mark_and_another_event_changes_it():
    lines = ["A1,0,1/3/2020 09:10,1/3/2020 09:00,?,?,New,E,?", "A1,1,1/3/2020 09:20,1/3/2020 09:00,?,?,Work,E,?"]
    one, again, more = (taken(EVENTS, events(*rows))[0][0] for rows in (lines[:1], lines[:1], lines))
    assert one.digest() == again.digest() != more.digest()
    assert {change.key() for change in one.changes} <= {change.key() for change in more.changes}


def test_events_that_are_open_keep_no_resolution_and_columns_named_twice_give_the_first():
    (one,), _, remarks = taken(EVENTS, events("A1,0,1/3/2020 09:10,1/3/2020 09:00,2/3/2020 09:00,?,Work,E,?"))
    assert one.resolved_at is None
    assert remarks.all()[0].message == history.NOT_YET
    assert Kind.RESOLVED not in {change.kind for change in one.changes}
    assert Field.STATE in rules.mapping(EVENTS, CODES).columns
