"""Tickets of another system become requests with clocks; a second time only what is new; one entry in the trail."""

import json

import pytest
from sqlalchemy import func, select

from core import __main__ as command_line
from core import db, work
from core.config import ROOT
from core.customers import actions as customers
from core.errors import AlreadyExists, NotPermitted, Stale
from core.exchange.requests_import import taking
from core.service.imports import actions, queries, rules
from core.service.imports.records import ImportedRequest
from core.service.requests import queries as requests
from core.service.requests.records import Handover, Request, RequestEvent
from tests.bench.tickets import log
from tests.cast import trail

MAP = """
rows = "events"
source = "desk"
project = "{project}"
dates = ["%d/%m/%Y %H:%M"]
[columns]
id = "no"
at = "at"
opened_at = "opened"
state = "state"
customer = "who"
handler = "by"
priority = "rank"
title = "title"
[values.state]
New = "reported"
Work = "in_hand"
Wait = "in_hand"
Done = "resolved"
Closed = "archived"
[values.pause]
Wait = "customer"
[defaults]
channel = "phone"
class = "technology"
[people]
Ming = "ming"
Mo = "mo"
"""
HEAD = "no,at,opened,state,who,by,rank,title"
FIRST = [
    "1,3/2/2020 10:00,3/2/2020 10:00,New,Northern Ferries,Ming,normal,No network",
    "1,3/2/2020 10:30,3/2/2020 10:00,Work,Northern Ferries,Ming,normal,No network",
    "1,3/2/2020 11:00,3/2/2020 10:00,Wait,Northern Ferries,Mo,high,No network",
    "2,3/2/2020 10:00,3/2/2020 10:00,New,Harbour,,low,=1+1",
]
LATER = [
    "1,3/2/2020 13:00,3/2/2020 10:00,Work,Northern Ferries,Mo,high,No network",
    "1,3/2/2020 14:00,3/2/2020 10:00,Done,Northern Ferries,Mo,high,No network",
    "1,5/2/2020 14:00,3/2/2020 10:00,Closed,Northern Ferries,Mo,high,No network",
]


@pytest.fixture
def job(house, hotline):
    """`job("mo", lines)`: what the file says, as the person would import it."""

    def job_(who, lines, *, skip=False, text=MAP):
        from core.clock import now

        known = work.ask(queries.codes, house.actor(who))
        mapped = taking.checked(text.replace("{project}", hotline), known)
        return taking.taken("\n".join([HEAD, *lines]).encode(), "tickets.csv", mapped, now(), skip=skip).job

    return job_


def rows() -> dict[str, Request]:
    with db.reading() as session:
        found = list(session.scalars(select(Request)))
        session.expunge_all()
    return {row.source_key: row for row in found}


def steps(key: str) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(
            select(RequestEvent.kind).join(Request, Request.id == RequestEvent.request_id).where(Request.source_key == key, RequestEvent.void.is_(False)).order_by(RequestEvent.place)
        ))  # fmt: skip


def test_a_second_import_adds_only_what_is_new(database, house, do, ask, job):
    known = do(customers.enter, "mo", name="northern ferries", project_ids=[house.projects["hotline"]])
    first = do(actions.take, "mo", job("mo", FIRST))
    assert (first.created, first.updated, first.unchanged, first.customers) == (2, 0, 0, 1)
    one = rows()["1"]
    assert (one.customer_id, one.state, one.priority, one.handler_id, one.handovers) == (known, "in_hand", "high", house.people["mo"], 1)
    assert one.paused_at is not None
    assert one.respond_used is not None
    assert rows()["2"].title == "=1+1"
    assert rows()["2"].told == {"respond": 150, "resolve": 150}, "nobody is told of what is long past"
    entry = trail("request:import")[-1]
    assert (entry.facts["created"], entry.facts["events"], len(entry.facts["sha256"])) == (2, first.events, 64)

    again = do(actions.take, "mo", job("mo", FIRST))
    assert (again.created, again.updated, again.unchanged, again.events) == (0, 0, 2, 0)
    more = do(actions.take, "mo", job("mo", [*FIRST, *LATER]))
    assert (more.created, more.updated, more.unchanged) == (0, 1, 1)
    assert more.events == 4  # resumed, resolved, confirmed, archived
    assert steps("1")[-5:] == ["paused", "resumed", "resolved", "confirmed", "archived"]
    one = rows()["1"]
    assert (one.state, one.open, one.next_rung_at) == ("archived", False, None)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Handover)) == 1
        assert session.scalar(select(func.count()).select_from(ImportedRequest)) == 2
    assert len(trail("request:import")) == 3
    found = ask(queries.imports, "mo")
    assert [(row.created, row.updated) for row in found] == [(0, 1), (0, 0), (2, 0)]
    assert ask(requests.view, "mo", one.code).title == "No network"


