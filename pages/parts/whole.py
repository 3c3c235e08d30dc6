"""What is done when a field is left or a button pressed is done to its end."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")


def whole(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback (`on_change`, `on_click`) that the next click does not interrupt.

    Whenever the session's state is read or written, Streamlit looks whether there was another click, and if so leaves
    what is under way, wherever that is, and begins with the newer one. A callback that is left is not called again: an
    answer given just before another part of the page was chosen would be lost. Every callback of ours wears this.
    """

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        context = get_script_run_ctx(suppress_warning=True)
        if context is None:
            return callback(*args, **kwargs)
        state = context.session_state
        looks = state._yield_callback
        object.__setattr__(state, "_yield_callback", _not_now)  # its own __setattr__ would write into the session
        try:
            return callback(*args, **kwargs)
        finally:
            object.__setattr__(state, "_yield_callback", looks)

    return run


def _not_now() -> None:
    pass
