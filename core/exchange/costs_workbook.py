"""What a project costs as a workbook: against its budget, orders, expenses, quotes. Data only; no cell becomes a formula."""

from collections.abc import Mapping, Sequence

from core.cost.control.queries import Control
from core.cost.purchases.queries import Bought
from core.cost.spending.queries import Order, Spent
from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.words import N_, Language

MOST = 20_000
"""Expenses that a workbook takes."""
LINES = (
    (N_("Budget line"), 26, Kind.TEXT), (N_("Budget"), 16, Kind.NUMBER), (N_("Spent"), 16, Kind.NUMBER), (N_("of it labour"), 16, Kind.NUMBER), (N_("Ordered, not yet spent"), 16, Kind.NUMBER),
    (N_("Left"), 16, Kind.NUMBER), (N_("Used"), 10, Kind.PERCENT), (N_("Standing"), 16, Kind.TEXT), (N_("Cause"), 40, Kind.WRAPPED), (N_("What is done about it"), 40, Kind.WRAPPED),
    (N_("Who answers for it"), 18, Kind.TEXT),
)  # fmt: skip
ORDERS = (
    (N_("Order"), 16, Kind.TEXT), (N_("Supplier"), 26, Kind.TEXT), (N_("What for"), 36, Kind.WRAPPED), (N_("Budget line"), 22, Kind.TEXT), (N_("Amount"), 16, Kind.NUMBER),
    (N_("Spent on it"), 16, Kind.NUMBER), (N_("Still open"), 16, Kind.NUMBER), (N_("Agreed on"), 12, Kind.DATE), (N_("Closed on"), 12, Kind.DATE),
)  # fmt: skip
EXPENSES = (
    (N_("Expense"), 16, Kind.TEXT), (N_("Day"), 12, Kind.DATE), (N_("What for"), 36, Kind.WRAPPED), (N_("Budget line"), 22, Kind.TEXT), (N_("Amount"), 16, Kind.NUMBER),
    (N_("Supplier"), 26, Kind.TEXT), (N_("Order"), 16, Kind.TEXT), (N_("Reverses"), 16, Kind.TEXT), (N_("Over the budget"), 14, Kind.TEXT), (N_("Receipts"), 10, Kind.INTEGER),
    (N_("Entered by"), 18, Kind.TEXT),
)  # fmt: skip
QUOTES = (
    (N_("Purchase"), 16, Kind.TEXT), (N_("What is bought"), 30, Kind.WRAPPED), (N_("How"), 12, Kind.TEXT), (N_("Supplier"), 26, Kind.TEXT), (N_("Amount"), 16, Kind.NUMBER),
    (N_("Quoted on"), 12, Kind.DATE), (N_("Chosen"), 10, Kind.TEXT), (N_("Why this one"), 40, Kind.WRAPPED), (N_("Remark"), 40, Kind.WRAPPED),
)  # fmt: skip


def workbook(control: Control, orders: Sequence[Order], expenses: Sequence[Spent], purchases: Sequence[Bought], names: Mapping[str, Mapping[str, str]], currency: str, language: Language) -> bytes:
    """The whole of it; amounts are numbers in `currency`, to the cent."""
    voice = Voice(language)

    def line(code: str) -> str:
        return voice.c(names.get(code, {"en": code}))

    told = [(line(one.code), one.standing, one.light, one.explained) for one in control.lines]
    told.append((voice.t(N_("Together")), control.whole, control.light, None))
    lines = [
        (name, one.planned, one.spent, one.labour, one.committed, one.left, None if one.share is None else float(one.share), voice.t(light.label),
         said.cause if said else "", said.measure if said else "", voice.c(said.owner) if said else "")
        for name, one, light, said in told
    ]  # fmt: skip
    sheets = [
        _sheet(voice, N_("Against the budget"), LINES, lines),
        _sheet(voice, N_("Orders"), ORDERS, [(one.code, one.supplier, one.subject, line(one.line), one.amount, one.drawn, one.open, one.agreed_on, one.closed_on) for one in orders]),
        _sheet(voice, N_("Expenses"), EXPENSES, [
            (one.code, one.spent_on, one.subject, line(one.line), one.amount, one.supplier, one.order, one.reverses, voice.t(N_("Yes")) if one.waiting else "", len(one.receipts), voice.c(one.by))
            for one in expenses
        ]),
        _sheet(voice, N_("Purchases"), QUOTES, [
            (one.code, one.title, voice.t(one.way.label), offer.supplier, offer.amount, offer.quoted_on, voice.t(N_("Yes")) if offer.chosen else "", one.why if offer.chosen else "", offer.remark)
            for one in purchases for offer in one.quotes
        ]),
        _sheet(voice, N_("Choice"), ((N_("Term"), 28, Kind.TEXT), (N_("Value"), 40, Kind.TEXT)), [
            (voice.t(N_("Project")), f"{control.code} {voice.c(control.name)}"), (voice.t(N_("Currency")), currency),
        ]),
    ]  # fmt: skip
    return write(sheets)


def _sheet(voice: Voice, title: str, heads: Sequence[tuple[str, float, Kind]], rows: Sequence[Sequence[object]]) -> Sheet:
    return Sheet(voice.t(title), tuple(Column(voice.t(header), width, kind) for header, width, kind in heads), list(rows))
