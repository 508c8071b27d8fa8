"""One house and one browser for all tests of the page; each test has a window of its own, which has to stay without fault."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.journey.page.house import House, opened

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INSTALLING = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
INSTALLING_SECONDS = 240
PATIENCE_MS = 90_000
"""How long something on the page may take on a slow machine; what comes sooner is not waited for."""

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Window:
    """A window of the browser, and what went wrong in it."""

    page: Page
    house: House
    faults: list[str] = field(default_factory=list)

    def open(self, ecosystem: str = "") -> Page:
        """The page with this ecosystem, once something of it is to be read."""
        self.page.goto(f"{self.house.url}/" + (f"#/world/{ecosystem}" if ecosystem else ""))
        self.page.wait_for_selector(".feed .entry", state="attached")
        return self.page

    def log_in(self) -> None:
        """As the administrator, by the page itself."""
        self.page.goto(f"{self.house.url}/login")
        self.page.fill("[name=name]", "admin")
        self.page.fill("[name=password]", self.house.password)
        self.page.click("[type=submit]")
        self.page.wait_for_selector(".who-menu")

    def watch(self) -> None:
        """Note what goes wrong: errors, and requests to other hosts."""
        self.page.on("console", lambda said: self.faults.append(f"console: {said.text}") if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", lambda got: self.faults.append(f"{got.status}: {got.url}") if got.status >= 400 else None)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.house.url, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")


def _chromium() -> str:
    """Where the browser is; installed where that can be done without asking anybody. Skips the test with the reason otherwise."""
    if (found := installed()) is None and shutil.which("apt-get") and os.geteuid() == 0:
        done = subprocess.run(INSTALLING, capture_output=True, text=True, check=False, timeout=INSTALLING_SECONDS)
        found = installed()
        reason = f"Chromium could not be installed: {done.stderr.strip()[-300:]}"
    else:
        reason = "there is no Chromium here; install it, or run the tests as root where apt-get is"
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return found


def installed() -> str | None:
    """Where a browser is, if there is one."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the tests of this folder: as long as it is there no other test can have a loop."""
    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def house(browser: Browser) -> Iterator[House]:
    with opened() as house:
        yield house


@pytest.fixture
def windows(browser: Browser, house: House) -> Iterator[Callable[..., Window]]:
    """Opens windows, each like that of another person; ``options`` are those of a browser's context."""
    contexts = []

    def open(**options: object) -> Window:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        window = Window(context.new_page(), house)
        window.watch()
        return window

    yield open
    for context in contexts:
        context.close()


@pytest.fixture
def window(windows: Callable[..., Window]) -> Iterator[Window]:
    """A window of somebody unknown, in which nothing may go wrong."""
    window = windows()
    yield window
    assert window.faults == []
