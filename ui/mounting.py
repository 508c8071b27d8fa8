"""How the page comes into the gateway: files at ``/page``, logging in at ``/login``, Gradio at ``/`` as soon as it is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.files import HERE, read
from ui.sealing import Sealed

Recognize = Callable[[Request], Awaitable[str | None]]
"""Who asks for the page, by name; "" for somebody unknown who may watch all the same, None for whoever has to log in first."""

OURS = ("/api/", "/page/", "/livez", "/readyz", "/version", "/metrics")
"""Paths that are never the page's: who asks there for what does not exist is refused as everywhere in the gateway."""

PATIENCE_SECONDS = 1.0
"""The process answers requests so long before it begins to import what the page is made of."""


class Page:
    """Gradio's application, made once, when somebody asks or when there is time."""

    def __init__(self, recognize: Recognize) -> None:
        self._recognize = recognize
        self._made: asyncio.Task[ASGIApp] | None = None
        self._ending = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; whoever has to log in first is sent to do so."""
        if scope["type"] == "http" and await self._recognize(Request(scope)) is None:
            await RedirectResponse("/login", 303)(scope, receive, send)
            return
        app = await self.made()
        await app(dict(scope), receive, send)  # a copy, since an application writes itself into it

    async def made(self) -> ASGIApp:
        """The application, once it lives."""
        if self._made is None:
            self._made = asyncio.create_task(self._make())
        return await asyncio.shield(self._made)

    async def end(self) -> None:
        """Let it end."""
        self._ending.set()
        if self._made is not None and not self._made.done():
            self._made.cancel()
        if self._life is not None:
            await self._life

    async def _make(self) -> ASGIApp:
        module = await asyncio.to_thread(import_module, "ui.page")
        app: FastAPI = await asyncio.to_thread(module.carried)
        living = asyncio.Event()
        self._life = asyncio.create_task(self._live(app, living))
        await living.wait()
        return app

    async def _live(self, app: FastAPI, living: asyncio.Event) -> None:
        """Its life is one task's, since what is entered in one has to be left in the same."""
        async with app.router.lifespan_context(app):
            living.set()
            await self._ending.wait()


class Elsewhere(Mount):
    """Everything that is nobody else's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Nothing of what belongs to the gateway's other routes, so that their refusals stay theirs."""
        path = scope.get("path", "")
        return (Match.NONE, {}) if path.startswith(OURS) else super().matches(scope)


def mount(app: FastAPI, recognize: Recognize) -> None:
    """Add the page to the gateway, behind everything that is there already."""
    page = Page(recognize)
    before: Callable[[FastAPI], AbstractAsyncContextManager[Any]] = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with before(app) as state:
            warming = asyncio.create_task(_warmed(page))
            try:
                yield state
            finally:
                warming.cancel()
                with suppress(asyncio.CancelledError):
                    await warming
                await page.end()

    app.router.lifespan_context = lifespan

    async def who(request: Request) -> JSONResponse:
        return JSONResponse({"name": await recognize(request) or ""}, headers={"Cache-Control": "no-store"})

    app.add_route("/login", _login, include_in_schema=False)
    app.add_route("/page/who", who, include_in_schema=False)
    app.mount("/page", Sealed(StaticFiles(directory=HERE)))
    app.router.routes.append(Elsewhere("/", Sealed(page)))


async def _warmed(page: Page) -> None:
    await asyncio.sleep(PATIENCE_SECONDS)
    await page.made()


async def _login(_: Request) -> HTMLResponse:
    return HTMLResponse(read("html/login.html"))
