"""What routes ask for by type."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from actors.ports import Store
from gateway.errors import TheatreAway
from gateway.ports import Ports
from storage.belongings.characters import Characters
from storage.belongings.documents import Documents
from storage.jobs.book import JobBook
from storage.pages import Pages


def ports(connection: HTTPConnection) -> Ports:
    """The ports of this process."""
    found: Ports = connection.app.state.ports
    return found


# Coroutines all of them: FastAPI has a thread call what is none, and that costs more than the call.


async def _ports(connection: HTTPConnection) -> Ports:
    return ports(connection)


async def _store(connection: HTTPConnection) -> Store:
    return ports(connection).store


async def _characters(connection: HTTPConnection) -> Characters:
    return ports(connection).characters


async def _documents(connection: HTTPConnection) -> Documents:
    return ports(connection).documents


async def _pages(connection: HTTPConnection) -> Pages:
    return ports(connection).pages


async def _jobs(connection: HTTPConnection) -> JobBook:
    return ports(connection).jobs


async def players(connection: HTTPConnection) -> None:
    """For commands: raises TheatreAway when it is known that nobody plays."""
    if await ports(connection).bell.attended() is False:
        raise TheatreAway("nobody plays just now")


PortsOf = Annotated[Ports, Depends(_ports)]
PagesOf = Annotated[Pages, Depends(_pages)]
StoreOf = Annotated[Store, Depends(_store)]
CharactersOf = Annotated[Characters, Depends(_characters)]
DocumentsOf = Annotated[Documents, Depends(_documents)]
JobsOf = Annotated[JobBook, Depends(_jobs)]