def test_what_somebody_worked_on_here_is_left_alone(sqlite_database, house, do, job):
    do(actions.take, "mo", job("mo", FIRST))
    row = rows()["2"]
    from core.service.handling import actions as handling

    do(handling.classify, "mo", row.id, problem_class="process", urgency="low", impact="low", version=row.version)
    outcome = do(actions.take, "mo", job("mo", [*FIRST, "2,4/2/2020 10:00,3/2/2020 10:00,Work,Harbour,,low,other"]))
    assert (outcome.left, outcome.updated) == (1, 0)
    assert rows()["2"].title == "=1+1"


def test_faults_of_names_are_told_by_row_and_nothing_is_kept(sqlite_database, house, do, ask, job, refused):
    text = MAP.replace('Mo = "mo"', 'Mo = "nobody"').replace("[people]", '[customers]\nunknown = "refuse"\n[people]')
    bad = job("mo", FIRST, text=text)
    ready = ask(queries.prepared, "mo", bad)
    assert [(one.row, one.field) for one in ready.faults] == [(2, "customer"), (5, "customer")]
    with refused(rules.FaultyRows):
        do(actions.take, "mo", bad)
    with refused(rules.NothingSound):
        do(actions.take, "mo", job("mo", FIRST, text=text, skip=True))
    with refused(NotPermitted):
        do(actions.take, "ming", bad)
    with refused(rules.UnknownProject):  # Hotline is not Pei's
        do(actions.take, "pei", job("pei", FIRST))


def test_mappings_are_saved_for_everybody_who_imports(sqlite_database, house, do, ask, refused):
    made = do(actions.save_mapping, "mo", name=" Desk ", text=MAP)
    with refused(AlreadyExists):
        do(actions.save_mapping, "hu", name="Desk", text=MAP)
    (saved,) = ask(queries.mappings, "hu")
    do(actions.save_mapping, "hu", name="Desk 2", text=MAP, mapping_id=made, version=saved.version)
    with refused(Stale):
        do(actions.drop_mapping, "mo", made, version=saved.version)
    (saved,) = ask(queries.mappings, "mo")
    assert do(actions.drop_mapping, "mo", made, version=saved.version) == made
    with refused(NotPermitted):
        ask(queries.mappings, "ming")


def test_the_command_line_imports_a_log_and_tells_what_it_found(database, house, hotline, tmp_path, capsys):
    data, truth = log(700, seed=5)
    (tmp_path / "log.csv").write_bytes(data)
    mapping = tmp_path / "map.toml"
    mapping.write_text((ROOT / "data" / "imports" / "incident_log.toml").read_text("utf-8"), "utf-8")
    words = ["import", "requests", str(tmp_path / "log.csv"), "--map", str(mapping), "--project", hotline, "--json"]
    told = []
    for more in (["--dry-run"], [], ["--as", "mo"]):
        assert command_line.main([*words, *more]) == 0
        told.append(json.loads(capsys.readouterr().out))
    dry, first, again = told
    assert (dry["rows"], dry["tickets"], dry["created"], dry["events"]) == (truth.rows, truth.tickets, truth.tickets, first["events"])
    assert (first["created"], first["errors"], again["created"], again["unchanged"]) == (truth.tickets, [], 0, truth.tickets)
    assert first["figures"] == dry["figures"]
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Request)) == truth.tickets
        assert session.scalar(select(func.sum(Request.reopened))) == first["figures"]["reopened"]["times"]
    assert len(trail("request:import")) == 2

    broken = data.replace(b",Active,", b",Odd,", 1)
    (tmp_path / "log.csv").write_bytes(broken)
    assert command_line.main(words) == 2
    refused = json.loads(capsys.readouterr().out)
    assert (len(refused["errors"]), refused["errors"][0]["column"], refused["refused"]) == (1, "incident_state", "NothingImported")
    mapping.write_text(mapping.read_text("utf-8").replace('"number"', '"nummer"'), "utf-8")
    assert command_line.main(words[:-1]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "nummer" in line


def test_the_log_that_is_written_can_have_happened_by_the_clocks(sqlite_database, house, do, job):
    do(actions.take, "mo", job("mo", [*FIRST, *LATER]))
    assert steps("1") == [
        "reported", "acknowledged", "classified", "recorded", "begun", "responded", "targeted", "handed_over", "paused", "resumed", "resolved", "confirmed", "archived",
    ]  # fmt: skip


def test_names_are_found_however_many_one_question_takes(sqlite_database, house, do, job, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    done = do(actions.take, "mo", job("mo", FIRST))  # two people are named, and both are known
    assert (done.created, done.faults) == (2, ())
