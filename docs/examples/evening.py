"""An evening with an ecosystem: make one, watch it, step in, and take it home. Needs a gateway (`fabula serve`) and an account.

python docs/examples/evening.py http://127.0.0.1:8000 NAME evening.jsonl     asks for the password
"""

import sys
from collections.abc import Iterator
from getpass import getpass
from pathlib import Path

from gateway.client import Client
from gateway.client.blocking.resources import all_of
from gateway.schemas.events import EventGiven
from gateway.schemas.orders import DirectiveOrder
from gateway.schemas.streams import Happened


def evening(client: Client, kept: Path, events: int = 60) -> str:
    """Live with a new ecosystem until so many events have happened, and write all of them to a file; the ecosystem's id."""
    town = client.ecosystems.create("montagues", seed=7, title="An evening in Verona")
    client.orders.start(town.id, tempo_ms=200)
    storm = {"directive": {"what": "world_event", "event": "storm", "text": "the great bell fell silent"}}
    ordered = False
    for happened in client.happenings(town.id, after=0):
        print(told(happened))
        if happened.kind == "tick_completed" and not ordered:
            client.orders.direct(town.id, DirectiveOrder.model_validate(storm))
            ordered = True
        if happened.seq >= events:
            break
    client.orders.pause(town.id, "it is late")
    with kept.open("w", encoding="utf-8") as file:
        for event in chronicle(client, town.id):
            file.write(event.model_dump_json(exclude_none=True) + "\n")
    return town.id


def chronicle(client: Client, ecosystem: str) -> Iterator[EventGiven]:
    """All that has happened, page by page."""
    return all_of(lambda cursor: client.events.list(ecosystem, limit=200, cursor=cursor))


def told(happened: Happened) -> str:
    """One line for an event."""
    body = happened.body
    who = " and ".join(str(body[name]) for name in ("initiator", "responder", "character") if name in body)
    return f"{happened.seq:5} tick {happened.tick:4}  {happened.kind}  {who}"


def main() -> None:
    """As from a terminal."""
    url, name, file = sys.argv[1:]
    with Client(url) as client:
        client.auth.log_in(name, getpass())
        print(f"kept in {file}: {evening(client, Path(file))}")


if __name__ == "__main__":
    main()
