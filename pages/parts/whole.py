"""What is done when a field is left or a button pressed is done to its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")


def whole(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback (`on_change`, `on_click`) that the next click does not interrupt. Every callback of ours wears this."""

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with uninterrupted():
            return callback(*args, **kwargs)

    return run


@contextmanager
def uninterrupted() -> Iterator[None]:
    """What is done inside is not left for the next click.

    Whenever the session's state is read or written, Streamlit looks whether there was another click, and if so leaves
    what is under way, wherever that is, and begins with the newer one. A callback that is left is not called again: an
    answer given just before another part of the page was chosen would be lost.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        yield
        return
    state = context.session_state
    looks = state._yield_callback
    object.__setattr__(state, "_yield_callback", _not_now)  # its own __setattr__ would write into the session
    try:
        yield
    finally:
        object.__setattr__(state, "_yield_callback", looks)


def _not_now() -> None:
    pass
