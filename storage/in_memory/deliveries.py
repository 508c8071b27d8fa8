"""The port Deliveries: a position for each subscription, and what was given out and is not done."""

import asyncio
from dataclasses import replace

from actors import deliveries
from actors.deliveries import Delivery, Held, Terms
from storage.enrolment import check_mode, check_subscription, died_too_often, not_enrolled, not_held
from storage.in_memory.chronicle import reread
from storage.in_memory.shelf import Kept, Open, Part, Subscription


class InMemoryDeliveries(Part):
    """See ``actors.deliveries.Deliveries``. All moments are those of the loop's clock."""

    async def enrol(self, ecosystem: str, name: str, shared: bool, after: int = 0) -> None:
        check_subscription(name, after)
        known = self._shelf.kept(ecosystem).subscriptions.setdefault(name, Subscription(shared, after))
        check_mode(ecosystem, name, known.shared, shared)

    async def take(self, ecosystem: str, name: str, worker: str, terms: Terms) -> list[Delivery]:
        kept = self._shelf.kept(ecosystem)
        if name not in kept.subscriptions:
            raise not_enrolled(ecosystem, name)
        now = _now()
        _give_up(kept, name, terms.attempts, now)
        rows = _rows(kept, name)
        if not kept.subscriptions[name].shared and any(row.until > now for row in rows.values()):
            return []
        again = [seq for seq, row in sorted(rows.items()) if row.until <= now][:1]
        taken = {
            seq: replace(rows[seq], worker=worker, until=now + terms.lease, attempts=rows[seq].attempts + 1) for seq in again
        }
        taken = taken or {seq: Open(worker, now + terms.lease, 1) for seq in _next(kept, name, terms)}
        kept.deliveries.update({(name, seq): row for seq, row in taken.items()})
        return [Delivery(reread(kept.events[seq - 1]), row.attempts) for seq, row in taken.items()]

    async def extend(self, ecosystem: str, name: str, worker: str, lease: float) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept:
            for seq, row in _rows(kept, name, worker).items():
                kept.deliveries[name, seq] = replace(row, until=_now() + lease)

    async def finish(self, ecosystem: str, name: str, worker: str, seq: int) -> bool:
        kept = self._shelf.ecosystems.get(ecosystem)
        return kept is not None and seq in _rows(kept, name, worker) and bool(kept.deliveries.pop((name, seq)))

    async def put_off(self, ecosystem: str, name: str, worker: str, seq: int, reason: str, seconds: float | None) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept and (row := _rows(kept, name, worker).get(seq)):
            kept.deliveries[name, seq] = Open("", _now() + (seconds or 0), row.attempts, reason, held=seconds is None)

    async def give_back(self, ecosystem: str, name: str, worker: str) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept:
            for seq, row in _rows(kept, name, worker).items():
                kept.deliveries[name, seq] = Open("", _now(), row.attempts - 1, row.reason)

    async def subscriptions(self, ecosystem: str) -> list[deliveries.Subscription]:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept is None:
            return []
        held = [name for (name, _), row in kept.deliveries.items() if row.held]
        return [
            deliveries.Subscription(name, at.shared, at.seq, len(_rows(kept, name)), held.count(name))
            for name, at in sorted(kept.subscriptions.items())
        ]

    async def held(self, ecosystem: str, name: str) -> list[Held]:
        kept = self._shelf.ecosystems.get(ecosystem)
        rows = sorted((seq, row) for (owner, seq), row in kept.deliveries.items() if owner == name and row.held) if kept else []
        events = [kept.events[seq - 1] for seq, _ in rows] if kept else []
        return [Held(e.seq, e.tick, e.kind, row.attempts, row.reason) for e, (_, row) in zip(events, rows, strict=True)]

    async def try_again(self, ecosystem: str, name: str, seq: int) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        row = kept.deliveries.get((name, seq)) if kept else None
        if kept is None or row is None or not row.held:
            raise not_held(name, seq)
        kept.deliveries[name, seq] = replace(row, until=_now(), attempts=0, held=False)

    async def dismiss(self, ecosystem: str, name: str) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept and kept.subscriptions.pop(name, None):
            kept.deliveries = {key: row for key, row in kept.deliveries.items() if key[0] != name}


def _now() -> float:
    return asyncio.get_running_loop().time()


def _rows(kept: Kept, name: str, worker: str | None = None) -> dict[int, Open]:
    """Number → what is open for the subscription, or only what is in this worker's hands."""
    return {
        seq: row
        for (owner, seq), row in kept.deliveries.items()
        if owner == name and not row.held and worker in (None, row.worker)
    }


def _give_up(kept: Kept, name: str, attempts: int, now: float) -> None:
    for seq, row in _rows(kept, name).items():
        if row.until <= now and row.attempts >= attempts:
            kept.deliveries[name, seq] = replace(row, worker="", held=True, reason=died_too_often(attempts))


def _next(kept: Kept, name: str, terms: Terms) -> list[int]:
    """The next numbers that are wanted; the position moves to the last one, or past all others when no more are wanted."""
    at = kept.subscriptions[name]
    wanted = [event.seq for event in kept.events[at.seq :] if event.kind in terms.kinds][: terms.limit]
    kept.subscriptions[name] = replace(at, seq=wanted[-1] if len(wanted) == terms.limit else max(at.seq, len(kept.events)))
    return wanted
