"""Commands over a connection: read, and carried out for somebody who may."""

from typing import Any

from pydantic import ValidationError

from actors.errors import InvalidRequest
from gateway.commands import COMMANDS, Command, own_key
from gateway.errors import TheatreAway
from gateway.ports import Ports
from gateway.schemas.model import Sent
from gateway.security.principal import Access


def known(name: str) -> Command:
    """The command of this name. Raises InvalidRequest."""
    if name not in COMMANDS:
        raise InvalidRequest("/name", f"there is no command '{name}'; there are: {', '.join(COMMANDS)}")
    return COMMANDS[name]


def read(command: Command, given: dict[str, Any]) -> Sent:
    """What it takes. Raises InvalidRequest, which names the first place that is wrong."""
    try:
        return command.takes.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidRequest("/input" + "".join(f"/{part}" for part in first["loc"]), first["msg"]) from None


async def carried_out(ports: Ports, access: Access, command: Command, sent: Sent, key: str) -> dict[str, Any]:
    """Have it ordered. Raises TheatreAway when it is known that nobody plays, and as the command does."""
    if await ports.bell.attended() is False:
        raise TheatreAway("nobody plays just now")
    receipt = await command.order(ports, access, sent, own_key(access, key))
    return {"kind": receipt.kind, "key": receipt.key, "at_tick": receipt.at_tick}
