"""``fabula accounts``: what an operator does at the terminal when nobody can log in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

import typer

from actors.errors import AccountUnknown
from gateway.security import keyring
from gateway.security.passwords import Passwords, new_password
from runtime.cli.console import DataDir, line, run, settings
from runtime.host import hosting
from storage.accounts import Accounts, By, Credentials

app = typer.Typer(help="The accounts of the gateway.", no_args_is_help=True)

TERMINAL = By(None, "command line")

Role = Annotated[Literal["free", "premium", "admin"], typer.Argument(help="The new role.")]
Name = Annotated[str, typer.Argument(help="The user's name.")]


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(app, name="accounts")


@app.command()
def password(name: Name, data_dir: DataDir = None) -> None:
    """Give a user a new random password, print it, and log him or her out everywhere."""

    async def main() -> None:
        async with _accounts(data_dir) as accounts:
            user = (await _known(accounts, name)).user
            new = new_password()
            await accounts.set_password(user.id, await Passwords().hash(new), TERMINAL)
            line(new)

    run(main)


@app.command()
def role(name: Name, role: Role, data_dir: DataDir = None) -> None:
    """Give a user another role."""

    async def main() -> None:
        async with _accounts(data_dir) as accounts:
            await accounts.set_role((await _known(accounts, name)).user.id, role, TERMINAL)

    run(main)


@app.command()
def rotate(data_dir: DataDir = None) -> None:
    """Sign access tokens with a new key from now on; those that were signed before are good until they expire."""

    async def main() -> None:
        line(keyring.rotate(settings(data_dir).home))

    run(main)


async def _known(accounts: Accounts, name: str) -> Credentials:
    found = await accounts.credentials(name)
    if found is None:
        raise AccountUnknown(name)
    return found


@asynccontextmanager
async def _accounts(data_dir: DataDir) -> AsyncIterator[Accounts]:
    async with hosting(settings(data_dir)) as host:
        accounts = Accounts.open(host.services.postgres_url)
        try:
            yield accounts
        finally:
            await accounts.close()
