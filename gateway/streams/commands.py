"""What can be commanded over a connection: each command by name, with what it takes and who may give it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from actors.errors import InvalidRequest
from actors.ports import Due
from gateway.errors import TheatreAway
from gateway.ports import Ports
from gateway.schemas.model import Sent
from gateway.security.principal import Access, Level
from runtime.ordering import Orders

Result = dict[str, Any]


class StepInput(Sent):
    """So many ticks more."""

    ticks: int = Field(default=1, ge=1, le=1000)


async def _step(ports: Ports, access: Access, input: StepInput) -> Result:
    await ports.accounts.check_ticks(access.ecosystem)
    head = await ports.store.head(access.ecosystem)
    until = head.tick + input.ticks
    await ports.store.order(access.ecosystem, Due("run", "steps", 0, {"until": until}))
    return {"until": until}


class DirectInput(Sent):
    """A directive, as over HTTP."""

    directive: dict[str, Any] = Field(description="`what` names its kind.")
    key: str = Field(default="", max_length=128, description="With the same key it is the same order, however often it comes.")
    at_tick: int | None = Field(default=None, ge=0, description="Left out: as soon as can be.")
    at_once: bool = Field(default=False, description="In a tick of its own, when the ecosystem is paused or rests.")


async def _direct(ports: Ports, access: Access, input: DirectInput) -> Result:
    orders = Orders(ports.store)
    receipt = await orders.direct(access.ecosystem, input.directive, input.key, input.at_tick, input.at_once)
    return {"key": receipt.key, "at_tick": receipt.at_tick, "seq": receipt.seq}


@dataclass(frozen=True, slots=True)
class Commanded:
    """One command."""

    input: type[Sent]
    level: Level
    carry_out: Callable[[Ports, Access, Any], Awaitable[Result]]
    description: str


COMMANDS: dict[str, Commanded] = {
    "direct": Commanded(DirectInput, Level.DIRECTOR, _direct, "Order a directive."),
    "step": Commanded(StepInput, Level.DIRECTOR, _step, "Play so many ticks."),
}


def known(name: str) -> Commanded:
    """The command of this name. Raises InvalidRequest."""
    if name not in COMMANDS:
        raise InvalidRequest("/name", f"there is no command '{name}'; there are: {', '.join(COMMANDS)}")
    return COMMANDS[name]


def read(command: Commanded, given: dict[str, Any]) -> Sent:
    """Its input. Raises InvalidRequest, which names the first place that is wrong."""
    try:
        return command.input.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidRequest("/input" + "".join(f"/{part}" for part in first["loc"]), first["msg"]) from None


async def carried_out(ports: Ports, access: Access, command: Commanded, input: Sent) -> Result:
    """Have it done, for somebody who may. Raises TheatreAway when it is known that nobody plays."""
    if await ports.bell.attended() is False:
        raise TheatreAway("nobody plays just now")
    result = await command.carry_out(ports, access, input)
    await ports.bell.ring(access.ecosystem)
    return result
