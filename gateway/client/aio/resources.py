"""What can be asked, resource by resource. Each method is one request; see the OpenAPI document for what it means."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Literal, TypeVar

from gateway.client.aio.asking import AsyncAsking
from gateway.client.call import Call, Params, path, preferred
from gateway.schemas.accounts import (
    Confirmation,
    KeyCard,
    KeyOrder,
    Me,
    MeChange,
    NewKeyCard,
    PasswordChange,
    Registration,
    SessionCard,
    ShareCard,
    ShareOrder,
    TicketCard,
    TicketOrder,
    TokenPair,
    UserCard,
    Visibility,
)
from gateway.schemas.documents import OwnDocument, TextPart
from gateway.schemas.ecosystems import Ecosystem, EcosystemCard, EcosystemChange, EcosystemState, Health, NewEcosystem
from gateway.schemas.events import EventGiven
from gateway.schemas.jobs import JobCard, JobOrder, Kind
from gateway.schemas.library import Audition, AuditionOrder, CharacterDraft, FoundOwnCharacter, OwnCharacter, Way
from gateway.schemas.model import Sent
from gateway.schemas.orders import (
    ChatGiven,
    ChatOrder,
    DirectiveOrder,
    JoinOrder,
    OrderGiven,
    Pause,
    Start,
    Step,
    Tempo,
    WaitingOrder,
)
from gateway.schemas.page import Page
from gateway.schemas.people import CharacterSheet, Knowledge, MemoryGiven, PersonCard, PlaceGiven
from gateway.schemas.scenarios import ScenarioBeginning, ScenarioCard, ScenarioDraft, ScenarioReview

T = TypeVar("T")

Found = list[FoundOwnCharacter]
Shares = list[ShareCard]

ANY = "*"
"""The ETag of whatever is there now."""


class AsyncResource:
    """Some of what can be asked."""

    def __init__(self, asking: AsyncAsking) -> None:
        self._asking = asking
        self._ask = asking.ask


async def all_of(page: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    """Every item of a list, page by page: ``all_of(lambda cursor: client.events.list(id, cursor=cursor))``."""
    cursor: str | None = None
    while True:
        found = await page(cursor)
        for item in found.items:
            yield item
        cursor = found.next_cursor
        if cursor is None:
            return


class AsyncAuth(AsyncResource):
    """Accounts."""

    async def register(self, name: str, password: str, email: str | None = None) -> UserCard:
        return await self._ask(Call("POST", "/auth/register", UserCard, Registration(name=name, password=password, email=email)))

    async def log_in(self, name: str, password: str) -> TokenPair:
        """From now on the client asks as this user, and renews its tokens by itself."""
        form = {"grant_type": "password", "username": name, "password": password}
        pair = await self._ask(Call("POST", "/auth/token", TokenPair, form=form))
        self._asking.signed_in(pair)
        return pair

    async def log_out(self) -> None:
        await self._ask(Call[None]("POST", "/auth/revoke"))
        self._asking.token = self._asking.refresh = ""

    async def me(self) -> Me:
        return await self._ask(Call("GET", "/auth/me", Me))

    async def change_me(self, email: str | None, etag: str = ANY) -> Me:
        return await self._ask(Call("PATCH", "/auth/me", Me, MeChange(email=email), etag=etag))

    async def change_password(self, old: str, new: str) -> None:
        await self._ask(Call[None]("POST", "/auth/me/password", body=PasswordChange(old=old, new=new)))

    async def delete_me(self, password: str) -> None:
        await self._ask(Call[None]("POST", "/auth/me/deletion", body=Confirmation(password=password)))

    async def sessions(self) -> list[SessionCard]:
        return await self._ask(Call("GET", "/auth/sessions", list[SessionCard]))

    async def end_session(self, session: str) -> None:
        await self._ask(Call[None]("DELETE", path("auth", "sessions", session)))

    async def create_key(self, name: str, scopes: Sequence[str], days: int | None = None) -> NewKeyCard:
        order = KeyOrder.model_validate({"name": name, "scopes": list(scopes), "days": days})
        return await self._ask(Call("POST", "/auth/api-keys", NewKeyCard, order))

    async def keys(self) -> list[KeyCard]:
        return await self._ask(Call("GET", "/auth/api-keys", list[KeyCard]))

    async def delete_key(self, key: str) -> None:
        await self._ask(Call[None]("DELETE", path("auth", "api-keys", key)))

    async def ticket(self, ecosystem: str, purpose: Literal["ws", "sse"]) -> TicketCard:
        return await self._ask(Call("POST", "/auth/ticket", TicketCard, TicketOrder(ecosystem=ecosystem, purpose=purpose)))


class AsyncScenarios(AsyncResource):
    """Scenarios that ship with Fabula."""

    async def list(self) -> list[ScenarioCard]:
        return await self._ask(Call("GET", "/scenarios", list[ScenarioCard]))

    async def get(self, scenario: str) -> ScenarioCard:
        return await self._ask(Call("GET", path("scenarios", scenario), ScenarioCard))

    async def beginning(self, scenario: str) -> ScenarioBeginning:
        return await self._ask(Call("GET", path("scenarios", scenario, "beginning"), ScenarioBeginning))

    async def picture(self, scenario: str, picture: str) -> bytes:
        """What one of its people looks like; ``picture`` is what stands at ``portrait``."""
        return await self._ask(Call("GET", path("scenarios", scenario, "pictures", picture), bytes))

    async def validate(self, draft: ScenarioDraft) -> ScenarioReview:
        return await self._ask(Call("POST", "/scenarios/validate", ScenarioReview, draft))


class AsyncCharacters(AsyncResource):
    """One's own library of characters."""

    async def list(self, limit: int = 50, cursor: str | None = None) -> Page[OwnCharacter]:
        return await self._ask(Call("GET", "/characters", Page[OwnCharacter], params={"limit": limit, "cursor": cursor}))

    async def search(self, q: str, by: Way = "words", limit: int = 20) -> Found:
        params: Params = {"q": q, "by": by, "limit": limit}
        return await self._ask(Call("GET", "/characters/search", Found, params=params))

    async def audition(self, order: AuditionOrder) -> Audition:
        """What a character would say, kept or not."""
        return await self._ask(Call("POST", "/characters/audition", Audition, order))

    async def create(self, draft: CharacterDraft) -> OwnCharacter:
        return await self._ask(Call("POST", "/characters", OwnCharacter, draft))

    async def get(self, character: str) -> OwnCharacter:
        return await self._ask(Call("GET", path("characters", character), OwnCharacter))

    async def replace(self, character: str, draft: CharacterDraft, etag: str = ANY) -> OwnCharacter:
        return await self._ask(Call("PUT", path("characters", character), OwnCharacter, draft, etag=etag))

    async def portrait(self, character: str) -> bytes:
        return await self._ask(Call("GET", path("characters", character, "portrait"), bytes))

    async def replace_portrait(self, character: str, picture: bytes, etag: str = ANY) -> OwnCharacter:
        """Give it a picture: a PNG, JPEG or WebP."""
        return await self._ask(Call("PUT", path("characters", character, "portrait"), OwnCharacter, content=picture, etag=etag))

    async def delete(self, character: str, etag: str = ANY) -> None:
        await self._ask(Call[None]("DELETE", path("characters", character), etag=etag))


