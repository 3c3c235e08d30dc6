"""A checklist as the sheets of a workbook, in the words of a reader's language. Pure.

What equals its default is left empty. A checkpoint's name and weight stand in its first row only, so that there is
one place to change them; its code stands in every row, so that filters keep working.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from core.exchange.checklist import headings
from core.exchange.checklist.headings import CHOICE_FIELDS, CONTENTS, ITEM_FIELDS, SETTINGS_COLUMNS, Field, Page
from core.exchange.checklist.rules import plain, points_text
from core.exchange.workbook import Column, Kind, Sheet
from core.inspection.rules import Method
from core.inspection.templates.rules import Choice, Draft, ItemDraft, SectionDraft
from core.words import Content, Language

SPARE_ROWS = 50
"""Empty rows below the items that offer the choices too."""

_NUMBERS = frozenset(
    {
        Field.CHECKPOINT_WEIGHT, Field.LEAST, Field.MOST, Field.MINIMUM, Field.MAXIMUM, Field.PER_FINDING, Field.CAP, Field.WEIGHT, Field.DEMANDS_AT,
        Field.MINUTES, Field.FLOOR,
    }
)
_WIDE = frozenset({Field.TEXT, Field.STANDARD, Field.RULE, Field.EVIDENCE, Field.LEVELS, Field.WORDING})


def sheets(draft: Draft, language: Language) -> list[Sheet]:
    """The four sheets: items, settings, grades, reasons."""
    return [
        Sheet(_page(Page.ITEMS, language), _columns(ITEM_FIELDS, language), _item_rows(draft, language), SPARE_ROWS),
        Sheet(_page(Page.SETTINGS, language), _columns(SETTINGS_COLUMNS, language), _setting_rows(draft, language)),
        Sheet(_page(Page.GRADES, language), _columns(CHOICE_FIELDS[Page.GRADES], language), _choice_rows(draft.bands, floors=True)),
        Sheet(_page(Page.REASONS, language), _columns(CHOICE_FIELDS[Page.REASONS], language), _choice_rows(draft.na_reasons, floors=False)),
    ]


def _page(page: Page, language: Language) -> str:
    return headings.word(headings.PAGES[page], language)


def _columns(fields: Sequence[Field], language: Language) -> tuple[Column, ...]:
    choices = {
        Field.COMBINING: _choices(headings.COMBININGS.values(), language),
        Field.METHOD: _choices(headings.METHODS.values(), language),
        Field.VETO: _choices(headings.VETOES.values(), language),
        Field.EVIDENCE_REQUIRED: _choices(headings.FLAGS.values(), language),
    }
    columns = []
    for field in fields:
        width = 36.0 if field in _WIDE else 14.0
        kind = Kind.NUMBER if field in _NUMBERS else Kind.WRAPPED
        for content in Language if field in CONTENTS else (None,):
            columns.append(Column(headings.title(field, language, content), width, kind, choices.get(field, ())))
    return tuple(columns)


def _choices(words, language: Language) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    return tuple(headings.word(one, language) for one in words)


def _texts(content: Content) -> tuple[str | None, ...]:
    return tuple(content.get(language) or None for language in Language)


def _item_rows(draft: Draft, language: Language) -> list[tuple[object, ...]]:
    rows = []
    for section in draft.sections:
        for number, item in enumerate(section.items):
            rows.append((*_checkpoint_cells(section, language, first=number == 0), *_item_cells(item, language)))
    return rows


def _checkpoint_cells(section: SectionDraft, language: Language, *, first: bool) -> tuple[object, ...]:
    no_texts = tuple(None for _ in Language)
    if not first:
        return (section.code, *no_texts, None, None, *no_texts, None, None, None)
    repeat = section.repeat
    repeated = (*no_texts, None, None, None)
    if repeat:
        repeated = (*_texts(repeat.name), repeat.least, repeat.most, headings.word(headings.COMBININGS[repeat.combining], language))
    return (section.code, *_texts(section.name), section.weight, ", ".join(section.compared) or None, *repeated)


def _item_cells(item: ItemDraft, language: Language) -> tuple[object, ...]:
    usual = ItemDraft(item.code, item.weight, item.text)

    def unless_usual(read: Callable[[ItemDraft], Decimal]) -> Decimal | None:
        return None if read(item) == read(usual) else read(item)

    minimum, maximum = unless_usual(lambda one: one.minimum), unless_usual(lambda one: one.maximum)
    if item.method is Method.NUMERIC:  # here the two ends say what is asked for
        minimum, maximum = item.minimum, item.maximum
    if item.bonus:
        maximum = item.maximum
    return (
        item.code,
        *_texts(item.text),
        *_texts(item.standard),
        *_texts(item.rule),
        *_texts(item.evidence),
        headings.word(headings.METHODS[item.method], language),
        *(_levels(item, content) for content in Language),
        minimum,
        maximum,
        *_texts(item.unit),
        unless_usual(lambda one: one.per_finding),
        unless_usual(lambda one: one.cap),
        item.weight,
        headings.word(headings.VETOES[item.veto], language),
        headings.word(headings.FLAGS[item.evidence_required], language),
        ", ".join(headings.word(headings.DEMANDS[one], language) for one in item.demands) or None,
        unless_usual(lambda one: one.demands_at),
        item.metric or None,
        points_text(item.points) or None,
        unless_usual(lambda one: one.minutes),
    )


def _levels(item: ItemDraft, language: Language) -> str | None:
    """Every level on a line of its own, as “0=No records”; nothing if none has a text in this language."""
    if not any(level.name.get(language) for level in item.levels):
        return None
    return "\n".join(f"{plain(level.points)}={level.name.get(language) or ''}" for level in item.levels)


def _setting_rows(draft: Draft, language: Language) -> list[tuple[object, ...]]:
    no_texts = tuple(None for _ in Language)
    values: list[tuple[Field, object, tuple[str | None, ...]]] = [
        (Field.CODE, draft.code, no_texts),
        (Field.NAME, None, _texts(draft.name)),
        (Field.DESCRIPTION, None, _texts(draft.description)),
        (Field.WEIGHTING, headings.word(headings.WEIGHTINGS[draft.weighting], language), no_texts),
        (Field.MIN_APPLICABLE, draft.min_applicable, no_texts),
        (Field.VETO_CAP, draft.veto_cap, no_texts),
        (Field.BONUS_CAP, draft.bonus_cap, no_texts),
        *([(Field.WHOLE_MINUTES, draft.minutes, no_texts)] if draft.minutes else []),
    ]
    return [(headings.title(field, language), value, *texts) for field, value, texts in values]


def _choice_rows(choices: Sequence[Choice], *, floors: bool) -> list[tuple[object, ...]]:
    return [(choice.code, *((choice.floor,) if floors else ()), *_texts(choice.name)) for choice in choices]
