"""What a review of cost says. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.cost.control.rules import Standing
from core.errors import Refusal
from core.words import N_

TEXT_LIMIT = 4000


class ReviewToCome(Refusal):
    message = N_("A period that is not over cannot be reviewed. Choose a last day that is not to come.")


class ReviewEndsBefore(Refusal):
    message = N_("The period of the review ends before it begins. Correct one of the two days.")


def check_period(first: date, last: date, today: date) -> None:
    """Refuses ReviewToCome, ReviewEndsBefore."""
    if last > today:
        raise ReviewToCome()
    if last < first:
        raise ReviewEndsBefore()


def frozen(lines: Mapping[str, Standing]) -> list[dict[str, str | None]]:
    """How the lines stood, as it is kept with the review."""
    return [
        {"line": line, "planned": None if one.planned is None else str(one.planned), "committed": str(one.committed), "spent": str(one.spent), "labour": str(one.labour)}
        for line, one in lines.items()
    ]


def thawed(rows: list[dict[str, str | None]]) -> dict[str, Standing]:
    """How the lines stood then."""
    return {
        str(row["line"]): Standing(None if row["planned"] is None else Decimal(row["planned"]), Decimal(row["committed"] or 0), Decimal(row["spent"] or 0), Decimal(row["labour"] or 0))
        for row in rows
    }
