"""The process counts itself: what is counted and what it looks like to Prometheus."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import db, meters, work
from core.access import Actor, Role
from core.errors import Empty, NotPermitted, TryAgain
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.people import actions as people
from core.words import Language
from tests.cast import rated
from tests.databases import forget

LINE = re.compile(r'[a-z_]+(\{([a-z_]+="[^"\n]*",?)+\})? [0-9.e+-]+')


@pytest.fixture
def meter():
    """Meters of one's own, forgotten again."""
    made = []

    def meter_(kind, *args, **more):
        made.append(kind(f"test_meter_{len(made)}", "For a test", *args, **more))
        return made[-1]

    yield meter_
    for one in made:
        del meters._meters[one.name]


class TestMeters:
    def test_a_counter_counts_by_label(self, meter):
        one = meter(meters.Counter, ("deed", "outcome"))
        one.add("a", "done")
        one.add("a", "done", amount=2)
        one.add("a", "refused")
        assert one.counts() == {("a", "done"): 3, ("a", "refused"): 1}
        assert list(one.lines()) == [f'{one.name}{{deed="a",outcome="done"}} 3', f'{one.name}{{deed="a",outcome="refused"}} 1']

    def test_threads_lose_no_count(self, meter):
        one, other = meter(meters.Counter, ("who",)), meter(meters.Histogram)
        with ThreadPoolExecutor(8) as pool:
            for _ in range(8):
                pool.submit(lambda: [(one.add("x"), other.observe(0.1)) for _ in range(2000)])
        assert one.counts() == {("x",): 16_000}
        assert sum(other.series()[()][0]) == 16_000

    def test_a_mistake_in_a_label_stays_small(self, meter):
        one, other = meter(meters.Counter, ("who",)), meter(meters.Histogram, ("who",))
        for number in range(meters.MOST_SERIES + 100):
            one.add(str(number))
            other.observe(0.1, str(number))
        assert len(one.counts()) == len(other.series()) == meters.MOST_SERIES + 1
        assert one.counts()[(meters.OTHER,)] == 100

    def test_a_label_cannot_break_out_of_its_quotes(self, meter):
        one = meter(meters.Counter, ("who",))
        one.add('a"} 1\nforged 2\\')
        assert list(one.lines()) == [f'{one.name}{{who="a\\"}} 1\\nforged 2\\\\"}} 1']

    def test_buckets_add_up(self, meter):
        one = meter(meters.Histogram, bounds=(0.1, 1.0))
        for seconds in (0.05, 0.1, 0.5, 3.0):
            one.observe(seconds)
        assert list(one.lines()) == [
            f'{one.name}_bucket{{le="0.1"}} 2', f'{one.name}_bucket{{le="1"}} 3', f'{one.name}_bucket{{le="+Inf"}} 4',
            f"{one.name}_sum 3.650000", f"{one.name}_count 4",
        ]  # fmt: skip

    def test_a_gauge_that_cannot_be_read_is_left_out(self, meter):
        assert list(meter(meters.Gauge, lambda: None).lines()) == []
        assert list(meter(meters.Gauge, lambda: 12.5).lines()) == ["test_meter_1 12.5"]

    def test_percentiles_by_hand(self):
        assert meters.percentile((1.0, 2.0), (0, 0, 0), 0.5) is None
        assert meters.percentile((1.0, 2.0), (10, 0, 0), 0.5) == 0.5
        assert meters.percentile((1.0, 2.0), (5, 5, 0), 0.75) == 1.5
        assert meters.percentile((1.0, 2.0), (0, 0, 3), 0.5) == 2.0

    @given(st.lists(st.floats(0, 20), min_size=1, max_size=60), st.floats(0.01, 1))
    def test_a_percentile_lies_between_the_bounds_of_the_true_one(self, seconds, share):
        counts = [0] * (len(meters.QUICK) + 1)
        bounds = (*meters.QUICK, float("inf"))
        for one in seconds:
            counts[next(i for i, bound in enumerate(bounds) if one <= bound)] += 1
        found = meters.percentile(meters.QUICK, counts, share)
        rank = max(1, -(-len(seconds) * share // 1))
        true = sorted(seconds)[min(int(rank), len(seconds)) - 1]
        slot = next(i for i, bound in enumerate(bounds) if true <= bound)
        assert (meters.QUICK[slot - 1] if slot else 0.0) <= found <= min(bounds[slot], meters.QUICK[-1])

    def test_everything_is_exposed_in_prometheus_words(self):
        meters.DEEDS.add("room:deed", "done")
        text = meters.exposed()
        for line in text.splitlines():
            assert line.startswith(("# HELP ", "# TYPE ")) or LINE.fullmatch(line), line
        assert text.endswith("\n")
        assert "process_resident_memory_bytes" in text


def count(meter, *labels):
    return meter.counts().get(labels, 0)


class TestWhatIsCounted:
    def test_deeds_by_name_and_outcome(self, sqlite_database, house, do):
        name = "inspection.sheets:answer"
        before = {outcome: count(meters.DEEDS, name, outcome) for outcome in ("done", "refused", "failed")}
        refusals = count(meters.REFUSALS, "NotPermitted")
        do(sheets.answer, "mei", house.sheet, house.items["speed"], rated(7), seen=0)
        with pytest.raises(NotPermitted):
            do(sheets.answer, "kit", house.sheet, house.items["speed"], rated(7), seen=0)
        with pytest.raises(TypeError):
            do(sheets.answer, "mei", "nonsense")
        assert {outcome: count(meters.DEEDS, name, outcome) - number for outcome, number in before.items()} == {"done": 1, "refused": 1, "failed": 1}
        assert count(meters.REFUSALS, "NotPermitted") - refusals == 1

    def test_questions_and_their_refusals(self, sqlite_database, house, ask):
        def asked():
            return sum(meters.QUESTION_SECONDS.series().get(("inspection.sheets",), ((0,), 0))[0])

        before, refusals = asked(), sum(meters.REFUSALS.counts().values())
        with pytest.raises(NotPermitted):
            ask(sheet_queries.sheet, "cora", "INS-1999-0001")
        assert asked() - before == 1
        assert sum(meters.REFUSALS.counts().values()) - refusals == 1

    def test_a_database_that_is_away(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")
        forget()
        name = meters.name_of(people.choose_language)
        before = count(meters.DEEDS, name, "unreachable")
        with pytest.raises(TryAgain):
            work.do(people.choose_language, Actor(1, "", "", frozenset(Role)), Language.ENGLISH)
        assert count(meters.DEEDS, name, "unreachable") - before == 1
        forget()

    def test_writers_that_wait_for_their_turn(self):
        def waits():
            counts, total = meters.WRITER_WAIT.series().get((), ((0,), 0.0))
            return sum(counts), total

        before, lock, inside = waits(), db.FairLock(), threading.Event()

        def second():
            inside.set()
            with lock:
                pass

        with lock:
            other = threading.Thread(target=second)
            other.start()
            inside.wait(5)
            while not lock._waiting:
                time.sleep(0.001)
            time.sleep(0.02)
        other.join()
        number, total = waits()
        assert number - before[0] == 2
        assert total - before[1] >= 0.02

    def test_connections_in_use(self, sqlite_database):
        db.disconnect()
        assert db.connections_in_use() is None
        with db.reading() as session:
            session.connection()
            assert db.connections_in_use() == 1
        assert db.connections_in_use() == 0

    def test_no_label_ever_names_a_person_or_a_record(self, sqlite_database, house, do):
        with pytest.raises(Empty):
            do(people.create, "ada", username="zenobia", name={}, roles={Role.INSPECTOR})
        do(people.create, "ada", username="zenobia", name={"en": "Zenobia Quill"}, roles={Role.INSPECTOR})
        text = meters.exposed()
        assert "people:create" in text
        for word in ("zenobia", "Zenobia", "INS-", "mei", "Hotline", "127.0.0.1"):
            assert word not in text
