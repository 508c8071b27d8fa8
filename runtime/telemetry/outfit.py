"""What a process needs so that it can be seen, as a value that travels to any process."""

import asyncio
from dataclasses import dataclass, field

from runtime.telemetry import logs, traces
from runtime.telemetry.sharing import Sharing, sharing_for_ever


@dataclass(frozen=True, slots=True)
class Outfit:
    """How a process logs, traces, and where it shares what it counts. An actor that has none to wear stays as Ray made it."""

    level: str = ""
    form: str | None = None
    otlp: str | None = field(default=None, repr=False)
    redis_url: str = field(default="", repr=False)

    def put_on(self, process: str, **names: str) -> None:
        """Have this process log and trace. ``names`` stand in every line from now on."""
        if self.level:
            logs.configure(self.level, self.form, {"process": process, **names})
        if self.otlp:
            traces.configure(self.otlp, process)

    def share(self, process: str) -> "asyncio.Task[None] | None":
        """Have this process share what it counts, for as long as its loop runs. Whoever calls keeps the task."""
        if not self.redis_url:
            return None
        return asyncio.get_running_loop().create_task(sharing_for_ever(Sharing(self.redis_url, process)))


NAKED = Outfit()
