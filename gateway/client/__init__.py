"""A client of the gateway, typed by the gateway's own schemas: ``Client`` for ordinary programs, ``AsyncClient`` for asyncio.

Both do the same. What is refused is raised as one of ``gateway.client.errors``; what is worth trying again is tried again,
without a second effect; and watching goes on by itself across lost connections, missing nothing and telling nothing twice.
"""

from gateway.client.aio.client import AsyncClient
from gateway.client.blocking.client import Client
from gateway.client.errors import ApiError

__all__ = ["ApiError", "AsyncClient", "Client"]
