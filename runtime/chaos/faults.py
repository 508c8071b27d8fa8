"""Faults: what can be done to whom, and which of it can be done under given settings."""

from collections.abc import Iterator
from typing import NamedTuple

from actors.errors import InvalidRequest
from runtime.settings import EMBEDDED, Settings


class Fault(NamedTuple):
    """One way in which something breaks."""

    deed: str  # "kill" (SIGKILL), "pause" (SIGSTOP, later SIGCONT), or what a wire may suffer
    victim: str

    @property
    def name(self) -> str:
        """For people: "kill-postgres"."""
        return f"{self.deed}-{self.victim}"


KILLED = ("troupe", "supervisor", "projector", "postgres", "valkey", "neo4j", "kafka", "index", "command", "head", "raylet")
PAUSED = ("troupe", "supervisor", "projector", "postgres", "valkey", "neo4j", "kafka")
WIRED = ("postgres", "valkey", "neo4j")
WIRE_DEEDS = ("delay", "cut", "mute", "late", "double")

FAULTS = (
    *(Fault("kill", victim) for victim in KILLED),
    *(Fault("pause", victim) for victim in PAUSED),
    *(Fault(deed, victim) for deed in WIRE_DEEDS for victim in WIRED),
)
"""All that there are."""

BY_COMMAND = ("command", "head", "raylet")
"""Victims whose end also ends the command that runs the world: it is another process than the kit's."""

LASTING = ("pause", *WIRE_DEEDS)
"""Deeds that go on for some seconds and are then undone."""

SERVERS = ("neo4j", "kafka")
"""Victims that are there only when the settings ask for them."""


def chosen(text: str, settings: Settings) -> list[Fault]:
    """The faults that ``text`` names, by commas: "kill-postgres", "pause" for every pause, "all" for all that are possible.

    Raises InvalidRequest for what is none, and for one that is not possible under these settings when it is named in full.
    """
    found: dict[Fault, None] = {}
    for piece in (piece.strip() for piece in text.split(",")):
        for fault in _named(piece, settings):
            found[fault] = None
    return list(found)


def possible(fault: Fault, settings: Settings) -> str:
    """Why this cannot be done under these settings; "" when it can."""
    places = {"neo4j": settings.neo4j_url, "kafka": settings.kafka_bootstrap}
    variables = {"neo4j": "FABULA_NEO4J_URL", "kafka": "FABULA_KAFKA_BOOTSTRAP"}
    if fault.victim in SERVERS and places[fault.victim] != EMBEDDED:
        return f"only servers of its own are harmed; set {variables[fault.victim]}={EMBEDDED}"
    if fault.victim == "projector" and not any(places.values()):
        return f"there is nothing to project to; set {' or '.join(f'{name}={EMBEDDED}' for name in variables.values())}"
    return ""


def _named(piece: str, settings: Settings) -> Iterator[Fault]:
    known = [fault for fault in FAULTS if piece in ("all", fault.deed, fault.name)]
    if not known:
        raise InvalidRequest("--faults", f"'{piece}' is none of all, {', '.join(dict.fromkeys(one.deed for one in FAULTS))}, "
                             f"{', '.join(fault.name for fault in FAULTS)}")  # fmt: skip
    for fault in known:
        reason = possible(fault, settings)
        if reason and piece == fault.name:
            raise InvalidRequest("--faults", f"{piece}: {reason}")
        if not reason:
            yield fault
