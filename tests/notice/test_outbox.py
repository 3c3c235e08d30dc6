"""The outbox against a real mail server: what is sent, what waits, what is given up, and that nothing is sent twice."""

from datetime import UTC, datetime, timedelta

from core import clock, work
from core.notice import actions as notices
from core.notice import queries, rules
from core.notice.outbox import actions, sending
from core.people import actions as people
from core.people.queries import person_for_update
from core.words import Language
from tests.cast import trail
from tests.notice import mailserver

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)  # in Shanghai
NOWHERE = "smtp+plain://127.0.0.1:9"


def at(**later):
    return clock.at(NOON + timedelta(**later))


class TestSending:
    def test_a_mail_is_sent_once_to_its_reader_in_her_language(self, post, do):
        post.address("mo", "ming")
        do(people.choose_language, "mo", Language.SIMPLIFIED)
        post.tell("test_now", "mo", "ming", "lin")
        assert sending.deliver().sent == 2
        assert sending.deliver().sent == 0
        assert post.states() == ["sent", "sent"]
        got = {recipient: mail for _, recipient, mail in post.server.mails}
        assert "已存在" in got["mo@example.cn"]["Subject"] or "已" in got["mo@example.cn"]["Subject"]
        assert "exists already" in got["ming@example.cn"]["Subject"]
        assert {sender for sender, _, _ in post.server.mails} == {"cockpit@example.cn"}
        assert len(set(post.server.ids)) == 2
        assert [mail["To"].addresses[0].addr_spec for _, _, mail in post.server.mails] == [recipient for _, recipient, _ in post.server.mails]

    def test_forty_five_mails_go_in_three_claims_over_few_lines(self, post):
        post.address("mo")
        for _ in range(45):
            post.tell("test_now", "mo")
        assert sending.deliver().sent == 45
        assert len(set(post.server.ids)) == 45
        assert post.server.connections == 3

    def test_who_has_left_or_taken_the_address_back_gets_no_mail(self, post, do, house):
        post.address("mo", "ming")
        post.tell("test_now", "mo", "ming")
        do(people.choose_email, "mo", "")
        with work.db.reading() as session:
            ming = person_for_update(session, house.people["ming"])
        do(
            people.update, "ada", ming.id, version=ming.version, name=ming.name, roles={people.Role.TEAM_MEMBER}, department_id=None, active=False
        )
        assert sending.deliver().sent == 0
        assert post.states() == ["refused", "refused"]
        assert post.server.mails == []


class TestADeadServer:
    def test_it_delays_and_loses_nothing(self, post):
        post.address("mo", "ming")
        with at():
            post.configure(NOWHERE)
            post.tell("test_now", "mo", "ming")
        for minutes in (0, 2, 5, 30, 60 * 24 * 30):
            with at(minutes=minutes):
                sending.deliver()
                assert post.states() == ["waiting", "waiting"]
        assert {mail.error.partition(":")[0] for mail in post.mails()} == {"ConnectionRefusedError"}
        post.configure(post.server.url)
        with at(days=31):
            assert sending.deliver().sent == 2
        assert len(set(post.server.ids)) == 2

    def test_each_failure_waits_longer(self, post):
        post.address("mo")
        post.configure(NOWHERE)
        with at():
            post.tell("test_now", "mo")
            sending.deliver()
            (mail,) = post.mails()
            assert mail.attempts == 1
            assert timedelta(minutes=1) <= mail.due_at - NOON <= timedelta(minutes=1.2)
        with at(seconds=59):
            sending.deliver()
            assert post.mails()[0].attempts == 1
        with at(minutes=2):
            sending.deliver()
            (mail,) = post.mails()
            assert mail.attempts == 2
            assert timedelta(minutes=4) <= mail.due_at - NOON <= timedelta(minutes=4.4)

    def test_without_encryption_where_it_is_demanded_no_word_is_said(self, post):
        post.address("mo")
        post.configure(post.server.url.replace("smtp+plain", "smtp"))
        post.tell("test_now", "mo")
        assert sending.deliver().later == 1
        assert post.states() == ["waiting"]
        assert "STARTTLS" in post.mails()[0].error
        assert post.server.mails == []


class TestAnAnswer:
    def test_no_for_good_ends_the_mail_and_only_that_one(self, post):
        post.address("mo", "ming")
        post.server.rcpt["mo@example.cn"] = "550 nobody here"
        post.tell("test_now", "mo", "ming")
        outcome = sending.deliver()
        assert (outcome.sent, outcome.refused) == (1, 1)
        assert post.states() == ["refused", "sent"]
        assert post.mails()[0].error == "550 nobody here"

    def test_not_now_is_asked_again_for_five_days(self, post):
        post.address("mo")
        post.server.after_data = "451 greylisted"
        with at():
            post.tell("test_now", "mo")
            assert sending.deliver().later == 1
        with at(days=4):
            sending.deliver()
            assert post.states() == ["waiting"]
        with at(days=6):
            sending.deliver()
        assert post.states() == ["refused"]
        assert post.notices()[0].read_at is None, "she finds it in her inbox"

    def test_a_line_that_breaks_before_the_answer_is_not_tried_again(self, post):
        post.address("mo")
        post.server.hang_up_after_the_dot = True
        with at():
            post.tell("test_now", "mo")
            assert sending.deliver().uncertain == 1
        post.server.hang_up_after_the_dot = False
        with at(days=9):
            assert sending.deliver().sent == 0
        assert post.states() == ["uncertain"]
        assert len(post.server.ids) == 1

    def test_what_it_told_comes_along_in_the_next_digest_unless_she_has_read_it(self, post, do):
        post.address("mo", "ming")
        post.server.hang_up_after_the_dot = True
        with at():
            post.tell("test_now", "mo", "ming", what="Harbour")
            sending.deliver()
            with at(minutes=90):
                sending.deliver()
            assert post.states() == ["uncertain", "uncertain"]
            do(notices.read_all, "ming")
        post.server.hang_up_after_the_dot = False
        with at(days=1):
            assert work.do(actions.digest, sending.SENDER) == 1
            assert sending.deliver().sent == 1
        _, recipient, mail = post.server.mails[-1]
        assert recipient == "mo@example.cn"
        assert "Harbour" in mail.get_content()


