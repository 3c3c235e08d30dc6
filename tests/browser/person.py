"""Somebody with a browser: what she can do, and everything that must not happen to her meanwhile."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, WebSocket, expect

from tests.cast import PASSWORD

PHONE = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 1,
    "user_agent": "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
}  # fmt: skip
DESK = {"viewport": {"width": 1280, "height": 900}}
PATIENCE_MS = 40_000
"""For machines with other work to do; nobody should wait so long."""
READY = ".stApp[data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
LINE_NOISE = (
    "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_NETWORK_CHANGED", "WebSocket", "ERR_EMPTY_RESPONSE",
    "Client Error in reaching server endpoint", "Streamlit server is not responding", "DoInitPings timed out", "Connection timed out",
    "when disconnected from server",
)  # fmt: skip
"""What a browser says when the line or the server is gone: expected where a test cuts it."""
AT_ONCE = """(() => {
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, how) { return animate.call(this, frames, {...how, duration: 0}); };
})()"""
"""A fold takes half a second to open, and buttons slide away under whoever presses one at once: no person does, a test did."""
PROBED = ("/_stcore/host-config", "/_stcore/health")
"""Streamlit's own page looks for its server below a deep link first, meets a 404 there, and finds it above."""


class Person:
    """One browser of her own, with her own cookies. Everything it tells is kept and judged by `undisturbed`."""

    def __init__(self, browser: Browser, base: str, *, phone: bool = False, locale: str = "en-GB", key: Callable[[str], str] | None = None) -> None:
        self.base, self.key = base, key
        self.context = browser.new_context(**(PHONE if phone else DESK), locale=locale, timezone_id="Asia/Shanghai")
        self.context.add_init_script(AT_ONCE)
        self.context.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.frames: list[bytes] = []
        self.patient = False
        """Whether a lost line is part of what is tried."""
        self.context.on("page", self._watch)
        self.page = self.context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", self._asked)
        page.on("websocket", self._connected)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBED):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.base:
            self.elsewhere.append(request.url)

    def _connected(self, line: WebSocket) -> None:
        line.on("framereceived", lambda frame: self.frames.append(frame if isinstance(frame, bytes) else frame.encode()))

    def close(self) -> None:
        self.context.close()

    def undisturbed(self) -> None:
        """Nothing executed, blocked or loaded from elsewhere, no page failed. Called at the end of every test."""
        complaints = [one for one in self.complaints if not (self.patient and any(noise in one for noise in LINE_NOISE))]
        assert not complaints, complaints
        assert not self.elsewhere, self.elsewhere

    # --- going and looking ---------------------------------------------------------------------------------------

    def ready(self, page: Page | None = None) -> None:
        """Wait until the page is drawn and connected."""
        (page or self.page).locator(READY).wait_for(state="attached")

    def go(self, path: str) -> None:
        """Open an address and wait until its page stands."""
        self.page.goto(self.base + path)
        self.page.get_by_role("heading", level=1).first.wait_for()
        self.ready()

    def sees(self, text: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        """The words are on the screen, or will be soon."""
        found = (within or self.page).get_by_text(text).first
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the screen does not tell: that the database holds it."""
        for _ in range(PATIENCE_MS // 200):
            if holds():
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("it did not happen")

    def text(self) -> str:
        """Everything written on the screen."""
        return self.page.locator("body").inner_text()

    def spot(self, key: str) -> Locator:
        """The container or widget with this key."""
        return self.page.locator(f".st-key-{key}").first

    # --- acting --------------------------------------------------------------------------------------------------

    def sign_in(self, username: str, path: str = "/", password: str = PASSWORD) -> None:
        """Open an address, meet the form, get in."""
        self.page.goto(self.base + path)
        self.give(username, password)
        self.page.locator("[data-testid=stMenuButton]").first.wait_for()
        self.ready()

    def arrive(self, username: str, path: str = "/") -> None:
        """Open an address with a session begun elsewhere, as a browser does that was here this morning: one load instead of two."""
        assert self.key is not None
        self.context.add_cookies([{"name": "cockpit", "value": self.key(username), "url": self.base, "httpOnly": True, "sameSite": "Lax"}])
        self.page.goto(self.base + path)
        self.page.locator("[data-testid=stMenuButton]").first.wait_for()
        self.ready()

    def give(self, username: str, password: str) -> None:
        """Fill in the sign-in form."""
        expect(self.page.locator("input[type=password]")).to_have_count(1)  # not while one in another language is about to go
        self.page.locator("[data-testid=stForm] input[type=text]").fill(username)
        self.page.locator("input[type=password]").fill(password)
        self.page.locator("[data-testid=stFormSubmitButton] button").click()

    def press(self, name: str, *, among: str = "") -> None:
        """A button by its words, perhaps the one in the box that also says `among`."""
        self._in(among, self.page.get_by_role("button", name=name, exact=True)).click()

    def twice(self, name: str, gap_ms: int) -> None:
        """A button clicked once more where it was, whatever the page has become meanwhile."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.click(*at)
        self.page.wait_for_timeout(gap_ms)
        self.page.mouse.click(*at)

    def _in(self, among: str, control: Locator) -> Locator:
        if not among:
            return control.first
        return control.and_(self.page.locator("[data-testid=stVerticalBlock], [data-testid=stHorizontalBlock]").filter(has_text=among).filter(has=control).last.locator("*"))

    def follow(self, name: str) -> None:
        """A link by its words; into the new tab if it opens one."""
        link = self.page.get_by_role("link", name=name).first
        link.wait_for()
        if link.get_attribute("target") == "_blank":
            with self.context.expect_page() as opened:
                link.click()
            self.page.close()
            self.page = opened.value
        else:
            before = self.page.url
            link.click()
            self.page.wait_for_url(lambda address: address != before)
        self.page.get_by_role("heading", level=1).first.wait_for()
        self.ready()

    def confirm(self, label: str, yes: str) -> None:
        """A deed that asks once more."""
        self.press(label)
        self.page.locator("[data-testid=stPopoverBody]").get_by_role("button", name=yes, exact=True).click()

    def menu(self, entry: str) -> None:
        """The account menu."""
        self.page.locator("[data-testid=stMenuButton] button").first.click()
        self.page.get_by_role("menuitem", name=entry).or_(self.page.get_by_role("option", name=entry)).first.click()

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Without a line for a while."""
        self.patient = True
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

