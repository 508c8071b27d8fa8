"""The newest events of one ecosystem, for all who read along; older ones make room."""

from collections.abc import Sequence

from gateway.streams.told import Told


class Ring:
    """Events without gap from ``floor`` + 1 to ``last``; at most so many, and of so many bytes, but always the last batch."""

    def __init__(self, after: int, events: int, size: int) -> None:
        self.floor = after
        self.last = after
        self._kept: list[Told] = []
        self._most = events
        self._most_bytes = size
        self._bytes = 0

    def append(self, batch: Sequence[Told]) -> None:
        """Add what comes next."""
        self.floor += self._room_for(batch)
        self._kept += batch
        self._bytes += sum(len(told.text) for told in batch)
        self.last = batch[-1].seq

    def floor_with(self, batch: Sequence[Told]) -> int:
        """Where the floor would be after this batch."""
        return self.floor + self._surplus(batch)[0]

    def after(self, seq: int, most: int) -> list[Told]:
        """Up to so many that come after this number, which must not be below the floor."""
        begin = seq - self.floor
        return self._kept[begin : begin + most]

    def _room_for(self, batch: Sequence[Told]) -> int:
        """How many had to go."""
        gone, size = self._surplus(batch)
        del self._kept[:gone]
        self._bytes -= size
        return gone

    def _surplus(self, batch: Sequence[Told]) -> tuple[int, int]:
        """How many are too many together with this batch, and their bytes."""
        gone = max(0, min(len(self._kept), len(self._kept) + len(batch) - self._most))
        size = sum(len(told.text) for told in self._kept[:gone])
        total = self._bytes + sum(len(told.text) for told in batch)
        while gone < len(self._kept) and total - size > self._most_bytes:
            size += len(self._kept[gone].text)
            gone += 1
        return gone, size