class TestTwoSenders:
    def test_what_one_has_claimed_the_other_does_not_touch(self, post):
        post.address("mo")
        post.tell("test_now", "mo")
        assert len(work.do(actions.claim, sending.SENDER, token="one")) == 1
        assert work.do(actions.claim, sending.SENDER, token="two") == []
        assert sending.deliver().sent == 0

    def test_who_was_given_up_may_not_end_a_mail_any_more(self, post):
        """It slept longer than its lease; another one has sent the mail meanwhile."""
        post.address("mo")
        with at():
            post.tell("test_now", "mo")
            (letter,) = work.do(actions.claim, sending.SENDER, token="slow")
        with at(minutes=6):
            assert sending.deliver().sent == 1
            assert not work.do(actions.hand_over, sending.SENDER, letter.id, token="slow")
            work.do(actions.not_sent, sending.SENDER, letter.id, token="slow", error="late")
        assert post.states() == ["sent"]

    def test_one_that_died_before_the_end_leaves_it_to_the_next(self, post):
        post.address("mo")
        with at():
            post.tell("test_now", "mo")
            work.do(actions.claim, sending.SENDER, token="dead")
        with at(minutes=4):
            assert sending.deliver().sent == 0
        with at(minutes=6):
            assert sending.deliver().sent == 1

    def test_one_that_died_after_it_leaves_it_uncertain(self, post):
        post.address("mo")
        with at():
            post.tell("test_now", "mo")
            (letter,) = work.do(actions.claim, sending.SENDER, token="dead")
            assert work.do(actions.hand_over, sending.SENDER, letter.id, token="dead")
        with at(minutes=6):
            assert sending.deliver().sent == 0
        assert post.states() == ["uncertain"]
        (notice,) = post.notices()
        assert (notice.digest, notice.mail_key) == (True, None)

    def test_a_sender_that_was_given_up_in_the_middle_of_a_mail_hangs_up(self, post, monkeypatch):
        post.address("mo")
        post.tell("test_now", "mo")
        monkeypatch.setattr(actions, "hand_over", lambda session, actor, mail_id, *, token: False)
        sending.deliver()
        assert post.server.dots == 0


class TestTheDigest:
    def digest(self, **later):
        with at(**later):
            made = work.do(actions.digest, sending.SENDER)
            sending.deliver()
            return made

    def test_one_mail_a_person_and_day_and_none_when_nothing_is_new(self, post):
        post.address("mo", "ming")
        assert self.digest() == 0
        with at(hours=-20):
            post.tell("test_daily", "mo", "ming", what="First")
            post.tell("test_daily", "mo", what="Second")
        assert self.digest() == 2
        assert self.digest() == 0
        assert self.digest(days=1) == 0
        got = {recipient: mail.get_content() for _, recipient, mail in post.server.mails}
        assert ("First" in got["mo@example.cn"], "Second" in got["mo@example.cn"]) == (True, True)
        assert "Second" not in got["ming@example.cn"]
        assert len(trail("notice:digest")) == 1

    def test_what_comes_after_the_hour_waits_for_tomorrow(self, post):
        post.address("mo")
        with at(hours=-3.9):  # six minutes past eight in Shanghai
            post.tell("test_daily", "mo")
        assert self.digest() == 0
        assert self.digest(hours=19.9) == 0  # six minutes to eight
        assert self.digest(hours=20) == 1

    def test_what_was_read_is_not_told_again(self, post, do):
        post.address("mo")
        with at(hours=-20):
            post.tell("test_daily", "mo")
            do(notices.read_all, "mo")
        assert self.digest() == 0

    def test_who_has_no_address_any_more_is_passed_by(self, post, do):
        post.address("mo")
        with at(hours=-20):
            post.tell("test_daily", "mo")
        do(people.choose_email, "mo", "")
        assert self.digest() == 0
        assert [one.digest for one in post.notices()] == [False]


def test_the_operator_sees_how_the_outbox_stands(post, ask):
    post.address("mo", "ming")
    post.server.rcpt["mo@example.cn"] = "550 nobody here"
    post.tell("test_now", "mo", "ming")
    with work.db.reading() as session:
        before = queries.outbox(session)
    assert (before.waiting, before.sent, before.oldest is not None) == (2, 0, True)
    sending.deliver()
    with work.db.reading() as session:
        after = queries.outbox(session)
    assert (after.waiting, after.sent, after.refused, after.oldest) == (0, 1, 1, None)


def test_a_mail_server_that_comes_back_in_the_middle_gets_the_rest(post):
    post.address("mo")
    with at():
        for _ in range(3):
            post.tell("test_now", "mo")
    port = post.server.port
    real, calls = mailserver._Conversation.handle, []

    def broken(self):
        calls.append(1)
        if len(calls) > 1:
            real(self)

    mailserver._Conversation.handle = broken
    try:
        with at(seconds=0):
            sending.deliver()
        with at(days=365):
            sending.deliver()
    finally:
        mailserver._Conversation.handle = real
    assert port == post.server.port
    assert len(set(post.server.ids)) == len(post.server.ids) == 3
    assert rules.State.UNCERTAIN not in post.states()
