"""Rooms above that know of tasks which count no more (cancelled ones): the plan's own figures leave them out of both sides."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select

Room = Callable[[date], "Select[Any]"]
"""A question for the tasks that count no more on a day: columns project_id and task_uid."""
_ROOMS: list[Room] = []


def left_out_by(room: Room) -> None:
    """A room says once how its tasks that count no more are found."""
    if room not in _ROOMS:
        _ROOMS.append(room)


def rooms(day: date) -> Iterator["Select[Any]"]:
    """The questions of all rooms."""
    for room in _ROOMS:
        yield room(day)
