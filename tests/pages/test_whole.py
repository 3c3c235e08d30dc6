"""A callback is done to its end, whatever is clicked meanwhile."""

from types import SimpleNamespace
from typing import NoReturn

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from pages.parts import whole


def another_click() -> NoReturn:
    raise RerunException(RerunData())


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> SafeSessionState:
    """A session in which somebody has clicked once more: whoever looks is interrupted."""
    made = SafeSessionState(SessionState(), another_click)
    monkeypatch.setattr(whole, "get_script_run_ctx", lambda **_: SimpleNamespace(session_state=made))
    return made


def test_a_callback_reads_and_writes_to_its_end(state: SafeSessionState):
    kept = []

    @whole.whole
    def save(text: str) -> None:
        state["said"] = text
        inner()
        kept.append(state["said"])

    @whole.whole
    def inner() -> None:
        assert "said" in state

    save("95")
    assert kept == ["95"]


def test_afterwards_the_next_click_is_heard_again(state: SafeSessionState):
    @whole.whole
    def fails() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        fails()
    with pytest.raises(RerunException):
        state["said"] = "95"
