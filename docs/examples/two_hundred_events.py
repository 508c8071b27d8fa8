"""Register, found an ecosystem, and watch so many events of it, over HTTP and WebSocket alone. Whatever becomes of the gateway
meanwhile: none is missed and none is told twice. Needs a gateway at which whoever registers may have ecosystems: `make run`, or
`FABULA_REGISTRATION=premium fabula serve`.

python docs/examples/two_hundred_events.py http://127.0.0.1:8000 NAME     asks for the password
"""

import sys
from contextlib import closing
from getpass import getpass

from gateway.client import Client
from gateway.client.errors import Conflict

FREE = """{name} is registered, as '{role}', which may watch ecosystems and not have any. Start the gateway with
FABULA_REGISTRATION=premium before you register, or have its operator say: fabula accounts role {name} premium"""


def signed_in(client: Client, name: str, password: str) -> bool:
    """Register, unless there is such a user already, and log in. Whether he or she may have ecosystems."""
    try:
        client.auth.register(name, password)
    except Conflict:
        print(f"{name} is registered already")
    client.auth.log_in(name, password)
    me = client.auth.me()
    allowed = "ecosystem:create" in me.permissions
    if not allowed:
        print(FREE.format(name=name, role=me.role))
    return allowed


def watched(client: Client, events: int = 200) -> list[int]:
    """The numbers of so many events of a new ecosystem, in the order in which they were told."""
    town = client.ecosystems.create("les-miserables", cast=12, title="Two hundred events")
    client.orders.start(town.id, tempo_ms=600)
    seen: list[int] = []
    with closing(client.happenings(town.id, after=0)) as happenings:
        for happened in happenings:
            seen.append(happened.seq)
            print(happened.seq, happened.kind, flush=True)
            if len(seen) == events:
                break
    client.orders.stop(town.id)
    return seen


def main() -> None:
    """As from a terminal."""
    url, name = sys.argv[1:]
    with Client(url) as client:
        if not signed_in(client, name, getpass() if sys.stdin.isatty() else sys.stdin.readline().strip()):
            sys.exit(1)
        seen = watched(client)
    twice, missed = len(seen) - len(set(seen)), len(set(range(1, len(seen) + 1)) - set(seen))
    print(f"{len(seen)} events: {missed} missed, {twice} told twice")
    sys.exit(missed + twice > 0)


if __name__ == "__main__":
    main()
