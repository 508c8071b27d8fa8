"""Cues: the two calls of a tick, to all troupes at once. Calls only go down; a character never calls anybody."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from actors.company import Company, TroupeHandle
from actors.errors import TroupeLost
from actors.events import Event, moves_of
from actors.fold import concerned
from actors.messages import Casting, Meeting, Replies, Wishes
from actors.society.arbitration import Proposal
from actors.talking import Conversation, Spoken

T = TypeVar("T")


class Cues:
    """Speaks to a company. Every call raises TroupeLost after the lost troupes have been given up; asking again starts others."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._troupe_of = {name: number for number, names in enumerate(company.members) for name in names}

    def has(self, people: Iterable[str]) -> bool:
        """Whether each of them belongs to a troupe."""
        return self._troupe_of.keys() >= set(people)

    async def advance(self, tick: int, after: int, events: Sequence[Event]) -> list[Wishes]:
        """Have everybody who was at ``after`` learn of the events that follow it, and wish for ``tick``."""
        news: list[list[Event]] = [[] for _ in self._company.members]
        for event in events:
            for number in sorted({self._troupe_of[name] for name in concerned(event) if name in self._troupe_of}):
                news[number].append(event)
        upto = events[-1].seq if events else after
        moves = sorted(moves_of(events).items())
        return await self._all(lambda troupe, number: troupe.advance(tick, after, upto, news[number], moves))

    async def meet(self, tick: int, upto: int, meetings: Sequence[Meeting]) -> list[Proposal]:
        """What those who begin these meetings would do, as of ``upto``; only their troupes are asked."""
        asked: dict[int, list[Meeting]] = {}
        for meeting in meetings:
            asked.setdefault(self._troupe_of[meeting.one], []).append(meeting)
        answers = await self._all(lambda troupe, number: troupe.meet(tick, upto, asked[number]), sorted(asked))
        return [proposal for answer in answers for proposal in answer]

    async def converse(self, tick: int, upto: int, conversations: Sequence[Conversation]) -> dict[str, Spoken]:
        """Have those answer who are spoken to, as of ``upto``; by the keys of the conversations."""
        asked: dict[int, list[Conversation]] = {}
        for conversation in conversations:
            asked.setdefault(self._troupe_of[conversation.talk.character], []).append(conversation)
        answers = await self._all(lambda troupe, number: troupe.converse(tick, upto, asked[number]), sorted(asked))
        return {key: spoken for answer in answers for key, spoken in answer.items()}

    async def respond(self, tick: int, upto: int, castings: Sequence[Casting]) -> Replies:
        """Have the scenes played by those who have a part in them, as of ``upto``."""
        asked: list[list[Casting]] = [[] for _ in self._company.members]
        for casting in castings:
            people = (casting.scene.initiator, casting.scene.responder, *casting.witnesses)
            for number in sorted({self._troupe_of[name] for name in people}):
                asked[number].append(casting)
        answers = await self._all(lambda troupe, number: troupe.respond(tick, upto, asked[number]))
        merged = Replies({}, {}, {})
        for answer in answers:
            merged.openings.update(answer.openings)
            merged.answers.update(answer.answers)
            for key, seen in answer.witnesses.items():
                merged.witnesses.setdefault(key, []).extend(seen)
        return merged

    async def states(self, upto: int, after: int) -> Mapping[str, bytes]:
        """The frozen states of all who changed after number ``after``, as of ``upto``; see ``Troupe.states``."""
        answers = await self._all(lambda troupe, _: troupe.states(upto, after))
        return {name: state for answer in answers for name, state in answer.items()}

    async def _all(self, call: Callable[[TroupeHandle, int], Awaitable[T]], numbers: Sequence[int] | None = None) -> list[T]:
        """The answers of these troupes, or of all."""
        asked = (self._one(call, number) for number in (range(len(self._company.members)) if numbers is None else numbers))
        results = await asyncio.gather(*asked, return_exceptions=True)
        answers: list[T] = []
        for result in results:
            if isinstance(result, BaseException):
                raise result
            answers.append(result)
        return answers

    async def _one(self, call: Callable[[TroupeHandle, int], Awaitable[T]], number: int) -> T:
        try:
            return await call(await self._company.handle(number), number)
        except TroupeLost:
            await self._company.replace(number)
            raise
