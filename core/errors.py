"""Refusals: facts with a whole translatable sentence that says what to do next.

A refusal is part of the interface. Its class is what code and tests look at; its `message` is the English
sentence that pages translate; its `facts` fill the placeholders. A refused deed has changed nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from core.words import N_, Language, translate


class Refusal(Exception):
    """Something was asked that cannot be done. Raised with the facts its sentence names."""

    message: ClassVar[str] = N_("This cannot be done.")

    def __init__(self, **facts: object) -> None:
        super().__init__(self.message.format(**facts) if facts else self.message)
        self.facts = facts


class NotPermitted(Refusal):
    """Forbidden and missing answer alike, so that nobody learns what exists by asking."""

    message = N_("This does not exist, or you may not see or do it.")


class NotFound(NotPermitted):
    """No such record, said in the same words as NotPermitted on purpose."""


class Stale(Refusal):
    message = N_("Somebody changed this in the meantime. What you entered is still here: look at the change, then save again.")


class Empty(Refusal):
    message = N_("Please fill in “{field}”.")


class TooLong(Refusal):
    message = N_("“{field}” may have at most {limit} characters; this has {length}.")


class NotANumber(Refusal):
    message = N_("“{value}” is not a number that can be used here.")


class NotAnAddress(Refusal):
    message = N_("“{value}” is not an e-mail address that mail can be sent to, such as mei@example.cn.")


class AlreadyExists(Refusal):
    message = N_("“{value}” exists already; please choose another one.")


class WrongState(Refusal):
    message = N_("This is not possible any more: its state has changed. Reload the page to see where it stands.")


class TryAgain(Refusal):
    message = N_("The database is busy or cannot be reached. Nothing was saved; please try again in a moment.")


class OldSchema(TryAgain):
    """The database is there, but its tables are not this program's: waiting alone does not help."""

    message = N_("The database is not up to date. Run “python -m core migrate” first.")


@dataclass(frozen=True)
class Fault:
    """One thing wrong, in which row (0: in no single one), as a translatable sentence with its facts."""

    row: int
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def told_alone(self, language: Language) -> str:
        """The sentence without its row: where it stands beside what it is about."""
        return translate(language, self.message, **self.facts)

    def told(self, language: Language) -> str:
        sentence = self.told_alone(language)
        return translate(language, N_("Row {row}: {sentence}"), row=self.row, sentence=sentence) if self.row else sentence


class Faulty(Refusal):
    """Carries every fault at once, so that all are mended in one go."""

    message = N_("{count} faults were found; nothing was saved.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults
