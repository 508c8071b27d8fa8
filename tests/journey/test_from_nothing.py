"""From nothing: the first administrator reads the password that is shown once, and somebody registers, has an ecosystem and
watches it, over HTTP and WebSocket alone, while the gateway is killed and started again."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.client import Client
from gateway.client.errors import Unauthenticated
from tests.journey.serving import Instance, free_port, until
from tests.journey.shell import REPOSITORY, at_home

SCRIPT = REPOSITORY / "docs" / "examples" / "two_hundred_events.py"
SHOWN = re.compile(r"The first administrator is 'admin', password: (\S+)  \(shown this one time\)")


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@contextmanager
def served(home: Path, port: int, registration: str) -> Iterator[Instance]:
    instance = Instance(home, port, terminal=True, TERM="dumb", FABULA_REGISTRATION=registration)
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
    script.stdin.write("four and twenty hours\n")
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


def test_the_first_password_is_shown_and_whoever_registers_as_free_is_told_what_that_means(home: Path, port: int) -> None:
    with served(home, port, "free") as first:
        until(lambda: SHOWN.search(said_by(first)))
        found = SHOWN.search(said_by(first))
        assert found is not None
        with Client(first.url) as client:
            client.auth.log_in("admin", found[1])
            assert client.auth.me().role == "admin"
            with pytest.raises(Unauthenticated):
                client.auth.log_in("admin", "admin")
        assert not (home / "keys" / "first-admin").exists()
        assert found[1] not in str(first.log)
        with watching(first.url, "Champmathieu", home) as script:
            assert script.stdout is not None
            said = script.stdout.read()
        assert "'free', which may watch ecosystems and not have any" in said
        assert "fabula accounts role Champmathieu premium" in said
        assert script.returncode == 1
        assert first.end() == 0


def test_who_registers_watches_two_hundred_events_while_the_gateway_is_killed_and_started_again_twice(
    home: Path, port: int
) -> None:
    with served(home, port, "premium") as first, watching(first.url, "Gillenormand", home) as script:
        assert "password" not in said_by(first), "it was shown this one time"
        seen(script, 40)
        first.children("gateway.worker")[0].kill()  # and is started again by whoever looks after it
        seen(script, 130)
        first.kill()
        assert script.poll() is None, "it has to be watching still"
        with served(home, port, "premium") as second:
            told = seen(script, 200)
            assert script.stdout is not None
            assert "200 events: 0 missed, 0 told twice\n" in script.stdout.read()
            assert script.wait(60) == 0
            assert second.end() == 0
            assert "password" not in said_by(second)
    assert [line.split()[0] for line in told] == [str(number) for number in range(131, 201)]
