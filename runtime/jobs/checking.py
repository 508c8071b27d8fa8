"""The job ``verify``: what ``fabula verify`` does, with its report kept."""

from contextlib import AsyncExitStack
from typing import Any

from actors.errors import ServicesBusy
from runtime.jobs.bench import Bench
from runtime.jobs.progress import Progress
from runtime.openers import Openers
from runtime.verification import Report, verify, verify_index

MOST = 100
"""So many faults are kept word for word; the rest is counted."""


async def check(bench: Bench, ecosystem: str, progress: Progress) -> dict[str, Any]:
    """The report, also of an ecosystem in which something disagrees: to say so is what was asked for."""
    report: Report = await bench.heavily(f"the verification of {ecosystem}", verified, bench.openers, ecosystem, progress)
    store = await bench.openers.store()
    try:
        async with bench.keeper() as keeper:
            await progress.say(0, 0, "memory index")
            await verify_index(store, ecosystem, keeper, report)
    except ServicesBusy as busy:
        report.unchecked.append(f"the memory index, which another process owns: {busy}")
    finally:
        await store.close()
    more = [f"… and {len(report.faults) - MOST} more"] if len(report.faults) > MOST else []
    return {
        "ok": report.ok, "hash": report.hash, "checks": report.checks, "faults": report.faults[:MOST] + more,
        "unchecked": report.unchecked,
    }  # fmt: skip


async def verified(openers: Openers, ecosystem: str, progress: Progress) -> Report:
    """All of it but the memory index, which belongs to another process."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(progress.close)
        store = await openers.store()
        stack.push_async_callback(store.close)
        targets = []
        for opener in openers.targets:
            targets.append(await opener())
            stack.push_async_callback(targets[-1].close)
        return await verify(store, ecosystem, None, targets, progress.say)
