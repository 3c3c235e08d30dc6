"""What the parts of a board share."""

from core.progress.cards.queries import BoardView, Card
from core.progress.cards.rules import Column
from pages.parts.words import content, day, plain, several

TOPICS = ("plans", "progress", "cards", "projects")
"""What changes a board."""


def named(column: Column) -> str:
    """A column as people call it: by its own name, or as usual for what it means. Not for Markdown."""
    return column.name or plain(column.means.usual)


def people(view: BoardView, card: Card) -> str:
    """Who answers for a card and who works on it. Not for Markdown."""
    who = dict.fromkeys(one for one in (card.owner_id, *card.people) if one)
    return several(content(view.people.get(one, {})) for one in who)


def due(card: Card) -> str:
    """When a card is or was to be finished. Not for Markdown."""
    if card.done_on is not None:
        return plain("Finished {day}", day=day(card.done_on))
    return plain("Overdue since {day}", day=day(card.due_on)) if card.overdue else plain("Due {day}", day=day(card.due_on))
