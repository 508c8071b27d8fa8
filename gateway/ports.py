"""What the gateway asks: stores, bus and bell. No Ray: commands are orders in the agenda, and the bell wakes the players."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from actors.ports import Board, Herald, Store
from gateway.asking_graphs import GraphDesk
from gateway.flags import FlagCache
from gateway.security import keyring
from gateway.security.passwords import Passwords
from gateway.security.tokens import Tokens
from gateway.settings import GatewaySettings
from runtime.graphs import Graphs
from runtime.host import Host, hosting
from runtime.ordering import Orders
from runtime.telemetry.sharing import Sharing, tallied
from storage.accounts import Accounts
from storage.answers import Answers
from storage.bell import RedisBell
from storage.belongings.characters import Characters
from storage.belongings.documents import Documents
from storage.belongings.meaning import Meaning
from storage.jobs.book import JobBook
from storage.limiter import Limiter
from storage.pages import Pages
from storage.postgres.connections import Connections

SHARED = 4
"""Connections for what belongs to users."""

PATIENCE = 20.0
"""Seconds that one of its statements may take."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Open for the life of one gateway process."""

    settings: GatewaySettings
    host: Host
    store: Store
    herald: Herald
    board: Board
    bell: RedisBell
    graphs: Graphs
    orders: Orders
    answers: Answers
    characters: Characters
    accounts: Accounts
    flags: FlagCache
    tokens: Tokens
    passwords: Passwords
    documents: Documents
    jobs: JobBook
    sharing: Sharing
    pages: Pages
    limiter: Limiter
    desk: GraphDesk


@asynccontextmanager
async def opened(settings: GatewaySettings) -> AsyncIterator[Ports]:
    """Open all of them, starting or sharing the services. Raises as ``hosting``."""
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(hosting(settings))
        board = await host.openers.board()
        stack.push_async_callback(board.close)
        bell = RedisBell(host.services.redis_url)
        stack.push_async_callback(bell.close)
        answers = Answers(host.services.postgres_url)
        stack.push_async_callback(answers.close)
        shared = Connections(host.services.postgres_url, SHARED, PATIENCE)
        stack.push_async_callback(shared.close)
        jobs = JobBook(host.services.postgres_url)
        stack.push_async_callback(jobs.close)
        characters = Characters(shared, Meaning(settings.embedder))
        accounts = Accounts.open(host.services.postgres_url)
        stack.push_async_callback(accounts.close)
        pages = Pages.open(host.services.postgres_url)
        stack.push_async_callback(pages.close)
        graphs = Graphs(host.store, host.services.neo4j, pages)
        tokens = Tokens(keyring.opened(settings.home, settings.token_keys))
        sharing = await stack.enter_async_context(tallied(host.services.redis_url, "gateway"))
        limiter = Limiter(host.services.redis_url)
        stack.push_async_callback(limiter.close)
        yield Ports(
            settings=settings,
            host=host,
            store=host.store,
            herald=host.herald,
            board=board,
            bell=bell,
            graphs=graphs,
            orders=Orders(host.store, bell.ring),
            answers=answers,
            characters=characters,
            accounts=accounts,
            flags=FlagCache(accounts),
            tokens=tokens,
            passwords=Passwords(),
            documents=Documents(shared),
            jobs=jobs,
            sharing=sharing,
            pages=pages,
            limiter=limiter,
            desk=GraphDesk(),
        )
