"""Sending requests: who asks, what is tried again, and when."""

import asyncio
from typing import Any, TypeVar

import httpx

from gateway.client.call import Call
from gateway.client.errors import Unreachable
from gateway.client.patience import Patience
from gateway.schemas.accounts import RefreshGrant, TokenPair

T = TypeVar("T")

LOGIN = "/auth/token"
"""Where a 401 says that the password is wrong, and not that a token is over."""

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class AsyncAsking:
    """Sends requests to one gateway. ``token`` is an access token or an API key; with a ``refresh`` token it is renewed."""

    def __init__(self, url: str, http: httpx.AsyncClient, patience: Patience) -> None:
        self.url = url.rstrip("/")
        self.http = http
        self.patience = patience
        self.token = ""
        self.refresh = ""
        self._renewing = asyncio.Lock()

    async def ask(self, call: Call[T]) -> T:
        """The answer. Raises ApiError."""
        attempt, token, renewable = 1, self.token, call.path != LOGIN
        while True:
            pause: float | None
            try:
                answer = await self.http.request(call.method, self.url + call.path, **self._signed(call))
            except httpx.TransportError as error:
                pause = self.patience.failed(call, attempt, not isinstance(error, UNSENT))
                if pause is None:
                    raise Unreachable(0, "unreachable", f"{self.url}: {error or type(error).__name__}") from error
            else:
                if answer.status_code == 401 and renewable and await self.renewed(token):
                    renewable = False
                    continue
                pause = self.patience.answered(call, attempt, answer.status_code, answer.headers, answer.content)
                if pause is None:
                    return call.read(answer.status_code, answer.content)
            await asyncio.sleep(pause)
            attempt += 1

    async def renewed(self, used: str) -> bool:
        """Get the next access token, unless somebody has since this one was used. Whether there is another one now."""
        async with self._renewing:
            if self.token != used:
                return True
            if not self.refresh:
                return False
            grant, self.refresh = RefreshGrant(refresh_token=self.refresh), ""
            answer = await self.http.post(
                self.url + "/auth/refresh", content=grant.model_dump_json(), headers={"Content-Type": "application/json"}
            )
            if answer.status_code >= 400:
                return False
            self.signed_in(TokenPair.model_validate_json(answer.content))
            return True

    def signed_in(self, pair: TokenPair) -> None:
        """Ask with these from now on."""
        self.token, self.refresh = pair.access_token, pair.refresh_token

    def authorization(self) -> dict[str, str]:
        """The header that says who asks."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _signed(self, call: Call[T]) -> dict[str, Any]:
        arguments = call.arguments()
        arguments["headers"] = {**arguments["headers"], **self.authorization()}
        return arguments
