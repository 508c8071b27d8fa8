"""One WebSocket: whoever asks is let in, is told what happens, and may command."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect

from actors.errors import FabulaError
from gateway.commands import COMMANDS, LEVEL
from gateway.errors import TooManyRequests
from gateway.metrics import STREAM_COMMANDS
from gateway.schemas.streams import TICKET, Ack, Auth, ClientFrame, Command, Ping, Pong, Ready, Subscribe, Unsubscribe
from gateway.security.principal import Access, Level
from gateway.streams import closing, commands, frames
from gateway.streams.counting import counted, cut
from gateway.streams.entrance import Entrance
from gateway.streams.errors import Late, Malformed, Restarting
from gateway.streams.hub import Hub
from gateway.streams.pace import Bucket
from gateway.streams.telling import tell
from gateway.streams.watch import Watch
from runtime.ending import end

LOG = logging.getLogger(__name__)

AUTH_SECONDS = 5.0
FRAMES_A_SECOND, FRAMES_AT_ONCE = 20.0, 60.0

FAREWELL_SECONDS = 2.0
"""So long somebody who does not read is waited for when a connection is closed."""


class Conversation:
    """Over one connection that was accepted, until either side ends it."""

    def __init__(self, socket: WebSocket, entrance: Entrance, hub: Hub, draining: asyncio.Event) -> None:
        self._socket = socket
        self._entrance = entrance
        self._hub = hub
        self._draining = draining
        self._pace = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE)
        self._telling: asyncio.Task[None] | None = None
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def hold(self) -> None:
        """To its end. A refusal becomes a code."""
        try:
            access = await self._let_in()
            with counted("websocket"):
                await self._talk(access)
        except WebSocketDisconnect:
            return
        except FabulaError as error:
            cut("websocket", error)
            await self._close(closing.code_of(error), closing.reason_of(error))
        except Exception as error:
            cut("websocket", error)
            LOG.exception("a defect in a conversation")
            await self._close(closing.DEFECT, "a defect of ours")

    async def _let_in(self) -> Access:
        tickets = [name for name in self._socket.scope["subprotocols"] if name.startswith(TICKET)]
        if tickets:
            return await self._entrance.enter(Auth(type="auth", ticket=tickets[0].removeprefix(TICKET)[:200]))
        try:
            async with asyncio.timeout(AUTH_SECONDS):
                frame = await self._heard()
        except TimeoutError:
            raise Late(AUTH_SECONDS) from None
        if not isinstance(frame, Auth):
            raise Malformed("the first frame has to be 'auth'")
        return await self._entrance.enter(frame)

    async def _talk(self, access: Access) -> None:
        """Hear, tell and look side by side until one of them ends."""
        allowed = list(COMMANDS) if access.level.reaches(LEVEL) else []
        await self._say(Ready(ecosystem=access.ecosystem, level=access.level, commands=allowed))
        tasks = [self._beside(self._hear(access)), self._beside(self._look(access))]
        try:
            await self._over
        finally:
            for task in (*tasks, *([self._telling] if self._telling else [])):
                await end(task)

    def _beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Have this done. When it ends by itself, the conversation does."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return
        error = task.exception()  # asked for also when another one was faster
        if self._over.done():
            return
        if error is not None:
            self._over.set_exception(error)
        else:
            self._over.set_result(None)

    async def _look(self, access: Access) -> None:
        """Raises Restarting when this process ends, and as ``Entrance.again`` when somebody may not be here any more."""
        watch = Watch(lambda: self._entrance.again(access, Level.PUBLIC))
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._draining.wait(), watch.seconds)
                raise Restarting("the last one that you have seen")
            await watch.look()

    async def _hear(self, access: Access) -> None:
        while True:
            frame = await self._heard()
            if isinstance(frame, Ping):
                await self._say(Pong(id=frame.id))
            elif isinstance(frame, Command):
                await self._say(await self._commanded(access, frame))
            elif isinstance(frame, Auth):
                raise Malformed("somebody is let in already")
            else:
                await self._listened(access.ecosystem, frame)

    async def _listened(self, ecosystem: str, frame: Subscribe | Unsubscribe) -> None:
        """Begin or end telling."""
        if self._telling is not None:
            await end(self._telling)
            self._telling = None
        if isinstance(frame, Subscribe):
            self._telling = self._beside(tell(self._socket, self._hub, ecosystem, frame))
        else:
            await self._say(Ack(id=frame.id))

    async def _commanded(self, access: Access, frame: Command) -> BaseModel:
        try:
            command = commands.known(frame.name)
            input = commands.read(command, frame.input)
            now = await self._entrance.again(access, LEVEL)
            result = await commands.carried_out(self._entrance.ports, now, command, input, frame.key)
            STREAM_COMMANDS.labels("taken").inc()
            return Ack(id=frame.id, result=result)
        except FabulaError as error:
            STREAM_COMMANDS.labels("refused").inc()
            return frames.refusal(frame.id, error)

    async def _heard(self) -> ClientFrame:
        """The next frame. Raises Malformed, TooManyRequests and WebSocketDisconnect."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        if wait := self._pace.take():
            raise TooManyRequests(round(wait, 3))
        if message.get("text") is None:
            raise Malformed("frames are texts")
        return frames.read(message["text"])

    async def _say(self, message: BaseModel) -> None:
        await self._socket.send_text(frames.written(message))

    async def _close(self, code: int, reason: str) -> None:
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            await asyncio.wait_for(self._socket.close(code, reason), FAREWELL_SECONDS)
