"""What an ecosystem says about why it waits, and how its projections stand, as read by another process."""

import orjson

from actors.errors import FabulaError
from actors.ports import Board
from actors.projection import Standing, Target
from runtime.host import Host
from runtime.projecting import STATES
from runtime.projections import place_on_board
from runtime.projector import Projector
from runtime.services import places
from runtime.settings import Settings
from runtime.targets import open_targets
from storage.board import RedisBoard


async def notice_of(settings: Settings, ecosystem: str) -> str:
    """The reason for which the ecosystem waits now; "" when it does not, or when the board is down too. Starts nothing, and asks
    no store."""
    board = RedisBoard(places(settings).redis_url)
    try:
        return await board.notice(ecosystem)
    finally:
        await board.close()


async def standings_of(host: Host, ecosystem: str) -> list[Standing]:
    """How each target stands: by its own mark, and by what its projector says. Raises EcosystemUnknown."""
    board = await host.openers.board()
    try:
        async with open_targets(host.services) as targets:
            return [await _standing(host, target, board, ecosystem) for target in targets]
    finally:
        await board.close()


async def _standing(host: Host, target: Target, board: Board, ecosystem: str) -> Standing:
    head = await host.store.head(ecosystem)
    said = await board.notice(place_on_board(ecosystem, target.name))
    last = Standing(*orjson.loads(said)) if said else Standing(target.name, "behind")
    try:
        mark, head = await Projector(host.store, target, ecosystem).standing()
    except FabulaError as error:
        behind = head.seq - last.seq if said else 0
        return last._replace(state=STATES.get(type(error), "unavailable"), reason=str(error), behind=behind)
    behind = head.seq - mark.seq
    if not behind:
        return Standing(target.name, "current", "", mark.seq)
    return last._replace(state="behind" if last.state == "current" else last.state, seq=mark.seq, behind=behind)
