"""From nothing: the first administrator reads the password that is shown once, and somebody registers, has an ecosystem and
watches it, over HTTP and WebSocket alone, while the gateway is killed and started again."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.client import Client
from tests.journey.serving import Instance, free_port, until
from tests.journey.shell import REPOSITORY, at_home

SCRIPT = REPOSITORY / "docs" / "examples" / "two_hundred_events.py"
PASSWORD = "four and twenty hours"
SHOWN = re.compile(r"The first administrator is 'admin', password: (\S+)  \(shown this one time\)")


@contextmanager
def served(home: Path, port: int) -> Iterator[Instance]:
    """A gateway as on a terminal of one's own."""
    instance = Instance(home, port, terminal=True, TERM="dumb", FABULA_REGISTRATION="premium")
    try:
        instance.await_log("the theatre is open")
        yield instance
    finally:
        instance.destroy()


def said_by(instance: Instance) -> str:
    return "".join(instance.said)


def watching(url: str, name: str, home: Path) -> "subprocess.Popen[str]":
    """The script, to which the password is said."""
    script = subprocess.Popen(
        [sys.executable, str(SCRIPT), url, name], env={**at_home(home), "PYTHONPATH": str(REPOSITORY)}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert script.stdin is not None
    script.stdin.write(f"{PASSWORD}\n")
    script.stdin.close()
    return script


def seen(script: "subprocess.Popen[str]", last: int) -> list[str]:
    """What it says until it has been told so many events."""
    assert script.stdout is not None
    lines = []
    for line in script.stdout:
        lines.append(line)
        if line.startswith(f"{last} "):
            return lines
    raise AssertionError("".join(lines))


def signed_in_as_admin(instance: Instance) -> Client:
    """The first administrator, who has read the password on the terminal."""
    until(lambda: SHOWN.search(said_by(instance)))
    found = SHOWN.search(said_by(instance))
    assert found is not None
    assert found[1] not in str(instance.log)
    client = Client(instance.url)
    client.auth.log_in("admin", found[1])
    return client


def is_told_why_not(instance: Instance, home: Path) -> None:
    """Somebody whose role allows no ecosystems."""
    with watching(instance.url, "Champmathieu", home) as script:
        assert script.stdout is not None
        said = script.stdout.read()
    assert "'free', which may watch ecosystems and not have any" in said
    assert "fabula accounts role Champmathieu premium" in said
    assert script.returncode == 1


def test_who_registers_watches_two_hundred_events_while_the_gateway_is_killed_and_started_again_twice(home: Path) -> None:
    port = free_port()
    with served(home, port) as first:
        with signed_in_as_admin(first) as client:
            assert client.auth.me().role == "admin"
            client.admin.create_user("Champmathieu", PASSWORD, role="free")
        assert not (home / "keys" / "first-admin").exists()
        is_told_why_not(first, home)
        with watching(first.url, "Gillenormand", home) as script:
            seen(script, 40)
            first.children("gateway.worker")[0].kill()  # and is started again by whoever looks after it
            seen(script, 130)
            first.kill()
            assert script.poll() is None, "it has to be watching still"
            with served(home, port) as second:
                told = seen(script, 200)
                assert script.stdout is not None
                assert "200 events: 0 missed, 0 told twice\n" in script.stdout.read()
                assert script.wait(60) == 0
                assert second.end() == 0
                assert "password" not in said_by(second), "it was shown this one time"
    assert [line.split()[0] for line in told] == [str(number) for number in range(131, 201)]