class AsyncDocuments(AsyncResource):
    """One's own documents."""

    async def upload(self, name: str, content: bytes, encoding: str | None = None) -> OwnDocument:
        form = {"encoding": encoding} if encoding else None
        return await self._ask(Call("POST", "/documents", OwnDocument, form=form, file=(name, content)))

    async def list(self, limit: int = 50, cursor: str | None = None) -> Page[OwnDocument]:
        return await self._ask(Call("GET", "/documents", Page[OwnDocument], params={"limit": limit, "cursor": cursor}))

    async def get(self, document: str) -> OwnDocument:
        return await self._ask(Call("GET", path("documents", document), OwnDocument))

    async def text(self, document: str, start: int = 0, length: int = 10_000) -> TextPart:
        params = {"start": start, "length": length}
        return await self._ask(Call("GET", path("documents", document, "text"), TextPart, params=params))

    async def delete(self, document: str) -> None:
        await self._ask(Call[None]("DELETE", path("documents", document)))


class AsyncEcosystems(AsyncResource):
    """Ecosystems, and with whom they are shared."""

    async def list(
        self, whose: str | None = None, scenario: str | None = None, status: str | None = None, limit: int = 50,
        cursor: str | None = None,
    ) -> Page[EcosystemCard]:  # fmt: skip
        params = {"whose": whose, "scenario": scenario, "status": status, "limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", "/ecosystems", Page[EcosystemCard], params=params))

    async def create(
        self, scenario: str, seed: int | None = None, cast: int | None = None, title: str | None = None, public: bool = False
    ) -> Ecosystem:
        return await self.found(NewEcosystem(scenario=scenario, seed=seed, cast=cast, title=title, public=public))

    async def found(self, order: NewEcosystem) -> Ecosystem:
        """As ``create``, with guests, without some of the cast, and with other relationships."""
        return await self._ask(Call("POST", "/ecosystems", Ecosystem, order))

    async def get(self, ecosystem: str) -> Ecosystem:
        return await self._ask(Call("GET", path("ecosystems", ecosystem), Ecosystem))

    async def change(self, ecosystem: str, change: EcosystemChange, etag: str = ANY) -> Ecosystem:
        return await self._ask(Call("PATCH", path("ecosystems", ecosystem), Ecosystem, change, etag=etag))

    async def delete(self, ecosystem: str, etag: str = ANY) -> None:
        await self._ask(Call[None]("DELETE", path("ecosystems", ecosystem), etag=etag))

    async def state(self, ecosystem: str, limit: int = 50, cursor: str | None = None) -> EcosystemState:
        params = {"limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "state"), EcosystemState, params=params))

    async def places(self, ecosystem: str, limit: int = 50, cursor: str | None = None) -> Page[PlaceGiven]:
        params = {"limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "places"), Page[PlaceGiven], params=params))

    async def health(self, ecosystem: str) -> Health:
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "health"), Health))

    async def shares(self, ecosystem: str) -> Shares:
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "shares"), Shares))

    async def share(self, ecosystem: str, name: str, level: Literal["viewer", "director"]) -> ShareCard:
        where = path("ecosystems", ecosystem, "shares", name)
        return await self._ask(Call("PUT", where, ShareCard, ShareOrder(level=level)))

    async def unshare(self, ecosystem: str, name: str) -> None:
        await self._ask(Call[None]("DELETE", path("ecosystems", ecosystem, "shares", name)))

    async def show(self, ecosystem: str, public: bool) -> Visibility:
        """To everybody, or only to those with whom it is shared."""
        return await self._ask(Call("PUT", path("ecosystems", ecosystem, "visibility"), Visibility, Visibility(public=public)))


