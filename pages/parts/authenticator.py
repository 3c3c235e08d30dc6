"""streamlit-authenticator without its parts that must never run here; they are not even loaded.

Its cookie component writes a cookie that scripts can read, and its cloud and OAuth models call hosts outside the
house. Whatever would use them meets a refusal. The start is four tenths of a second shorter without them.
"""

import sys
from types import ModuleType
from typing import Any, NoReturn


class _Closed:
    def __init__(self, *_: Any, **__: Any) -> None:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise PermissionError("a part of streamlit-authenticator that is closed here")


_LEFT_OUT = {
    "extra_streamlit_components": ("CookieManager",),
    "streamlit_authenticator.models.cloud": ("CloudModel",),
    "streamlit_authenticator.models.oauth2": ("GoogleModel", "MicrosoftModel"),
}
for _name, _classes in _LEFT_OUT.items():
    _module = ModuleType(_name, "Left out: see pages/parts/authenticator.py.")
    for _class in _classes:
        setattr(_module, _class, type(_class, (_Closed,), {}))
    sys.modules.setdefault(_name, _module)

from streamlit_authenticator import Authenticate  # noqa: E402 - after what it must not load

__all__ = ["Authenticate"]
