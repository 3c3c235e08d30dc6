"""Personal data: under seal, masked, shown for a moment, consented to, handed out, erased; and nowhere else in plain."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from core import config, sealing
from core.__main__ import main
from core.clock import at, now, today
from core.customers import actions as customers
from core.customers import queries
from core.customers.contacts import actions
from core.customers.contacts import queries as contacts
from core.customers.contacts.rules import ContactKnown, Erased, Personal, Purpose, Way, Withdrawn
from core.customers.talks import actions as talks
from core.customers.value import queries as lists
from core.customers.value.rules import Wanted
from core.errors import Empty, NotFound, NotPermitted, Stale
from core.exchange.customers_workbook import held
from core.words import Language
from tests.cast import dump, sound_chain, trail

WANG = Personal("王小明", "138 1234 5678", "wang@example.cn", "广东省深圳市南山区科技园1号", "11010519491231002X")
PLAIN = ("王小明", "13812345678", "wang@example.cn", "南山区科技园", "11010519491231002X")


@pytest.fixture
def ferries(house, do):
    """Northern Ferries, served by Hotline, looked after by Mo."""
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


@pytest.fixture
def wang(do, ferries):
    return do(actions.enter, "ming", ferries, person=WANG, role="Head of the harbour", first=True)


def everything() -> str:
    return json.dumps(dump(), default=str, ensure_ascii=False)


def test_what_is_entered_is_masked_for_everybody_and_plain_nowhere(house, do, ask, ferries, wang, refused):
    (one,) = ask(contacts.of_customer, "lin", ferries)
    assert (one.masked.name, one.masked.phone, one.masked.id_number) == ("王**", "138****5678", "1****************X")
    stored = everything()  # what a backup holds is what the tables hold, the trail among them
    assert not [value for value in PLAIN if value in stored]
    assert trail("customer:enter_contact")[-1].facts["fields"] == ["name", "phone", "email", "address", "id_number"]
    assert repr(WANG) == "Personal(…)"
    with refused(NotFound):
        do(actions.reveal, "pei", wang, reason="Curious.")


def test_a_number_finds_its_customer_however_it_is_written_and_warns_of_a_second_one(house, do, ask, ferries, wang, refused):
    for typed in ("13812345678", "+86 138-1234-5678", "１３８１２３４５６７８"):
        assert [one.code for one in ask(lists.listed, "mo", Wanted(phone=typed)).lines] == ["CUS-2026-0001"]
    assert ask(lists.listed, "mo", Wanted(phone="13812345679")).total == 0
    assert ask(lists.listed, "pei", Wanted(phone="13812345678")).total == 0
    assert ask(lists.listed, "mo", Wanted(search="王小明")).total == 1
    with refused(ContactKnown):
        do(actions.enter, "mo", ferries, person=Personal("Somebody", "+86 13812345678"))
    do(actions.enter, "mo", ferries, person=Personal("Somebody", "+86 13812345678"), another=True)


def test_personal_data_are_shown_for_a_moment_with_a_reason_that_is_kept(house, do, ask, ferries, wang, refused):
    assert ask(contacts.plain_of, "ming", wang) is None
    with refused(Empty):
        do(actions.reveal, "ming", wang, reason=" ")
    do(actions.reveal, "ming", wang, reason="Call back about the pier.")
    assert ask(contacts.plain_of, "ming", wang).phone == "+8613812345678"
    assert ask(contacts.plain_of, "mo", wang) is None  # a view is one's own
    with at(now() + timedelta(seconds=61)):
        assert ask(contacts.plain_of, "ming", wang) is None
    assert [(one.who["en"], one.reason) for one in ask(contacts.views, "lin", wang)] == [("Ming", "Call back about the pier.")]
    assert len(trail("customer:reveal_contact")) == 1
    with refused(NotPermitted):
        do(actions.reveal, "ada", wang, reason="Administrators keep the house, not the people in it.")


def test_a_contact_is_changed_without_being_seen(house, do, ask, ferries, wang, refused):
    do(actions.edit, "ming", wang, version=1, changed={"phone": "+852 2345 6789"}, role="Head", first=True)
    do(actions.reveal, "ming", wang, reason="Check.")
    person = ask(contacts.plain_of, "ming", wang)
    assert (person.name, person.phone, person.address) == ("王小明", "+85223456789", WANG.address)
    assert trail("customer:edit_contact")[-1].facts["fields"] == ["phone"]
    with refused(Stale):
        do(actions.edit, "ming", wang, version=1, changed={}, role="", first=False)


def test_consent_is_given_and_withdrawn_once(house, do, ask, ferries, wang, refused):
    made = do(actions.consent, "ming", wang, purpose=Purpose.SURVEY, way=Way.PHONE, wording="Asked after each request.", given_on=today())
    do(actions.withdraw, "ming", made)
    (agreed,) = ask(contacts.of_customer, "ming", ferries)[0].consents
    assert (agreed.given_on, agreed.withdrawn_on) == (today(), today())
    with refused(Withdrawn):
        do(actions.withdraw, "ming", made)


def test_everything_held_is_handed_out_in_two_ways(house, do, ask, ferries, wang):
    do(talks.write, "ming", ferries, day=today(), channel="phone", subject="Pier", outcome="He agrees.", contact_id=wang)
    do(actions.consent, "ming", wang, purpose=Purpose.SERVICE, way=Way.WRITTEN, wording="To be called back.", given_on=today())
    data = held(ask(contacts.held_on, "mo", wang), Language.ENGLISH)
    do(actions.hand_out, "mo", wang, sha256="0" * 64)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        machine, told = json.loads(archive.read("data.json")), archive.read("data.txt").decode()
    assert (machine["name"], machine["phone"], machine["other"]["communication"][0]["subject"]) == ("王小明", "+8613812345678", "Pier")
    assert "王小明" in told
    assert "To be called back." in told


def test_erasing_leaves_nothing_of_the_person_and_what_must_be_kept(house, do, ask, ferries, wang, refused):
    do(talks.write, "ming", ferries, day=today(), channel="phone", subject="王小明 called from 13812345678", outcome="Agreed.", contact_id=wang)
    do(actions.reveal, "ming", wang, reason="Call 王小明 back.")
    with refused(NotPermitted):
        do(actions.erase, "mo", wang, version=1)
    do(actions.erase, "hu", wang, version=1)
    stored = everything()
    assert not [value for value in PLAIN if value in stored]
    (one,) = ask(contacts.of_customer, "lin", ferries)
    assert one.erased_at is not None
    assert (one.masked.name, one.readable) == ("", False)
    assert ask(lists.listed, "mo", Wanted(phone="13812345678")).total == 0
    assert trail("customer:erase_contact")[-1].facts["records"] == 1
    assert sound_chain()
    with refused(Erased):
        do(actions.edit, "mo", wang, version=2, changed={}, role="", first=False)


def test_a_person_who_is_a_customer_stands_in_no_table_by_name(house, do, ask):
    made = do(actions.enter_person, "mo", person=WANG, project_ids=[house.projects["hotline"]])
    (one,) = ask(queries.customers_for_choice, "mo")
    assert (one.name, "王小明" in everything()) == ("王**", False)
    (contact,) = ask(contacts.of_customer, "mo", made)
    do(actions.erase, "hu", contact.id, version=1)
    assert ask(queries.customers_for_choice, "mo")[0].name == "CUS-2026-0001"


def test_another_secret_opens_what_the_earlier_one_sealed_until_it_is_sealed_anew(house, do, ask, ferries, wang, monkeypatch, capsys):
    earlier = config.secret()
    monkeypatch.setattr(sealing, "secret", lambda: b"another secret of this installation")
    assert not ask(contacts.of_customer, "mo", ferries)[0].readable
    monkeypatch.setattr(sealing, "old_secrets", lambda: (earlier,))
    assert ask(contacts.of_customer, "mo", ferries)[0].masked.name == "王**"
    assert ask(lists.listed, "mo", Wanted(phone="13812345678")).total == 1
    assert main(["seal"]) == 0
    assert "1 " in capsys.readouterr().out
    assert do(actions.seal_anew, "ada") == 0
    with monkeypatch.context() as other:
        other.setattr(sealing, "secret", lambda: b"a third secret of this installation, and nobody named the second")
        assert main(["seal"]) == 2
        assert "COCKPIT_OLD_SECRETS" in capsys.readouterr().err
    monkeypatch.setattr(sealing, "old_secrets", tuple)
    assert ask(contacts.of_customer, "mo", ferries)[0].masked.name == "王**"
    assert ask(lists.listed, "mo", Wanted(phone="13812345678")).total == 1
