"""The line to the mail server: one mail at a time, and a word with the outbox just before its end is given."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PATIENCE_S = 20.0
_DOTS = re.compile(rb"^\.", re.M)


class ServerAway(Exception):
    """The mail server does not answer, does not let us in or does not take mail from our sender: no mail's own fault."""


class NotTaken(Exception):
    """The server answered that it does not take this mail. `for_good` after an answer of 5xx."""

    def __init__(self, code: int, answer: bytes) -> None:
        self.for_good = code >= 500
        super().__init__(f"{code} {answer.decode('ascii', 'replace')}"[:200])


class NobodyKnows(Exception):
    """The line broke between the end of the mail and the answer."""


class GivenUp(Exception):
    """Somebody else holds the mail by now; its end was not given."""


@dataclass(frozen=True)
class Line:
    """An open line."""

    server: smtplib.SMTP

    def give(self, sender: str, to: str, mail: bytes, *, before_the_end: Callable[[], bool]) -> None:
        """Give one mail to the server. `before_the_end` is asked when everything but the closing dot has been given.

        Raises ServerAway or NotTaken while the server surely has not taken it, NobodyKnows if nobody knows, GivenUp if
        `before_the_end` said no. Returns once the server has said that it took it.
        """
        try:
            code, answer = self.server.mail(sender)
            if code != 250:
                raise ServerAway(f"{code} {answer.decode('ascii', 'replace')}")
            code, answer = self.server.rcpt(to)
            if code not in (250, 251):
                self._forget()
                raise NotTaken(code, answer)
            code, answer = self.server.docmd("DATA")
            if code != 354:
                self._forget()
                raise NotTaken(code, answer)
            self.server.send(_DOTS.sub(b"..", mail))
        except (smtplib.SMTPException, OSError) as broken:
            raise ServerAway(str(broken)) from broken
        allowed = False
        try:
            allowed = before_the_end()
        finally:
            if not allowed:
                self.server.close()  # a line that ends before the closing dot: the server must throw it away
        if not allowed:
            raise GivenUp()
        try:
            self.server.send(b".\r\n")
            code, answer = self.server.getreply()
        except (smtplib.SMTPException, OSError) as broken:
            raise NobodyKnows(str(broken)) from broken
        if code != 250:
            raise NotTaken(code, answer)

    def _forget(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self.server.rset()


@contextmanager
def opened(url: str) -> Iterator[Line]:
    """A line to the server at `url` (smtp: STARTTLS is demanded; smtps: TLS; smtp+plain: none). Raises ServerAway."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        server = _connected(parts.scheme, host, parts.port)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as away:
        raise ServerAway(f"{type(away).__name__}: {away}"[:200]) from away
    try:
        yield Line(server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE_S, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port or (587 if scheme == "smtp" else 25), timeout=PATIENCE_S)
    try:
        if scheme == "smtp":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server
