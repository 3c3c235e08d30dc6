"""The words that a new summary report begins with, said from its facts in the language of who begins it; people change them. Pure."""

from collections.abc import Iterator

from core.review.facts.rules import Chapter
from core.review.summary.rules import Contents, Section
from core.words import N_, Language, translate


def opening(told: Contents, language: Language) -> dict[str, str]:
    """The first words of each section; empty where the facts give none."""
    return {section.value: "\n".join(LINES[section](told, language)) for section in Section}


def _targets(told: Contents, language: Language) -> Iterator[str]:
    for one in told.targets:
        aim = [f"{one.number:f} {one.unit}".strip()] if one.number is not None else []
        until = [one.by.isoformat()] if one.by else []
        yield " · ".join([f"- {one.text}", *aim, *until])


def _dates(told: Contents, language: Language) -> Iterator[str]:
    if told.promised and told.finish:
        days = (told.finish - told.promised).days
        message = N_("Finished {finish}, as promised first.") if not days else N_("Finished {finish}, {days} days later than promised first ({promised}).") if days > 0 else N_("Finished {finish}, {days} days earlier than promised first ({promised}).")
        yield translate(language, message, finish=told.finish.isoformat(), promised=told.promised.isoformat(), days=abs(days))
    for one in told.stones:
        if one.planned and one.on != one.planned:
            yield translate(language, N_("- {name}: {on} instead of {planned}"), name=one.name, on=one.on.isoformat(), planned=one.planned.isoformat())


def _result(told: Contents, language: Language) -> Iterator[str]:
    for one in told.facts.facts:
        if one.value is not None and one.chapter in (Chapter.SATISFACTION, Chapter.CLOCKS, Chapter.INSPECTION):
            n = f" (n = {one.n})" if one.n else ""
            yield f"- {translate(language, one.label)}: {one.value.normalize():f}{n}"


def _problems(told: Contents, language: Language) -> Iterator[str]:
    for one in told.problems:
        yield f"- {one.code} {one.title}"
    if told.met:
        yield translate(language, N_("Of {met} risks that happened {surprises} were not foreseen."), met=told.met, surprises=told.surprises)


def _lessons(told: Contents, language: Language) -> Iterator[str]:
    for one in told.lessons:
        yield f"- {one.code} {one.title}: {one.advice}"


LINES = {Section.TARGETS: _targets, Section.DATES: _dates, Section.RESULT: _result, Section.PROBLEMS: _problems, Section.LESSONS: _lessons}
