"""How a run gets on, on stderr: a bar where somebody watches, a line now and then where it is written down."""

import time
from types import TracebackType

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from actors.ports import Head
from runtime.cli.console import err
from runtime.pace import Pace
from runtime.processes import memory
from runtime.settings import Settings
from runtime.status import Status

WEIGH_SECONDS = 5.0
"""Between two looks at the memory of all processes, which take some milliseconds."""

LINE_SECONDS = 30.0
"""Between two lines where no terminal shows a bar."""

STUCK = ("waiting", "waking")


class Complaints:
    """Says on stderr why an ecosystem does not go on: once for each reason, however often it is heard."""

    def __init__(self) -> None:
        self._said = ""

    def hear(self, status: Status) -> None:
        """Say what stands in this status, when it is news."""
        if status.state in STUCK and status.reason and status.reason != self._said:
            self._said = status.reason
            err.print(f"fabula: {_stuck(status)}", markup=False)


class Watcher:
    """Shows how far a run has got, how fast, and what it takes; where lines are printed there anyway, only why
    it does not go on."""

    def __init__(self, head: Head, ticks: int, silent: bool, settings: Settings) -> None:
        self._settings = settings
        self._from = head.tick
        self._complaints = Complaints() if silent or not err.is_terminal else None
        self._until = head.tick + ticks
        self._pace = Pace(self._until)
        self._silent = silent
        self._weighed, self._bytes = -WEIGH_SECONDS, 0
        self._lined = time.monotonic()
        self._said = ""
        self._progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("ticks"))
        self._task = self._progress.add_task(head.founding.ecosystem, total=ticks)
        self._live = Live(console=err, refresh_per_second=4, get_renderable=self._shown)

    def __enter__(self) -> "Watcher":
        if not self._silent:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._live.stop()

    def see(self, status: Status) -> None:
        """Show this status."""
        if self._complaints is not None:
            self._complaints.hear(status)
        if self._silent:
            return
        now = time.monotonic()
        self._pace.note(now, status.tick, status.interactions)
        if now - self._weighed >= WEIGH_SECONDS:
            self._weighed, self._bytes = now, memory(self._settings)
        self._said = figures(self._pace, self._bytes, status.commit_us)
        if status.state in STUCK and status.reason:
            self._said = _stuck(status)
        self._progress.update(self._task, completed=max(0, status.tick - self._from))
        if not err.is_terminal and now - self._lined >= LINE_SECONDS:
            self._lined = now
            err.print(f"fabula: {status.ecosystem} at tick {status.tick} of {self._until}: {self._said}", markup=False)

    def _shown(self) -> Group:
        return Group(self._progress.get_renderable(), Text(f"  {self._said}"))


def figures(pace: Pace, size: int, commit_us: int) -> str:
    """Speed, memory (bytes), commit latency and time left, as far as they are known, in one short line."""
    parts = []
    if pace.ticks_per_s:
        parts += [f"{pace.ticks_per_s:,.1f} ticks/s", f"{pace.interactions_per_s:,.0f} interactions/s"]
    if size:
        parts.append(f"{size / 2**20:,.0f} MiB")
    if commit_us:
        parts.append(f"commit {commit_us / 1000:,.1f} ms")
    if pace.seconds_left is not None:
        parts.append(f"{_clock(pace.seconds_left)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _stuck(status: Status) -> str:
    return status.reason if status.reason.startswith(status.state) else f"{status.state}: {status.reason}"
