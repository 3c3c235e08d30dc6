"""From when on requests count as alike. How alike texts are stands in `core.likeness`. Pure."""

from core.likeness import MOST_GRAMS, grams, likeness, pieces

__all__ = ["ALIKE", "MOST_GRAMS", "RELATED", "grams", "likeness", "pieces"]

ALIKE = 0.5
"""From here on two requests of one customer are shown as possibly the same."""
RELATED = 0.25
"""From here on a solved request is shown as a similar case."""
