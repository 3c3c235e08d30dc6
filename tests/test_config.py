"""Settings: read once, refused with one clear line each."""

import stat
from pathlib import Path

import pytest

from core.config import BadSettings, Settings, secret, settings
from tests.databases import SECRET


@pytest.fixture
def start(monkeypatch, tmp_path):
    """`start(COCKPIT_URL="...")`: the settings of a process with this environment and nothing else of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "data" / "files"))

    def start_(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        secret.cache_clear()
        return settings()

    yield start_
    monkeypatch.undo()
    settings.cache_clear()
    secret.cache_clear()


def test_nothing_needs_to_be_set(start):
    found = start()
    assert found.database_url.startswith("sqlite:///")
    assert (found.cockpit_upload_mb, found.cockpit_timezone) == (15, "Asia/Shanghai")
    assert not found.secure


def test_settings_are_read_once(start, monkeypatch):
    start(COCKPIT_UPLOAD_MB="7")
    monkeypatch.setenv("COCKPIT_UPLOAD_MB", "8")
    assert settings().cockpit_upload_mb == 7


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://root:hunter2@db/app", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "", "sqlite:/// or postgresql://"),
        ("COCKPIT_URL", "cockpit.example.cn", "not an address"),
        ("COCKPIT_URL", "https://cockpit.example.cn/app", "not an address"),
        ("COCKPIT_URL", "https://cockpit.example.cn,ftp://other", "not an address"),
        ("COCKPIT_SECRET", "too-short-hunter2", "at least 32 characters"),
        ("COCKPIT_UPLOAD_MB", "much", "valid integer"),
        ("COCKPIT_UPLOAD_MB", "21", "less than or equal to 20"),
        ("COCKPIT_UPLOAD_MB", "0", "greater than or equal to 1"),
        ("COCKPIT_TIMEZONE", "Mars/Base", "not a time zone"),
        ("COCKPIT_TIMEZONE", "../../etc/passwd", "not a time zone"),
        ("COCKPIT_LOG", "loud", "debug"),
        ("COCKPIT_OIDC_URL", "https://id.example.cn", "is not an address such as"),
        ("COCKPIT_OIDC_URL", "http://id.example.cn/.well-known/openid-configuration", "is not an address such as"),
        ("COCKPIT_OIDC_CLAIM", "nickname", "preferred_username"),
        ("COCKPIT_TRUSTED_PROXY", "perhaps", "valid boolean"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(start, capsys, name, value, says):
    with pytest.raises(BadSettings) as stopped:
        start(**{name: value})
    assert stopped.value.code == 2
    [line] = stopped.value.lines
    assert line.startswith(f"{name}: ")
    assert says in line
    assert "hunter2" not in capsys.readouterr().err, "a secret is not repeated on a screen or in a log"


def test_addresses_need_their_domain(start):
    with pytest.raises(BadSettings) as stopped:
        start(COCKPIT_OIDC_CLAIM="email")
    [line] = stopped.value.lines
    assert "COCKPIT_OIDC_DOMAIN" in line
    assert start(COCKPIT_OIDC_CLAIM="email", COCKPIT_OIDC_DOMAIN="example.cn").cockpit_oidc_domain == "example.cn"


@pytest.mark.parametrize("missing", ["COCKPIT_OIDC_URL", "COCKPIT_OIDC_CLIENT", "COCKPIT_OIDC_SECRET"])
def test_a_sign_in_server_is_set_whole_or_not_at_all(start, missing):
    whole = {
        "COCKPIT_OIDC_URL": "https://id.example.cn/.well-known/openid-configuration", "COCKPIT_OIDC_CLIENT": "cockpit", "COCKPIT_OIDC_SECRET": "hunter2",
    }  # fmt: skip
    with pytest.raises(BadSettings) as stopped:
        start(**{name: "" if name == missing else value for name, value in whole.items()})
    [line] = stopped.value.lines
    assert "belong together" in line
    assert "hunter2" not in line
    assert start(**whole).cockpit_oidc_client == "cockpit"


def test_every_bad_value_has_its_own_line(start, capsys):
    with pytest.raises(BadSettings) as stopped:
        start(COCKPIT_UPLOAD_MB="0", COCKPIT_TIMEZONE="Mars/Base", COCKPIT_SECRET="short")
    assert len(stopped.value.lines) == 3
    assert capsys.readouterr().err.count("Service Cockpit cannot start.") == 3


@pytest.mark.parametrize("given", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_a_postgresql_address_is_understood_however_it_is_written(start, given):
    assert start(DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@h/d"


def test_only_the_addresses_people_open_are_let_in(start):
    assert start(COCKPIT_URL="https://a.example.cn/, https://b.example.cn").allowed_origins == {"https://a.example.cn", "https://b.example.cn"}
    assert start(COCKPIT_URL="http://127.0.0.1:8501").allowed_origins == {"http://127.0.0.1:8501", "http://localhost:8501"}


def test_cookies_insist_on_https_only_where_everybody_comes_by_it(start):
    assert start(COCKPIT_URL="https://a.example.cn").secure
    assert not start(COCKPIT_URL="https://a.example.cn,http://10.0.0.5:8501").secure


def test_the_key_comes_from_the_environment(start):
    start(COCKPIT_SECRET=SECRET)
    assert secret() == SECRET.encode()
    assert SECRET not in repr(settings())


def test_without_one_a_key_is_made_once_and_kept_for_its_owner_only(start, tmp_path):
    start()
    made = secret()
    file = Path(tmp_path / "data" / "secret.key")
    assert file.read_bytes() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(made) >= 32
    secret.cache_clear()
    assert secret() == made


def test_every_setting_is_described_for_its_reader():
    for name, field in Settings.model_fields.items():
        assert len(field.description or "") > 20, name