class AsyncCast(AsyncResource):
    """Those who live in an ecosystem."""

    async def list(self, ecosystem: str, place: str | None = None, name: str | None = None, limit: int = 50,
                   cursor: str | None = None) -> Page[PersonCard]:  # fmt: skip
        params = {"place": place, "name": name, "limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "characters"), Page[PersonCard], params=params))

    async def sheet(self, ecosystem: str, character: str, most: int = 6) -> CharacterSheet:
        where = path("ecosystems", ecosystem, "characters", character)
        return await self._ask(Call("GET", where, CharacterSheet, params={"most": most}))

    async def picture(self, ecosystem: str, picture: str) -> bytes:
        """What somebody looks like; ``picture`` is what stands at his or her persona's ``portrait``."""
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "pictures", picture), bytes))

    async def memories(self, ecosystem: str, character: str, q: str | None = None, near: str | None = None, limit: int = 50,
                       cursor: str | None = None) -> Page[MemoryGiven]:  # fmt: skip
        where = path("ecosystems", ecosystem, "characters", character, "memories")
        params = {"q": q, "near": near, "limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", where, Page[MemoryGiven], params=params))

    async def knowledge(self, ecosystem: str, character: str, limit: int = 50) -> Knowledge:
        where = path("ecosystems", ecosystem, "characters", character, "knowledge")
        return await self._ask(Call("GET", where, Knowledge, params={"limit": limit}))

    async def add(self, ecosystem: str, order: JoinOrder, wait: int | None = None) -> OrderGiven:
        where = path("ecosystems", ecosystem, "characters")
        return await self._ask(Call("POST", where, OrderGiven, order, prefer=preferred(wait)))

    async def remove(self, ecosystem: str, character: str, at_once: bool = False, wait: int | None = None) -> OrderGiven:
        where = path("ecosystems", ecosystem, "characters", character)
        return await self._ask(Call("DELETE", where, OrderGiven, params={"at_once": at_once}, prefer=preferred(wait)))


