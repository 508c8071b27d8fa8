"""A gateway with its page, served as `make run` does, on a data directory of its own."""

import asyncio
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

import psutil

from actors.events import INTERACTED, Event
from actors.ports import Due, Head
from gateway.settings import GatewaySettings
from runtime.creation import create
from runtime.host import hosting
from scenarios.catalogue import genre_of
from scenarios.loading import load_world
from storage.accounts import Accounts, By
from tests.journey.shell import at_home, folder, removed
from tests.journey.waiting import until

T = TypeVar("T")

ADDRESS = re.compile(r"Fabula listens on (http://\S+)")
STARTING_SECONDS = 240.0
ENDING_SECONDS = 180.0
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 180.0


@dataclass
class House:
    """Where it listens, and what one can do behind its scenes."""

    home: Path
    url: str
    process: "subprocess.Popen[str]"

    @property
    def password(self) -> str:
        """That of the first administrator, whose name is admin."""
        return (self.home / "keys" / "first-admin").read_text().strip()

    def get(self, path: str) -> Any:
        """What the API says to somebody unknown."""
        with urlopen(f"{self.url}/api/v1{path}") as answer:
            return json.load(answer)

    def live(self) -> str:
        """The id of an ecosystem that lives, and that everybody may watch, once something has happened in it."""
        return until(lambda: next((one["id"] for one in self.get("/ecosystems")["items"] if _lives(one)), ""))

    def found(self, scenario: str, ticks: int) -> str:
        """Found an ecosystem that everybody may watch, and have it run so many ticks."""
        ecosystem = apart(self._found(scenario, ticks))
        until(lambda: self.get(f"/ecosystems/{ecosystem}")["tick"] >= ticks)
        return ecosystem

    def events(self, ecosystem: str) -> list[Event]:
        """All that has happened in it."""
        return apart(self._events(ecosystem))

    def said(self, ecosystem: str) -> tuple[int, float]:
        """Wait for the next scene: its number, and the moment (``time.monotonic``) at which the store was seen to have it."""
        return apart(self._said(ecosystem))

    def kill_worker(self) -> None:
        """End the process that answers requests, without a word. It is started again."""
        for child in psutil.Process(self.process.pid).children():
            if "gateway.worker" in child.cmdline():
                child.kill()
                return
        raise AssertionError("nobody answers requests")

    async def _found(self, scenario: str, ticks: int) -> str:
        async with hosting(GatewaySettings(home=self.home, embedder="hashed")) as host:
            head: Head = await create(host.store, load_world(scenario, genre_of(scenario), None, 5), 5)
            ecosystem = head.founding.ecosystem
            accounts = Accounts.open(host.services.postgres_url, size=1)
            await accounts.set_public(ecosystem, True, By(None, "test"))
            await accounts.close()
            await host.store.order(ecosystem, Due("run", "run", 0, {"until": ticks}))
            return ecosystem

    async def _said(self, ecosystem: str) -> tuple[int, float]:
        async with hosting(GatewaySettings(home=self.home, embedder="hashed")) as host, asyncio.timeout(PATIENCE_SECONDS):
            at = (await host.store.head(ecosystem)).seq
            while True:
                if (head := (await host.store.head(ecosystem)).seq) == at:
                    await asyncio.sleep(POLL_SECONDS)
                    continue
                seen = time.monotonic()
                async for batch in host.store.events(ecosystem, at):
                    for event in batch:
                        if event.kind == INTERACTED:
                            return event.seq, seen
                at = head

    async def _events(self, ecosystem: str) -> list[Event]:
        async with hosting(GatewaySettings(home=self.home, embedder="hashed")) as host:
            return [event async for batch in host.store.events(ecosystem) for event in batch]


@contextmanager
def opened(scenario: str = "montagues", tempo: float = 1.0) -> Iterator[House]:
    """A house with a scenario on stage, a tick every so many seconds."""
    home = folder("page")
    home.chmod(0o755)
    variables = {
        "FABULA_PORT": "0", "FABULA_PUBLIC_DEMO": "1", "FABULA_REGISTRATION": "premium", "FABULA_RATE_LIMIT": "100000",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "gateway.cli.main", "serve", "--live", scenario, "--tempo", str(tempo), "--seed", "7"]
    process = subprocess.Popen(
        command, env={**at_home(home), **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said: list[str] = []
    listening = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
    listening.start()
    try:
        url = until(lambda: next((found[1] for line in said if (found := ADDRESS.search(line))), ""), STARTING_SECONDS)
        house = House(home, url, process)
        until(lambda: _answers(house), STARTING_SECONDS)
        yield house
    finally:
        process.terminate()
        process.wait(ENDING_SECONDS)
        listening.join()
        process.stdout.close()  # type: ignore[union-attr]
        removed(home)


def apart(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: the browser is driven from a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _lives(ecosystem: Mapping[str, Any]) -> bool:
    return ecosystem["status"] == "live" and ecosystem["tick"] > 1


def _answers(house: House) -> bool:
    try:
        with urlopen(f"{house.url}/page/who"):
            return True
    except OSError:
        return False
