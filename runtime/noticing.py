"""What an ecosystem says about why it waits, as read by another process: also when its store cannot be reached."""

from runtime.services import places
from runtime.settings import Settings
from storage.board import RedisBoard


async def notice_of(settings: Settings, ecosystem: str) -> str:
    """The reason for which the ecosystem waits now; "" when it does not, or when the board is down too. Starts nothing."""
    board = RedisBoard(places(settings).redis_url)
    try:
        return await board.notice(ecosystem)
    finally:
        await board.close()
