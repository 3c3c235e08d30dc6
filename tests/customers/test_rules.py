"""Names as they are looked up."""

import pytest

from core.customers.rules import looked_up


@pytest.mark.parametrize(("typed", "found"), [("Ｎorthern  Ferries", "northernferries"), ("北方轮渡（集团）", "北方轮渡集团"), ("_ % -", "")])
def test_a_name_is_looked_up_by_its_letters_and_digits_alone(typed, found):
    assert looked_up(typed) == found
