"""Readable codes are given once, whoever asks at the same moment."""

from collections import Counter as Count
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from core import clock, work
from core.audit.actions import NOBODY
from core.numbering.actions import next_code, next_codes

pytestmark = pytest.mark.usefixtures("database")


def take(prefix="INS", count=1):
    return work.do(lambda session, _: next_codes(session, prefix, count), NOBODY)


def year():
    return clock.today().year


def test_codes_count_up_from_one():
    assert [take()[0], take()[0]] == [f"INS-{year()}-0001", f"INS-{year()}-0002"]


def test_several_at_once_are_a_run():
    take()
    assert take(count=3) == [f"INS-{year()}-{number:04d}" for number in (2, 3, 4)]
    assert take() == [f"INS-{year()}-0005"]


def test_prefixes_count_apart():
    take("INS")
    assert work.do(lambda session, _: next_code(session, "RND"), NOBODY) == f"RND-{year()}-0001"


def test_a_new_year_starts_anew_on_the_organisations_new_years_day():
    # 16:00 UTC on the last day of December is midnight in Shanghai
    with clock.at(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        assert take() == ["INS-2026-0001"]
    with clock.at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert take() == ["INS-2027-0001"]


def test_ten_thousand_is_not_the_end():
    assert take(count=10_001)[-2:] == [f"INS-{year()}-10000", f"INS-{year()}-10001"]


def test_codes_taken_at_once_are_unique_and_without_gaps():
    with ThreadPoolExecutor(8) as threads:
        given = [code for codes in threads.map(lambda n: [take(count=1 + n % 2) for _ in range(10)], range(8)) for one in codes for code in one]
    assert len(given) == 120
    assert Count(given).most_common(1)[0][1] == 1
    assert sorted(given) == [f"INS-{year()}-{number:04d}" for number in range(1, 121)]


def test_the_first_codes_of_a_year_may_be_taken_at_once():
    for prefix in "ABCDE":
        with ThreadPoolExecutor(8) as threads:
            assert len({codes[0] for codes in threads.map(lambda _: take(prefix), range(8))}) == 8  # noqa: B023


def test_a_deed_that_fails_gives_its_number_back_or_leaves_it_unused():
    def fails(session, _):
        next_code(session, "INS")
        raise ZeroDivisionError

    take()
    with pytest.raises(ZeroDivisionError):
        work.do(fails, NOBODY)
    assert take()[0] > f"INS-{year()}-0001"
