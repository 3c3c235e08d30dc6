"""How long a task takes: from a start to its finish and back.

A task without resources, or of fixed duration, counts its duration on its own calendar; an elapsed one counts every
minute. Otherwise the people who work on it drive it: it lasts until the last of them is done, each on the calendar
that both the task (if it has one) and the person have.
"""

from core.planning.rules.worktime import Clock

Part = tuple[Clock, int, int, int]
"""Whose time; all of it, what remains of it, what is done of it."""


class Own:
    """One calendar, one duration."""

    __slots__ = ("actual", "clock", "duration", "next", "previous", "remaining")

    def __init__(self, clock: Clock, duration: int, remaining: int, actual: int) -> None:
        self.clock, self.duration, self.remaining, self.actual = clock, duration, remaining, actual
        self.next, self.previous = clock.next, clock.previous

    def finish(self, start: int) -> int:
        return self.clock.after(start, self.duration)

    def start(self, finish: int) -> int:
        return self.clock.after(finish, -self.duration)

    def start_of_rest(self, finish: int) -> int:
        """When what remains has to go on."""
        return self.clock.after(finish, -self.remaining)

    def finish_of_rest(self, start: int) -> int:
        return self.clock.after(start, self.remaining)

    def finish_of_done(self, start: int) -> int:
        return self.clock.after(start, self.actual)


class Shared:
    """Several people, each with an own calendar and part."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts

    def next(self, at: int) -> int:
        return min(clock.next(at) for clock, *_ in self.parts)

    def previous(self, at: int) -> int:
        return max(clock.previous(at) for clock, *_ in self.parts)

    def finish(self, start: int) -> int:
        return max(clock.after(start, whole) for clock, whole, _, _ in self.parts)

    def start(self, finish: int) -> int:
        return min(clock.after(finish, -whole) for clock, whole, _, _ in self.parts)

    def start_of_rest(self, finish: int) -> int:
        return min(clock.after(finish, -rest) for clock, _, rest, _ in self.parts)

    def finish_of_rest(self, start: int) -> int:
        return max(clock.after(start, rest) for clock, _, rest, _ in self.parts)

    def finish_of_done(self, start: int) -> int:
        return max(clock.after(start, done) for clock, _, _, done in self.parts)


Stretch = Own | Shared
