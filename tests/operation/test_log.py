"""Log lines: one JSON document each, whoever says them, with their request and their deed, and no personal data."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from core import log, work
from core.access import Role
from core.errors import NotPermitted
from core.inspection.sheets import actions as sheets
from core.people import actions as people
from tests.cast import rated

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lines():
    """`lines()`: what was said since, as documents."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            said.append(self.format(record))

    handler, logger = Kept(), logging.getLogger("cockpit")
    handler.setFormatter(log.JsonLines())
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: [json.loads(one) for one in said]
    logger.removeHandler(handler)
    logger.setLevel(level)


def say(event="event", **more):
    logging.getLogger("cockpit").info(event, **more)


class TestLines:
    def test_a_text_cannot_forge_a_line(self, lines):
        say('x\n{"level": "critical"}', extra={"path": "/a\nb"})
        (line,) = lines()
        assert (line["event"], line["path"], line["level"]) == ('x\n{"level": "critical"}', "/a\nb", "info")

    def test_a_block_gives_its_facts_to_every_line_and_takes_them_back(self, lines):
        with log.about(request="A1"):
            with log.about(deed="d"):
                say()
                log.tell(page="Results")
                say()
            say()
        say()
        assert [{key: line[key] for key in ("request", "deed", "page") if key in line} for line in lines()] == [
            {"request": "A1", "deed": "d"}, {"request": "A1", "deed": "d", "page": "Results"}, {"request": "A1"}, {},
        ]  # fmt: skip

    def test_outside_of_a_block_there_is_nothing_to_add_to(self):
        log.tell(page="Results")
        assert log.known("page") is None

    def test_a_failure_says_where_and_why_without_the_values_of_the_row(self, lines):
        def failing():
            raise ValueError(said)

        said = 'duplicate key\nDETAIL:  Key (username)=(mei) already exists.\n[SQL: INSERT]\n[parameters: ("mei",)]'

        try:
            failing()
        except ValueError as broken:
            logging.getLogger("cockpit").error("page failed", extra={"reference": "A1B2C3D4"}, exc_info=broken)
        (line,) = lines()
        assert line["reference"] == "A1B2C3D4"
        assert "in failing" in line["trace"]
        assert line["trace"].endswith("ValueError: duplicate key")
        assert "mei" not in json.dumps(line)

    def test_the_cause_of_a_failure_is_told_too(self, lines):
        try:
            try:
                raise KeyError("inner")
            except KeyError as inner:
                raise RuntimeError("outer") from inner
        except RuntimeError as broken:
            logging.getLogger("cockpit").error("failed", exc_info=broken)
        (line,) = lines()
        assert line["trace"].index("KeyError: 'inner'") < line["trace"].index("RuntimeError: outer")


class TestDeeds:
    def test_a_refused_deed_is_a_line_with_its_key_and_without_its_facts(self, sqlite_database, house, lines):
        mei, kit = house.actor("mei"), house.actor("kit")
        with log.about(request="R1", page="Scoring_sheet"), pytest.raises(NotPermitted):
            work.do_once("sheet:123", sheets.answer, kit, house.sheet, house.items["speed"], rated(7), seen=0)
        work.do_once("sheet:124", sheets.answer, mei, house.sheet, house.items["speed"], rated(7), seen=0)
        (line,) = lines()
        assert line | {"at": ""} == {
            "at": "", "level": "info", "logger": "cockpit", "event": "deed refused", "request": "R1", "page": "Scoring_sheet",
            "deed": "inspection.sheets:answer", "key": "sheet:123", "refusal": "NotPermitted",
        }  # fmt: skip

    def test_what_somebody_typed_never_reaches_the_log(self, database, house, lines):
        ada = house.actor("ada")
        with pytest.raises(Exception, match="exists already"):
            work.do(people.create, ada, username="mei", name={"en": "Zenobia Quill"}, roles={Role.INSPECTOR})
        assert lines()
        assert "Zenobia" not in json.dumps(lines())
        assert '"mei"' not in json.dumps(lines())

    def test_an_error_of_the_database_hides_its_parameters(self, database, house):
        from sqlalchemy import text

        def wrong(session, _):
            session.execute(text("SELECT nonsense FROM people WHERE username = :name"), {"name": "zenobia"})

        with pytest.raises(Exception) as caught:  # noqa: PT011 - each database has its own
            work.do(wrong, house.actor("ada"))
        said = str(caught.value) + str(caught.value.__cause__)
        assert "nonsense" in said
        assert "zenobia" not in said


def test_everything_a_process_says_is_json():
    """Our lines, warnings, other libraries' and an uncaught error of a thread, in a process of its own."""
    script = (
        "import logging, threading, warnings; from core import log; log.prepare('warning'); log.prepare('info'); "
        "logging.getLogger('cockpit').info('ours'); logging.getLogger('other').warning('theirs'); logging.getLogger('other').info('quiet'); "
        "noisy = logging.getLogger('noisy'); noisy.addHandler(logging.StreamHandler()); noisy.propagate = False; "
        "log.take_over(noisy); noisy.warning('taken over'); warnings.warn('beware'); "
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join(); raise LookupError('the end')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"].split(": ")[-1].split("\n")[0] for line in said] == ["ours", "theirs", "taken over", "beware", "uncaught", "uncaught"]
    assert "ZeroDivisionError" in said[4]["trace"]
    assert said[5]["trace"].endswith("LookupError: the end")
    assert all(line["reference"] for line in said[4:])
    assert done.stdout == ""
