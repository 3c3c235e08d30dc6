"""Mail to customers: only where it is wanted and agreed to, addressed when it is sent, its address and secret nowhere in plain."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import db
from core.clock import today
from core.customers import actions as customers
from core.customers.contacts import actions as contacts
from core.customers.contacts import queries as people
from core.customers.contacts.rules import Personal, Purpose, Way
from core.customers.mails import queries
from core.customers.mails.records import CustomerMail
from core.customers.timeline.queries import timeline
from core.notice.outbox import sending
from core.notice.records import OutMail
from core.satisfaction.rules import ASKED
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys import queries as asked
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.requests.records import Request
from core.service.requests.rules import Intake
from core.service.rules import RECEIVED, SOLVED
from core.settings import actions as settings
from core.words import Language
from tests.cast import dump, sound_chain
from tests.databases import forget
from tests.notice import mailserver

pytestmark = pytest.mark.usefixtures("database")
WANG = Personal("王小明", "138 1234 5678", "wang@example.cn")
TOKEN = "t" * 43


@pytest.fixture
def post(house, do, monkeypatch):
    """A mail server, and an organisation that wants every mail to customers."""
    with mailserver.serving() as server:
        monkeypatch.setenv("COCKPIT_SMTP_URL", server.url)
        monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
        forget()
        for one in (RECEIVED, SOLVED, ASKED):
            do(settings.change, "ada", one.wanted.code, text="on", version=0)
        yield server


@pytest.fixture
def ferries(house, do):
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]], language=Language.SIMPLIFIED)


@pytest.fixture
def wang(do, ferries):
    return do(contacts.enter, "ming", ferries, person=WANG, first=True)


@pytest.fixture
def agree(do, wang):
    def agree_(purpose, who=None):
        return do(contacts.consent, "ming", who or wang, purpose=purpose, way=Way.WRITTEN, wording="May be written to.", given_on=today())

    return agree_


@pytest.fixture
def call(house, do, ferries):
    def call_(**more):
        return do(intake.register, "ming", house.projects["hotline"], Intake(**{"customer_id": ferries, "channel": "phone", "title": "发票金额有误"} | more))

    return call_


def customers_mails():
    with db.reading() as session:
        return list(session.scalars(select(OutMail).where(OutMail.outside.is_not(None)).order_by(OutMail.id)))


def version_of(request):
    with db.reading() as session:
        return session.get_one(Request, request).version


def body(mail):
    return mail.get_content()


def test_a_request_is_received_and_solved_in_the_customer_s_language(post, house, do, ask, agree, call):
    agree(Purpose.SERVICE)
    request = call(problem_class="process", handler_id=house.people["ming"])
    assert "wang@example.cn" not in json.dumps(dump(), default=str, ensure_ascii=False)
    do(handling.begin, "ming", request)
    do(handling.respond, "ming", request, text="已联系。")
    do(handling.resolve, "ming", request, solution="内部：改了账单模板。", version=version_of(request))
    outcome = sending.deliver()
    assert [mail["To"].addresses[0].addr_spec for _, to, mail in post.mails if to == "wang@example.cn"] == ["wang@example.cn"] * 2
    assert outcome.refused == 0
    received, solved = (mail for _, to, mail in post.mails if to == "wang@example.cn")
    assert "REQ-2026-0001" in received["Subject"]
    assert "发票金额有误" in body(received)
    assert re.search(r"[\u4e00-\u9fff]", received["Subject"].replace("发票金额有误", ""))  # in the customer's language, not that of whoever registered
    assert "内部" not in body(solved)
    told = ask(queries.of_subject, "mo", "request", request)
    assert [(one.label, one.state, one.whom) for one in told] == [(SOLVED.label, "sent", "w***@example.cn"), (RECEIVED.label, "sent", "w***@example.cn")]
    assert ask(queries.of_subject, "pei", "request", request) == []
    assert "wang@example.cn" not in json.dumps(dump(), default=str, ensure_ascii=False)
    sound_chain()


def test_the_solution_is_told_where_whoever_solved_it_says_so(post, house, do, agree, call):
    agree(Purpose.SERVICE)
    request = call(problem_class="process", handler_id=house.people["ming"])
    do(handling.begin, "ming", request)
    do(handling.respond, "ming", request, text="已联系。")
    do(handling.resolve, "ming", request, solution="发票已重开。", version=version_of(request), tell=True)
    sending.deliver()
    assert "发票已重开。" in body(next(mail for _, to, mail in post.mails if to == "wang@example.cn" and "发票已重开" in body(mail)))


def test_nobody_is_written_to_without_consent_without_the_switch_or_without_a_server(post, house, do, ask, ferries, wang, agree, call, monkeypatch):
    call()
    agree(Purpose.CARE)
    call(title="Another")
    agree(Purpose.SERVICE)
    do(settings.change, "ada", RECEIVED.wanted.code, text="off", version=1)
    call(title="A third")
    assert not ask(queries.awaits, "mo", RECEIVED, ferries)
    do(settings.change, "ada", RECEIVED.wanted.code, text="on", version=2)
    assert ask(queries.awaits, "mo", RECEIVED, ferries)
    monkeypatch.delenv("COCKPIT_SMTP_URL")
    forget()
    call(title="A fourth")
    assert customers_mails() == []


def test_consent_is_asked_again_at_the_moment_of_sending(post, do, agree, call):
    given = agree(Purpose.SERVICE)
    call()
    do(contacts.withdraw, "ming", given)
    sending.deliver()
    assert [(one.state, one.error) for one in customers_mails()] == [("refused", "nobody to mail to")]
    assert not [to for _, to, _ in post.mails if to == "wang@example.cn"]


def test_who_has_agreed_but_has_no_address_is_passed_by_for_the_next(post, do, ferries, agree, call):
    other = do(contacts.enter, "ming", ferries, person=Personal("Li Na", "", "li@example.cn"))
    mute = do(contacts.enter, "ming", ferries, person=Personal("Zhao", "13900001111"), first=True)
    agree(Purpose.SERVICE, mute)
    agree(Purpose.SERVICE, other)
    call()
    sending.deliver()
    assert "li@example.cn" in [to for _, to, _ in post.mails]
    assert "wang@example.cn" not in [to for _, to, _ in post.mails]


def test_a_server_that_says_no_repeats_no_address_into_the_outbox(post, agree, call):
    agree(Purpose.SERVICE)
    call()
    post.rcpt["wang@example.cn"] = "450 <WANG@example.cn>: greylisted"
    sending.deliver()
    assert [(one.state, one.error) for one in customers_mails()] == [("waiting", "450 <…>: greylisted")]
    assert "wang@example.cn" not in json.dumps(dump(), default=str).casefold()


def test_the_link_of_a_survey_goes_by_mail_and_its_token_is_sealed_until_then(post, house, do, ask, agree, ferries):
    agree(Purpose.SURVEY)
    survey = do(surveys.send, "mo", house.projects["hotline"], token=TOKEN, customer_id=ferries, language=Language.ENGLISH)
    (waiting,) = customers_mails()
    assert waiting.secret
    assert TOKEN not in json.dumps(dump(), default=str)
    sending.deliver()
    (mail,) = (mail for _, to, mail in post.mails if to == "wang@example.cn")
    assert f"/survey/{TOKEN}" in body(mail)
    assert mail["Content-Language"] == "en"
    assert [one.secret for one in customers_mails()] == [None]
    assert [one.state for one in ask(queries.of_subject, "mo", asked.KIND, survey)] == ["sent"]
    do(surveys.send, "mo", house.projects["hotline"], token="u" * 43, customer_id=ferries, channel="phone")
    assert len(customers_mails()) == 1  # who is asked by another way gets no mail


def test_what_was_mailed_is_handed_out_and_forgotten_with_the_contact(post, do, ask, wang, agree, call):
    agree(Purpose.SERVICE)
    call(title="王小明 asks for an invoice")
    sending.deliver()
    assert [one["occasion"] for one in ask(people.held_on, "mo", wang).other["mails"]] == ["received"]
    (one,) = [one for one in ask(people.of_customer, "hu", 1) if one.id == wang]
    do(contacts.erase, "hu", wang, version=one.version)
    with db.reading() as session:
        assert "王小明" not in json.dumps([row.values for row in session.scalars(select(CustomerMail))], ensure_ascii=False)


def test_requests_name_an_erased_contact_no_more_and_hand_out_where_it_called(house, do, ask, ferries, wang, call):
    request = call(title="发票金额有误", contact="王小明，财务", text="王小明 13812345678 来电。", problem_class="process", handler_id=house.people["ming"])
    assert [one["code"] for one in ask(people.held_on, "mo", wang).other["requests"]] == ["REQ-2026-0001"]
    do(handling.begin, "ming", request)
    do(handling.respond, "ming", request, text="已告知王小明。")
    do(contacts.erase, "hu", wang, version=1)
    left = json.dumps(dump(), default=str, ensure_ascii=False)
    assert "王小明" not in left
    assert "13812345678" not in left
    sound_chain()


def test_mails_of_long_ago_are_found_by_going_back(post, do, ask, ferries, agree, call):
    """Many later ones stand before them."""
    agree(Purpose.SERVICE)
    call()
    with db.writing() as session:
        first = session.scalars(select(CustomerMail)).one()
        given = {name: getattr(first, name) for name in CustomerMail.__mapper__.columns.keys() if name not in ("id", "key", "at")}  # noqa: SIM118
        session.add_all(CustomerMail(**given, key=f"later{number}", at=first.at) for number in range(20))
        first.at -= timedelta(days=30)
    latest = ask(timeline, "mo", ferries, only="mail", limit=2)
    assert {one.day for one in latest} == {today()}
    assert [one.day for one in ask(timeline, "mo", ferries, only="mail", before=today(), limit=2)] == [today() - timedelta(days=30)]
