"""What a setting takes, how it is kept, and which of several values holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Empty, NotANumber, Refusal, TooLong
from core.settings import rules
from core.settings.rules import Kind, Origin, Setting, Values, parse, written


def made(default, **more) -> Setting:
    return Setting("test.made", "Test", "A label", "What it does.", default, **more)


WHOLE = made(30, least=1, most=365)
NUMBER = made(Decimal("0.60"), least=Decimal("0.1"), most=Decimal(1))
SWITCH = made(True)
TEXT = made("Service desk")
MAYBE = made("")
CHOICE = made("b", choices=(("a", "A"), ("b", "B"), ("c", "C")))
CHOICES = made(("a",), choices=(("a", "A"), ("b", "B"), ("c", "C")))
DEEP = made(30, least=1, most=365, per_department=True)


@pytest.mark.parametrize(
    ("setting", "kind"),
    [(WHOLE, Kind.WHOLE), (NUMBER, Kind.NUMBER), (SWITCH, Kind.SWITCH), (TEXT, Kind.TEXT), (CHOICE, Kind.CHOICE), (CHOICES, Kind.CHOICES)],
)
def test_the_default_says_what_the_values_are(setting, kind):
    assert setting.kind is kind


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (WHOLE, "30", 30), (WHOLE, " 7 ", 7), (WHOLE, "７", 7), (WHOLE, "1", 1), (WHOLE, "365", 365), (WHOLE, "12.0", 12), (WHOLE, "1e2", 100),
        (NUMBER, "0.6", Decimal("0.6")), (NUMBER, "0.1000", Decimal("0.1")), (NUMBER, "1", Decimal(1)),
        (SWITCH, "on", True), (SWITCH, "off", False),
        (TEXT, "  Two\twords ", "Two words"), (TEXT, "<b>bold</b>", "<b>bold</b>"), (TEXT, "a\x00b", "ab"), (MAYBE, "", ""),
        (CHOICE, "c", "c"), (CHOICES, "", ()), (CHOICES, "c,a,c", ("a", "c")),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value(setting, text, value):
    found = parse(setting, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("setting", "text", "refusal"),
    [
        (WHOLE, "", Empty), (WHOLE, "soon", NotANumber), (WHOLE, "1,5", NotANumber), (WHOLE, "NaN", NotANumber), (WHOLE, "Infinity", NotANumber),
        (WHOLE, "1.5", rules.NotWhole), (WHOLE, "0", rules.OutOfRange), (WHOLE, "366", rules.OutOfRange), (WHOLE, "-1", rules.OutOfRange),
        (WHOLE, "1e999999999", NotANumber), (WHOLE, "9" * 5000, NotANumber), (WHOLE, "1e11", rules.OutOfRange),
        (NUMBER, "0.05", rules.OutOfRange), (NUMBER, "1.0001", rules.OutOfRange), (NUMBER, "0.12345", rules.TooFine),
        (SWITCH, "yes", rules.NotASwitch), (SWITCH, "", rules.NotASwitch),
        (TEXT, "", Empty), (TEXT, " \x00 ", Empty), (TEXT, "a" * 501, TooLong),
        (CHOICE, "", rules.NotOffered), (CHOICE, "d", rules.NotOffered), (CHOICE, "' OR 1=1 --", rules.NotOffered), (CHOICES, "a,d", rules.NotOffered),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_words(setting, text, refusal):
    with pytest.raises(Refusal) as caught:
        parse(setting, text)
    assert type(caught.value) is refusal
    assert "{" not in str(caught.value)


def test_the_range_is_told():
    with pytest.raises(rules.OutOfRange, match="400 is outside the range from 1 to 365"):
        parse(WHOLE, "400")


ANY = st.text(st.characters(codec="utf-8"), max_size=60) | st.from_regex(r"[-+]?[0-9]{0,6}(\.[0-9]{0,6})?(e[0-9]{1,3})?", fullmatch=True)


@given(st.sampled_from([WHOLE, NUMBER, SWITCH, TEXT, MAYBE, CHOICE, CHOICES]), ANY)
def test_whatever_is_typed_is_a_value_within_its_bounds_or_refused(setting, text):
    try:
        value = parse(setting, text)
    except Refusal:
        return
    assert type(value) is type(setting.default)
    assert parse(setting, written(value)) == value  # what is kept means what was accepted
    assert written(parse(setting, written(value))) == written(value)  # in one way of writing
    if setting.least is not None:
        assert setting.least <= value <= setting.most
    assert "\x00" not in written(value)


@given(st.decimals(Decimal("0.1"), Decimal(1), places=4))
def test_every_number_within_the_bounds_is_taken(number):
    assert parse(NUMBER, str(number)) == number


class TestDeclaring:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "nodot"}, {"code": "a.B"}, {"code": "a." + "b" * 60}, {"least": None}, {"default": 400}, {"label": ""},
            {"default": "d", "choices": (("a", "A"),)}, {"default": ("d",), "choices": (("a", "A"),)},
        ],
    )  # fmt: skip
    def test_a_faulty_declaration_stops_the_start(self, wrong, monkeypatch):
        monkeypatch.setattr(rules, "_DECLARED", {})
        told = {"code": "test.made", "section": "Test", "label": "A label", "help": "What it does.", "default": 30, "least": 1, "most": 365}
        with pytest.raises((ValueError, Refusal)):
            rules.declare(Setting(**(told | wrong)))
        assert rules.declared() == ()

    def test_a_code_is_declared_once(self, monkeypatch):
        monkeypatch.setattr(rules, "_DECLARED", {})
        assert rules.declare(WHOLE) is WHOLE
        assert rules.declare(WHOLE) is WHOLE
        with pytest.raises(ValueError, match="twice"):
            rules.declare(NUMBER)

    def test_sections_keep_together_in_the_order_of_the_page(self, monkeypatch):
        monkeypatch.setattr(rules, "_DECLARED", {})
        for code, section in (("a.one", "Elsewhere"), ("b.one", rules.INSPECTION), ("a.two", "Elsewhere"), ("c.one", rules.SIGN_IN), ("b.two", rules.INSPECTION)):
            rules.declare(Setting(code, section, "L", "H", True))
        assert [one.code for one in rules.declared()] == ["c.one", "b.one", "b.two", "a.one", "a.two"]
        assert rules.find("b.two").section == rules.INSPECTION
        assert rules.find("b.three") is None


class TestWhichValueHolds:
    """Organisation; 1 above 2 above 3; 4 apart."""

    TREE = {1: None, 2: 1, 3: 2, 4: None}

    def of(self, setting, own, at=None):
        return Values({(setting.code, place): text for place, text in own.items()}, self.TREE).in_force(setting, at)

    def test_the_nearest(self):
        assert self.of(DEEP, {}, 3) == rules.InForce(30, Origin.DEFAULT)
        assert self.of(DEEP, {None: "10"}, 3) == rules.InForce(10, Origin.ORGANISATION)
        assert self.of(DEEP, {None: "10", 1: "11"}, 3) == rules.InForce(11, Origin.ABOVE, 1)
        assert self.of(DEEP, {None: "10", 1: "11", 2: "12"}, 3) == rules.InForce(12, Origin.ABOVE, 2)
        assert self.of(DEEP, {None: "10", 3: "13"}, 3) == rules.InForce(13, Origin.DEPARTMENT, 3)
        assert self.of(DEEP, {None: "10", 1: "11"}, 4) == rules.InForce(10, Origin.ORGANISATION)
        assert self.of(DEEP, {1: "11"}) == rules.InForce(30, Origin.DEFAULT)

    def test_where_departments_may_not_differ_theirs_counts_for_nothing(self):
        assert self.of(WHOLE, {None: "10", 3: "13"}, 3) == rules.InForce(10, Origin.ORGANISATION)

    def test_a_kept_value_that_is_none_any_more_counts_as_not_set(self):
        assert self.of(DEEP, {None: "10", 3: "4000"}, 3) == rules.InForce(10, Origin.ORGANISATION)
        assert self.of(DEEP, {None: "soon"}, 3) == rules.InForce(30, Origin.DEFAULT)

    def test_a_circle_of_departments_ends(self):
        assert Values({}, {1: 2, 2: 1}).in_force(DEEP, 1).origin is Origin.DEFAULT

    @given(st.data())
    def test_it_is_that_of_the_first_on_the_way_up_that_has_one(self, data):
        parents = {n: data.draw(st.sampled_from([None, *range(1, n)])) for n in range(1, 9)}
        own = data.draw(st.dictionaries(st.sampled_from([None, *parents]), st.integers(1, 365)))
        at = data.draw(st.sampled_from([None, *parents]))
        way = []
        here = at
        while here is not None:
            way.append(here)
            here = parents[here]
        expected = next((own[place] for place in (*way, None) if place in own), 30)
        values = Values({(DEEP.code, place): str(number) for place, number in own.items()}, parents)
        assert values.in_force(DEEP, at).value == expected
        assert values.in_force(DEEP, at).value == expected  # remembered
