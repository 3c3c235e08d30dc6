"""Material and systems as the people of the house keep them: who may see what, what is short, what was down, who is told."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select, text

from core import clock, db
from core.audit.actions import NOBODY
from core.cost.purchases.records import Purchase
from core.customers import actions as customers
from core.customers.records import Customer
from core.errors import Empty, NotFound, NotPermitted, Stale
from core.insight.clauses.proofs.resources import EVIDENCE
from core.metrics import queries as measures
from core.metrics.rules import Asked
from core.notice.records import Notice
from core.resources.supplies import actions as supplies
from core.resources.supplies import queries as supplied
from core.resources.supplies import rules as material
from core.resources.supplies.records import Supply
from core.resources.supplies.rules import Kind as Material
from core.resources.supplies.rules import Shortage, State, Wanted
from core.resources.systems import actions, queries, rules
from core.resources.systems.records import SystemDay
from core.resources.systems.rules import Described, Kind, Told
from core.service.intake import actions as intake
from core.service.requests.records import Request
from core.service.requests.rules import Intake
from core.words import Language
from core.work import ask as asking

NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)  # noon in Shanghai, a Tuesday
DAY = date(2026, 3, 3)


@pytest.fixture
def moment():
    with clock.at(NOW):
        yield


@pytest.fixture
def ferries(house, do, moment):
    made = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    with db.reading() as session:
        return made, session.get_one(Customer, made).code


@pytest.fixture
def system(house, do, moment, hotline, ferries):
    """A platform that runs round the clock since ten days ago, used by Hotline and its customer; its id and code."""
    made = do(actions.register, "mo", Described("Booking platform", Kind.SYSTEM, house.people["mo"], "always"), since_on=DAY - timedelta(days=10))
    do(actions.use, "mo", made, project=hotline)
    do(actions.use, "mo", made, customer=ferries[1])
    return made


def days(system_id: int) -> list[tuple[date, int]]:
    with db.reading() as session:
        return [(row.day, row.down) for row in session.scalars(select(SystemDay).where(SystemDay.system_id == system_id).order_by(SystemDay.day))]


@pytest.mark.usefixtures("database")
class TestMaterial:
    def test_what_is_short_is_found_by_the_database_as_by_the_rule(self, house, do, ask, moment, refused):
        project = house.projects["hotline"]
        for needed in (None, -1, 3, 14, 15, 40):
            for expected in (None, -2, 2, 14, 41):
                def of(offset):
                    return None if offset is None else DAY + timedelta(days=offset)

                do(supplies.want, "mo", project, Wanted(Material.OFFICE, "Headsets", Decimal("2.5"), "boxes", of(needed), of(expected)))
        found = ask(supplied.supplied, "ming", only="all")
        by_rule = sum(one.shortage is not None for one in found.lines)
        assert (found.short, found.open, len(found.lines)) == (by_rule, 30, 30)
        short = ask(supplied.supplied, "lin", only="short")
        assert len(short.lines) == by_rule
        assert all(one.shortage for one in short.lines)
        assert ask(supplied.supplied, "pei", only="all").lines == ()
        with pytest.raises(NotFound):
            ask(supplied.supplied, "pei", project=found.lines[0].project)

    def test_it_is_ordered_comes_or_is_not_needed(self, house, do, ask, moment, refused, traced):
        project = house.projects["hotline"]
        wanted = Wanted(Material.SOFTWARE, "Licences", Decimal(8), "seats", DAY + timedelta(days=3), responsible_id=house.people["ming"])
        with traced("supply:want", "mo"):
            made = do(supplies.want, "mo", project, wanted)
        (line,) = ask(supplied.supplied, "ming").lines
        assert (line.shortage, line.responsible_id, line.may_edit) == (Shortage.NOTHING_EXPECTED, house.people["ming"], False)
        with refused(NotPermitted):
            do(supplies.order, "ming", made, supplier="Easylink", version=1)
        with refused(Empty):
            do(supplies.order, "mo", made, supplier=" ", version=1)
        do(supplies.order, "mo", made, supplier="Easylink", expected_on=DAY + timedelta(days=4), version=1)
        assert ask(supplied.supplied, "mo").lines[0].shortage is Shortage.TOO_LATE
        with refused(Stale):
            do(supplies.receive, "mo", made, here_on=DAY, version=1)
        with refused(material.HereToCome):
            do(supplies.receive, "mo", made, here_on=DAY + timedelta(days=1), version=2)
        do(supplies.receive, "mo", made, here_on=DAY, version=2)
        with refused(material.Settled):
            do(supplies.leave_out, "mo", made, reason="Borrowed.", version=3)
        assert [one.state for one in ask(supplied.supplied, "mo", only="all").lines] == [State.HERE]
        for wrong, refusal in (
            (Wanted(Material.OTHER, "Signs", Decimal(0)), material.NotAQuantity), (Wanted(Material.OTHER, "Signs", Decimal(1), responsible_id=house.people["pei"]), material.CannotSeeTo),
            (Wanted(Material.OTHER, "Signs", Decimal(1), purchase_id=77), NotFound),
        ):  # fmt: skip
            with refused(refusal):
                do(supplies.want, "mo", project, wrong)
        with db.writing() as session:
            session.add(Purchase(code="PUR-2026-0001", project_id=project, line="travel", title="Signs", way="direct", state="open", why="", by_id=house.people["mo"], at=NOW, version=1))
            session.flush()
            bought = session.scalar(select(Purchase.id))
        do(supplies.want, "mo", project, Wanted(Material.OTHER, "Signs", Decimal(1), purchase_id=bought))
        assert [one.purchase for one in ask(supplied.supplied, "mo").lines] == ["PUR-2026-0001"]


@pytest.mark.usefixtures("database")
class TestSystems:
    def test_an_outage_counts_to_the_second_and_leads_to_its_requests(self, house, do, ask, system, ferries, refused):
        began = NOW - timedelta(days=2)
        first = do(actions.report, "ming", system, Told(began, began + timedelta(hours=3), effect="Nobody could book"))
        do(actions.report, "ming", system, Told(began + timedelta(hours=1), began + timedelta(hours=4)))
        with refused(rules.EndsEarlier):
            do(actions.report, "ming", system, Told(began, began - timedelta(minutes=1)))
        with clock.at(began + timedelta(hours=2)):
            made = do(intake.register, "ming", house.projects["hotline"], Intake(ferries[0], "phone", "I cannot book"))
        with db.reading() as session:
            code = session.get_one(Request, made).code
        do(actions.attribute, "ming", first, request=code)
        with refused(rules.LinkedAlready):
            do(actions.attribute, "ming", first, request=code)
        seen = ask(queries.view, "mo", ask(queries.place, "mo", system).code)
        assert (seen.year.down, seen.year.failures, seen.year.repaired) == (4 * 3600, 1, 1)
        assert seen.year.agreed == 10 * 86_400 + 12 * 3600
        assert [(one.requests, one.during) for one in seen.outages] == [((), 1), (((code, "I cannot book"),), 1)]
        assert (seen.customers, seen.requests, seen.people, len(seen.uses), seen.hidden) == (1, 1, 2, 2, 0)
        foreign = ask(queries.view, "pei", seen.code)
        assert (foreign.uses, foreign.hidden, foreign.customers, foreign.requests, foreign.outages[1].requests, foreign.may_edit) == ((), 2, 0, 0, (), False)
        with pytest.raises(NotPermitted):
            ask(queries.view, "kit", seen.code)

        with refused(Stale):
            do(actions.revise, "ming", first, Told(began, began + timedelta(hours=3)), version=7)
        do(actions.revise, "ming", first, Told(began, began + timedelta(hours=3), planned=True), version=1)
        assert ask(queries.view, "mo", seen.code).year.down == 3600, "planned time is taken out, what is beside it counts"

    def test_a_major_outage_is_told_at_once_and_stands_with_customer_and_request(self, house, do, ask, system, ferries):
        def told() -> set[int]:
            with db.reading() as session:
                return set(session.scalars(select(Notice.person_id).where(Notice.kind == "outage")))

        def behind(who="ming"):
            return [(one.name, one.outage and one.outage.effect) for one in ask(queries.behind, who, customer_id=ferries[0])]

        assert behind() == [("Booking platform", None)]
        one = do(actions.report, "ming", system, Told(NOW - timedelta(minutes=30), major=True, planned=True, effect="Care"))
        assert told() == set()
        do(actions.revise, "ming", one, Told(NOW - timedelta(minutes=30), major=True, effect="Nothing loads"), version=1)
        assert told() == {house.people[who] for who in ("lin", "yan", "mo")}
        assert behind() == [("Booking platform", "Nothing loads")]
        assert ask(queries.register, "lin")[0].outage.major
        assert asking(queries.behind, house.actor("kit"), customer_id=ferries[0]) == []
        do(actions.revise, "ming", one, Told(NOW - timedelta(minutes=30), NOW, major=True), version=2)
        assert behind() == [("Booking platform", None)]

    def test_days_that_are_over_are_kept_and_follow_corrections(self, house, do, ask, system, hotline):
        with db.writing() as session:
            assert actions.count_days(session, NOBODY) == 10
        with db.writing() as session:
            assert actions.count_days(session, NOBODY) == 0
        assert [down for _, down in days(system)] == [0] * 10
        began = datetime(2026, 2, 27, 15, tzinfo=UTC)  # an hour before midnight in Shanghai
        one = do(actions.report, "ming", system, Told(began, began + timedelta(hours=3)))
        assert dict(days(system))[date(2026, 2, 27)] == 3600
        assert dict(days(system))[date(2026, 2, 28)] == 7200
        found = ask(measures.values, "lin", Asked(date(2026, 2, 1), DAY))["resources.system_days"]
        assert (found.n, found.value) == (10, 80)
        do(actions.revise, "ming", one, Told(began, began + timedelta(minutes=30)), version=1)
        assert sum(down for _, down in days(system)) == 1800
        do(actions.change, "mo", system, Described("Booking platform", Kind.SYSTEM, house.people["mo"], ""), version=1)
        assert sum(down for _, down in days(system)) == 0, "at night nobody has agreed on anything"

    def test_what_cannot_be_is_refused_in_words(self, house, do, system, hotline, refused, ferries):
        with refused(rules.UsedAlready):
            do(actions.use, "mo", system, project=hotline)
        with refused(rules.OneUser):
            do(actions.use, "mo", system, project=hotline, customer=ferries[1])
        with refused(rules.NotACalendar):
            do(actions.register, "mo", Described("Desk", Kind.DEVICE, house.people["mo"], "moon"))
        with refused(NotPermitted):
            do(actions.register, "mo", Described("Desk", Kind.DEVICE, house.people["ming"]))
        with refused(NotPermitted):
            do(actions.use, "pei", system, project=hotline)
        with db.reading() as session:
            use = session.scalar(select(queries.SystemUse.id).where(queries.SystemUse.customer_id == ferries[0]))
        do(actions.release, "mo", use)
        with refused(NotFound):
            do(actions.release, "mo", use)

    def test_what_is_asked_of_many_rows_finds_its_index(self, house, database, system, ferries, hotline):
        large = ("supplies", "system_uses", "system_outages", "outage_requests", "system_days", "requests", "project_customers")
        statements: list[tuple[str, object]] = []

        def keep(connection, cursor, statement, parameters, context, many):
            statements.append((statement, parameters))

        event.listen(db.engine(), "before_cursor_execute", keep)
        for who in map(house.actor, ("lin", "mo")):
            asking(queries.register, who)
            asking(queries.view, who, asking(queries.place, who, system).code)
            asking(queries.behind, who, customer_id=ferries[0], project_id=house.projects["hotline"])
            asking(supplied.supplied, who, project=hotline)
        event.remove(db.engine(), "before_cursor_execute", keep)
        with db.reading() as session:
            connection = session.connection()
            if database == "postgresql":
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, values in statements:
                if statement.startswith(("SELECT", "WITH")):
                    lines = [" ".join(map(str, row)) for row in connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN ") + statement, values)]
                    walked = [line for line in lines for table in large if (f"SCAN {table}" in line and "USING" not in line) or f"Seq Scan on {table}" in line]
                    assert not walked, (walked, statement)

    def test_every_piece_of_evidence_can_be_asked(self, house, do, system):
        began = NOW - timedelta(hours=3)
        do(actions.report, "ming", system, Told(began, NOW, cause="A cable", effect="No calls"))
        with db.reading() as session:
            found = {one.name: session.execute(select(one.source.of.c if hasattr(one.source.of, "c") else one.source.of).select_from(one.source.of).where(*one.where)).all() for one in EVIDENCE}
        assert {name: bool(rows) for name, rows in found.items()} == {
            "supply_dated": False, "supply_here": False, "system_used": True, "system_customers": True, "outage_explained": True, "outage_requests": False, "speed_kept": False, "page_voices": False,
            "page_replied": False,
        }


@pytest.mark.usefixtures("sqlite_database")
class TestScreen:
    def test_an_outage_is_told_of_and_material_written_down(self, house, do, screen, hotline):
        customer = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        with db.reading() as session:
            code = session.get_one(Customer, customer).code
        at = screen("pages/Resources.py", "mo")
        at.text_input(key="system:new:name").set_value("Booking platform")
        at.button(key="system:new:save").click().run()
        assert not at.exception
        with db.reading() as session:
            system = session.scalars(select(queries.TechnicalSystem)).one()
        at = screen("pages/Resources.py", "mo", query={"system": system.code})
        at.text_input(key="system:use:customer").set_value(code)
        at.button(key="system:use:save").click().run()
        assert "Northern Ferries" in " ".join(str(one.value) for one in at.markdown) + str(at)
        do(actions.report, "ming", system.id, Told(clock.now() - timedelta(minutes=5), effect="Nothing *loads*"))
        for language in Language:
            for query in ({}, {"system": system.code}, {"part": "supplies", "project": hotline}):
                at = screen("pages/Resources.py", "mo", query=query, language=language)
                assert not at.exception
                assert at.segmented_control or "Booking platform" in at.title[0].value
        at = screen("pages/Customers.py", "mo", query={"customer": code}, language=Language.ENGLISH)
        assert not at.exception
        assert "Booking platform has been down since" in at.warning[0].value
        assert "Nothing \\*loads\\*" in at.warning[0].value
        at = screen("pages/Resources.py", "mo", query={"part": "supplies", "project": hotline})
        at.text_input(key="supply:new:name").set_value("Headsets")
        at.button(key="supply:new:save").click().run()
        assert not at.exception
        with db.reading() as session:
            one = session.scalars(select(Supply)).one()
        at.button(key=f"supply:open:{one.id}").click().run()
        at.button(key=f"supply:{one.id}:1:receive").click().run()
        assert not at.exception
        with db.reading() as session:
            assert session.scalars(select(Supply)).one().state == State.HERE
