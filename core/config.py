"""Settings from environment variables: read once at the start, typed, refused with one clear line each.

The table in the README is checked against this class by a test.
"""

import contextlib
import os
import re
import secrets
import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parents[1]
_MAIL_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,180}")



class Settings(BaseSettings):
    """What an operator may set. Every field's description is its line in the README."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    database_url: str = Field(
        f"sqlite:///{ROOT / 'data' / 'app.db'}",
        description="Where the data lives: sqlite:///path/to/app.db or postgresql://user:password@host/name",
    )
    files_dir: Path = Field(ROOT / "data" / "files", description="Folder of stored evidence and attachments")
    cockpit_url: str = Field(
        "http://127.0.0.1:8501",
        description="The address people open; the only origin whose browsers are let in (several: separated by commas)",
    )
    cockpit_secret: SecretStr | None = Field(
        None, description="32 or more random characters that key the audit chain and peppered passwords; made in data/secret.key if unset"
    )
    cockpit_old_secrets: SecretStr | None = Field(
        None, description="Earlier values of COCKPIT_SECRET, separated by blanks: what they sealed of persons still opens until it is sealed anew"
    )
    cockpit_trusted_proxy: bool = Field(False, description="true when a TLS proxy in front overwrites X-Forwarded-For")
    cockpit_oidc_url: str = Field(
        "", description="The company's sign-in server: its address that ends in /.well-known/openid-configuration; unset: no company accounts"
    )
    cockpit_oidc_client: str = Field("", description="Client id given by the company's sign-in server; needed with COCKPIT_OIDC_URL")
    cockpit_oidc_secret: SecretStr | None = Field(
        None, validate_default=True, description="Client secret given by the company's sign-in server; needed with COCKPIT_OIDC_URL"
    )
    cockpit_oidc_claim: Literal["preferred_username", "email"] = Field(
        "preferred_username", description="Claim of the company account that says whose it is at its first use: the user name, or the verified e-mail address"
    )
    cockpit_oidc_domain: str = Field(
        "", description="With COCKPIT_OIDC_CLAIM=email: the domain whose addresses count, such as example.cn; what stands before the @ is the user name"
    )
    cockpit_upload_mb: Annotated[int, Field(ge=1, le=20)] = Field(15, description="Largest photo or file in megabytes")
    cockpit_timezone: str = Field("Asia/Shanghai", description="Time zone of the organisation, for days and displayed times")
    cockpit_log: Literal["debug", "info", "warning", "error"] = Field("info", description="How much the log says")
    cockpit_smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: smtp://user:password@host:587 (STARTTLS is demanded), smtps://…:465 (TLS), smtp+plain://… (a relay on this machine); "
        "unset: no mail. Letters such as @ and : in the password are written %40 and %3A",
    )
    cockpit_mail_from: str = Field("", description="Sender of mail, such as cockpit@example.cn; needed with COCKPIT_SMTP_URL")
    cockpit_metrics_token: SecretStr | None = Field(
        None, description="16 or more characters that open /metrics from other machines as a bearer token; unset: from this machine only"
    )
    cockpit_demo: bool = Field(True, description="Plant the demo organisation when `make run` meets a new database")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url.startswith(("postgresql://", "postgres://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("cockpit_url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        for one in url.split(","):
            parts = urlsplit(one.strip())
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
                raise ValueError(f"{one.strip()!r} is not an address such as https://cockpit.example.cn")
        return ",".join(one.strip().rstrip("/") for one in url.split(","))

    @field_validator("cockpit_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < 32:
            raise ValueError("needs at least 32 characters")
        return secret

    @field_validator("cockpit_metrics_token")
    @classmethod
    def _hard_to_guess(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not (len(token.get_secret_value()) >= 16 and token.get_secret_value().isascii()):
            raise ValueError("needs at least 16 plain characters")
        return token

    @field_validator("cockpit_oidc_url")
    @classmethod
    def _a_sign_in_server(cls, url: str) -> str:
        parts = urlsplit(url)
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        if url and not ((parts.scheme == "https" or here) and parts.netloc and url.endswith("/.well-known/openid-configuration")):
            raise ValueError(f"{url!r} is not an address such as https://id.example.cn/.well-known/openid-configuration")
        return url

    @field_validator("cockpit_oidc_secret")
    @classmethod
    def _with_its_server(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        given = [bool(info.data.get("cockpit_oidc_url")), bool(info.data.get("cockpit_oidc_client")), bool(secret and secret.get_secret_value())]
        if any(given) and not all(given):
            raise ValueError("COCKPIT_OIDC_URL, COCKPIT_OIDC_CLIENT and COCKPIT_OIDC_SECRET belong together: set all three or none")
        return secret

    @model_validator(mode="after")
    def _a_domain_for_the_addresses(self) -> Self:
        if self.cockpit_oidc_claim == "email" and not self.cockpit_oidc_domain:
            raise ValueError("COCKPIT_OIDC_CLAIM=email needs COCKPIT_OIDC_DOMAIN, the domain whose addresses count")
        return self

    @field_validator("cockpit_smtp_url")
    @classmethod
    def _a_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(url.get_secret_value()) if url else None
        try:
            known = parts is None or (parts.scheme in ("smtp", "smtps", "smtp+plain") and parts.hostname and parts.port != 0)
        except ValueError:  # a port that is no number
            known = False
        if not known:
            raise ValueError("is not an address such as smtp://user:password@mail.example.cn:587")
        return url

    @field_validator("cockpit_mail_from")
    @classmethod
    def _a_sender(cls, sender: str) -> str:
        if sender and not _MAIL_ADDRESS.fullmatch(sender):
            raise ValueError(f"{sender!r} is not an address such as cockpit@example.cn")
        return sender

    @model_validator(mode="after")
    def _a_sender_for_the_server(self) -> Self:
        if self.cockpit_smtp_url and not self.cockpit_mail_from:
            raise ValueError("COCKPIT_SMTP_URL needs COCKPIT_MAIL_FROM, the address that mail comes from")
        return self

    @field_validator("cockpit_timezone")
    @classmethod
    def _a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError(f"{name!r} is not a time zone such as Asia/Shanghai") from unknown
        return name

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Exact origins whose browsers may open a connection; localhost stands in for its number."""
        given = set(self.cockpit_url.split(","))
        for one in list(given):
            given.add(one.replace("//127.0.0.1", "//localhost"))
            given.add(one.replace("//localhost", "//127.0.0.1"))
        return frozenset(given)

    @property
    def mails(self) -> bool:
        """Whether mail can leave the house."""
        return self.cockpit_smtp_url is not None

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may insist on it."""
        return all(one.startswith("https://") for one in self.cockpit_url.split(","))


class BadSettings(SystemExit):
    """Stops the start with one clear line per bad value (exit code 2)."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__(2)


@cache
def settings() -> Settings:
    """The settings of this process. `settings.cache_clear()` is for tests."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [": ".join(filter(None, (".".join(map(str, e["loc"])).upper(), e["msg"].removeprefix("Value error, ")))) for e in wrong.errors()]
        print("\n".join(f"Service Cockpit cannot start. {line}" for line in lines), file=sys.stderr)
        raise BadSettings(lines) from wrong


def key_file() -> Path:
    """Where the key is kept when the environment names none."""
    return settings().files_dir.parent / "secret.key"


@cache
def secret() -> bytes:
    """The key of this installation: from the environment, else kept in data/secret.key (mode 0600)."""
    given = settings().cockpit_secret
    if given is not None:
        return given.get_secret_value().encode()
    path = key_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()


@cache
def old_secrets() -> tuple[bytes, ...]:
    """Keys that this installation had before, newest first as they are named."""
    given = settings().cockpit_old_secrets
    return tuple(one.encode() for one in given.get_secret_value().split()) if given is not None else ()
