"""The port Board within one process."""

from actors.ports import Board


class InMemoryBoard(Board):
    """See ``actors.ports.Board``. Its notices stay until they are taken down."""

    def __init__(self) -> None:
        self._notices: dict[str, str] = {}

    async def pin(self, ecosystem: str, notice: str) -> None:
        self._notices[ecosystem] = notice

    async def unpin(self, ecosystem: str) -> None:
        self._notices.pop(ecosystem, None)

    async def notice(self, ecosystem: str) -> str:
        return self._notices.get(ecosystem, "")

    async def close(self) -> None:
        """Nothing to give back."""
