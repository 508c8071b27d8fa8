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


def store(connection: HTTPConnection) -> Store:
    """The store."""
    return ports(connection).store


def characters(connection: HTTPConnection) -> Characters:
    """The libraries of users."""
    return ports(connection).characters


def documents(connection: HTTPConnection) -> Documents:
    """The documents of users."""
    return ports(connection).documents


def pages(connection: HTTPConnection) -> Pages:
    """What is read in pages."""
    return ports(connection).pages


def jobs(connection: HTTPConnection) -> JobBook:
    """The book of jobs."""
    return ports(connection).jobs


async def players(connection: HTTPConnection) -> None:
    """For commands: raises TheatreAway when it is known that nobody plays."""
    if await ports(connection).bell.attended() is False:
        raise TheatreAway("nobody plays just now")


PortsOf = Annotated[Ports, Depends(ports)]
PagesOf = Annotated[Pages, Depends(pages)]
StoreOf = Annotated[Store, Depends(store)]
CharactersOf = Annotated[Characters, Depends(characters)]
DocumentsOf = Annotated[Documents, Depends(documents)]
JobsOf = Annotated[JobBook, Depends(jobs)]
Players = Depends(players)