class AsyncEvents(AsyncResource):
    """What has happened. What happens, ``watch`` tells."""

    async def list(
        self, ecosystem: str, kind: Sequence[str] = (), character: str | None = None, after: int | None = None,
        order: Literal["asc", "desc"] = "asc", told: bool = False, from_tick: int | None = None, to_tick: int | None = None,
        limit: int = 50, cursor: str | None = None,
    ) -> Page[EventGiven]:  # fmt: skip
        params: Params = {
            "kind": tuple(kind), "character": character, "after": after, "order": order, "told": told, "from_tick": from_tick,
            "to_tick": to_tick, "limit": limit, "cursor": cursor,
        }  # fmt: skip
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "events"), Page[EventGiven], params=params))

    async def get(self, ecosystem: str, number: int, told: bool = False) -> EventGiven:
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "events", number), EventGiven, params={"told": told}))


class AsyncOrders(AsyncResource):
    """Having something done with an ecosystem. ``wait`` is how many seconds the answer may wait for what comes of it."""

    async def start(self, ecosystem: str, tempo_ms: int = 3000) -> OrderGiven:
        return await self._post(ecosystem, "start", Start(tempo_ms=tempo_ms))

    async def tempo(self, ecosystem: str, tempo_ms: int) -> OrderGiven:
        return await self._ask(Call("PUT", path("ecosystems", ecosystem, "tempo"), OrderGiven, Tempo(tempo_ms=tempo_ms)))

    async def pause(self, ecosystem: str, reason: str = "") -> OrderGiven:
        return await self._post(ecosystem, "pause", Pause(reason=reason))

    async def resume(self, ecosystem: str) -> OrderGiven:
        return await self._post(ecosystem, "resume")

    async def stop(self, ecosystem: str) -> OrderGiven:
        return await self._post(ecosystem, "stop")

    async def step(self, ecosystem: str, ticks: int = 1, wait: int | None = None) -> OrderGiven:
        return await self._post(ecosystem, "step", Step(ticks=ticks), wait)

    async def direct(self, ecosystem: str, order: DirectiveOrder, wait: int | None = None) -> OrderGiven:
        return await self._post(ecosystem, "directives", order, wait)

    async def chat(self, ecosystem: str, order: ChatOrder, wait: int | None = 10) -> ChatGiven:
        where = path("ecosystems", ecosystem, "chat")
        return await self._ask(Call("POST", where, ChatGiven, order, prefer=preferred(wait)))

    async def waiting(self, ecosystem: str) -> list[WaitingOrder]:
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "directives"), list[WaitingOrder]))

    async def get(self, ecosystem: str, key: str, wait: int | None = None) -> OrderGiven:
        where = path("ecosystems", ecosystem, "directives", key)
        return await self._ask(Call("GET", where, OrderGiven, prefer=preferred(wait)))

    async def withdraw(self, ecosystem: str, key: str) -> None:
        await self._ask(Call[None]("DELETE", path("ecosystems", ecosystem, "directives", key)))

    async def _post(self, ecosystem: str, what: str, order: Sent | None = None, wait: int | None = None) -> OrderGiven:
        return await self._ask(Call("POST", path("ecosystems", ecosystem, what), OrderGiven, order, prefer=preferred(wait)))


class AsyncJobs(AsyncResource):
    """Background work."""

    async def order(self, ecosystem: str, kind: Kind) -> JobCard:
        return await self._ask(Call("POST", path("ecosystems", ecosystem, "jobs"), JobCard, JobOrder(kind=kind)))

    async def list(self, ecosystem: str, limit: int = 50, cursor: str | None = None) -> Page[JobCard]:
        params = {"limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "jobs"), Page[JobCard], params=params))

    async def get(self, ecosystem: str, job: int) -> JobCard:
        return await self._ask(Call("GET", path("ecosystems", ecosystem, "jobs", job), JobCard))

    async def cancel(self, ecosystem: str, job: int) -> JobCard:
        return await self._ask(Call("POST", path("ecosystems", ecosystem, "jobs", job, "cancel"), JobCard))

    async def retry(self, ecosystem: str, job: int) -> JobCard:
        return await self._ask(Call("POST", path("ecosystems", ecosystem, "jobs", job, "retry"), JobCard))
