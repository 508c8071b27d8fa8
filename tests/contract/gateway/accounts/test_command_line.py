"""``fabula accounts``: what an operator does when nobody can log in."""

import asyncio
import stat

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from actors.errors import AccountNeeded, AccountUnknown
from gateway.cli.main import app
from gateway.security import keyring
from storage.accounts import Accounts

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


@pytest.fixture
def fabula(postgres, valkey, tmp_path, monkeypatch):
    """Runs a command over an empty database; gives what it prints, or raises what it refuses."""
    url = asyncio.run(postgres.emptied())
    monkeypatch.setenv("FABULA_HOME", str(tmp_path))
    monkeypatch.setenv("FABULA_POSTGRES_URL", url)
    monkeypatch.setenv("FABULA_REDIS_URL", f"unix://{valkey.unix_socket_path}")

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["accounts", *words], catch_exceptions=False)
        assert done.exit_code == 0
        return done.output.strip()

    run.url = url
    return run


def asked(url, question):
    async def main():
        accounts = Accounts.open(url)
        try:
            return await question(accounts)
        finally:
            await accounts.close()

    return asyncio.run(main())


def test_a_forgotten_password_is_replaced_and_all_sessions_end(fabula):
    user = asked(fabula.url, lambda accounts: accounts.add_user("Valjean", None, HASH))
    session = asked(fabula.url, lambda accounts: accounts.begin_session(user.id)).session
    password = fabula("password", "valjean")
    found = asked(fabula.url, lambda accounts: accounts.credentials("Valjean"))
    assert PasswordHasher().verify(found.password, password)
    assert asked(fabula.url, lambda accounts: accounts.session(session.id)) is None
    with pytest.raises(AccountUnknown):
        fabula("password", "nobody")


def test_a_role_is_given_and_the_last_administrator_stays(fabula):
    user = asked(fabula.url, lambda accounts: accounts.add_user("Valjean", None, HASH))
    fabula("role", "Valjean", "admin")
    assert asked(fabula.url, lambda accounts: accounts.user(user.id)).role == "admin"
    with pytest.raises(AccountNeeded):
        fabula("role", "Valjean", "free")
    deeds = asked(fabula.url, lambda accounts: accounts.deeds(object=str(user.id)))
    assert (deeds[0].action, deeds[0].name) == ("user.role", "command line")


def test_keys_are_rotated(fabula, tmp_path):
    first = keyring.opened(tmp_path, None)
    name = fabula("rotate")
    second = keyring.opened(tmp_path, None)
    assert second.signing.name == name
    assert second.verifying(first.signing.name) == first.signing
    assert stat.S_IMODE(keyring.path_in(tmp_path).stat().st_mode) == 0o600
