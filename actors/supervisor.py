"""The supervisor of one ecosystem: it draws, arbitrates and commits; characters decide. Calls only go down."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from actors import audience, steering
from actors.cast import Presence
from actors.company import Company
from actors.cues import Cues
from actors.errors import ChronicleDamaged, CodeMismatch, NotPlaced, StaleEpoch, StoreUnavailable, TroupeLost
from actors.events import Draft, Event, chained, moves_of, numbered, recast
from actors.mentions import of_casting
from actors.messages import Casting, Meeting, Replies, Wishes
from actors.mind.setting import Setting
from actors.ports import SNAPSHOTS, Answered, Head, Herald, Store
from actors.records import rows_of
from actors.recovery import settle
from actors.resolution import interaction, moved, reflected, ticked
from actors.society.arbitration import Scene, arbitrate
from actors.talking import conversed
from actors.waking import acquaint

SNAPSHOT_EVERY = 50  # ticks

ACQUAINTANCES = 10_000
"""So many people are known, where most of the cast sleeps, before all are forgotten and those of the tick read again."""


class Done(NamedTuple):
    """What a tick brought."""

    tick: int
    interactions: int
    events: Sequence[Event]
    answered: Sequence[Answered] = ()

    @property
    def recast(self) -> bool:
        """Whether somebody joined or left: this supervisor and its company end, and others that know of it begin."""
        return recast(self.events)


class Supervisor:
    """Owns one ecosystem for one epoch. Whoever holds it gives it one tick at a time, never two.

    A tick that fails before it was played has changed nothing. One that was played waits for its commit, and is never played
    again.
    """

    def __init__(self, ecosystem: str, store: Store, herald: Herald, company: Company) -> None:
        self.ecosystem = ecosystem
        self._store = store
        self._herald = herald
        self._cues = Cues(company)
        self.head: Head
        self._setting: Setting
        self._presence: Presence
        self._played: Done | None = None  # a tick that waits for its commit
        self._ahead: list[Wishes] | TroupeLost | None = None  # what troupes wish for the tick after the head

    async def activate(self) -> Head:
        """Take over: raise the epoch, so that no earlier supervisor can write, and read where the ecosystem stands."""
        self.head = await self._activated()
        self._setting = await settle(self._store, self.head.founding)
        self._presence = Presence(await self._store.whereabouts(self.ecosystem))
        self._played = self._ahead = None
        return self.head

    @property
    def outgrown(self) -> bool:
        """Whether somebody had joined, when it took over, whom its company does not have: another company must go on."""
        return not self._cues.has(self._presence.where)

    async def _activated(self) -> Head:
        """Whoever was faster, maybe an earlier request of our own, is overtaken all the same: who comes last leads."""
        while True:
            head = await self._store.head(self.ecosystem)
            with suppress(StaleEpoch):
                return await self._store.activate(self.ecosystem, head.epoch)

    async def tick(self, quiet: bool = False) -> Done:
        """One step of story time, from the committed past to the next commit. In a ``quiet`` one only what people ordered
        happens; nobody does anything by himself.

        Raises TroupeLost (the troupe has been given up; asking again starts another), StaleEpoch, StoreUnavailable.
        """
        self._played = played = self._played or await self._play(self.head.tick + 1, quiet)
        both = self._commit(played), self._look_ahead(played)  # troupes think while the store writes
        for failure in await asyncio.gather(*both, return_exceptions=True):
            if failure is not None:
                raise failure
        self._played = None
        if played.tick % SNAPSHOT_EVERY == 0 and not played.recast:
            with suppress(StoreUnavailable, TroupeLost, NotPlaced):  # a snapshot only saves time at the next waking
                await self.snapshot()
        return played

    async def snapshot(self) -> None:
        """Freeze as of the head all characters that changed since the last snapshot. Reads and repeats nothing of a tick."""
        self._ahead = await self._wishes(self.head.tick + 1)
        last, _ = await self._store.cursor(self.ecosystem, SNAPSHOTS)
        await self._store.save(self.ecosystem, self.head.seq, self.head.tick, await self._cues.states(self.head.seq, last))
        await self._store.advance(self.ecosystem, SNAPSHOTS, (self.head.seq, ""))

    async def _play(self, tick: int, quiet: bool) -> Done:
        """A whole tick but for its commit. It reads the state and returns events; nothing has changed yet."""
        plan = await self._plan(tick)
        wishes = await self._wishes(tick)
        if quiet:
            wishes = [Wishes([], [], {"quiet": 1})]
        scenes = arbitrate((proposal for answer in wishes for proposal in answer.proposals), plan.busy)
        scenes = sorted([*scenes, *await self._meetings(tick, plan.meetings)], key=lambda scene: scene.key)
        places = {meeting.one: meeting.place for meeting in plan.meetings}
        castings = audience.cast(self._setting, self._presence, scenes, tick, places, plan.busy)
        await self._acquaint(
            [name for casting in castings for name in of_casting(casting)], afresh=not (plan.answered or plan.talks)
        )
        replies = await self._cues.respond(tick, self.head.seq, castings)
        drafts = list(plan.drafts)
        answered = [Answered(due, self.head.seq + 1 + place) for due, place in plan.answered]
        spoken = await self._cues.converse(tick, self.head.seq, [talk for _, talk in plan.talks])
        for due, talk in plan.talks:
            answered.append(Answered(due, self.head.seq + 1 + len(drafts)))
            drafts += conversed(talk, spoken[talk.key], self._setting.cast, tick)
        drafts += self._resolve(tick, scenes, castings, wishes, replies)
        answered += [Answered(due, self.head.seq + len(drafts)) for due in plan.steps]
        return Done(tick, len(castings), numbered(self.ecosystem, tick, self.head.seq, drafts), answered)

    async def _plan(self, tick: int) -> steering.Plan:
        """What people ordered for this tick, or for an earlier one in which it could not be done."""
        due = await self._store.due(self.ecosystem)
        orders = steering.read(order for order in due if order.kind in steering.KINDS and order.at_tick <= tick)
        steps = [order for order in due if order.kind == steering.STEP and int(order.body["until"]) <= tick]
        if not orders:
            return steering.NOTHING._replace(steps=steps)
        await self._acquaint(steering.named(orders))
        awake = tuple(self._setting.attention.awake(tick))
        plan = steering.plan(orders, steering.Scenery(tick, self._setting.cast, self._presence, awake))
        return plan._replace(steps=steps)

    async def _meetings(self, tick: int, meetings: Sequence[Meeting]) -> list[Scene]:
        """The scenes between those who are brought together, with what the first of the two does."""
        if not meetings:
            return []
        proposals = await self._cues.meet(tick, self.head.seq, meetings)
        return [Scene(p.character, p.options[0].target, p.options[0], p.options[1:]) for p in proposals]

    async def _acquaint(self, names: Sequence[str], afresh: bool = True) -> None:
        """Know those of whom the events of this tick will speak; ``afresh``, maybe nobody else any more."""
        setting = self._setting
        if setting.attention.limited:
            if afresh and len(setting.cast.personas) > ACQUAINTANCES:
                setting.keep(())
            await acquaint(self._store, self.ecosystem, setting.cast, names)

    async def _wishes(self, tick: int) -> list[Wishes]:
        ahead, self._ahead = self._ahead, None
        if isinstance(ahead, TroupeLost):
            raise ahead
        return ahead or await self._cues.advance(tick, self.head.seq, ())

    async def _look_ahead(self, played: Done) -> None:
        """Have the troupes learn what was played, and wish for the next tick, while it is being committed.

        No other supervisor can commit anything else in its place without ending this one, and its troupes with it. What goes
        wrong here is said when the next tick is played.
        """
        if self._ahead is None and not played.recast:
            try:
                self._ahead = await self._cues.advance(played.tick + 1, played.events[0].seq - 1, played.events)
            except TroupeLost as lost:
                self._ahead = lost
            except (StoreUnavailable, ChronicleDamaged, NotPlaced, CodeMismatch):
                return  # a troupe came too early to read the chronicle, or has no place: it will be asked again

    def _resolve(
        self, tick: int, scenes: Sequence[Scene], castings: Sequence[Casting], wishes: Sequence[Wishes], replies: Replies
    ) -> list[Draft]:
        cast, moves = self._setting.cast, self._setting.moves
        drafts: list[Draft] = []
        for casting in castings:
            key = casting.scene.key
            watchers = sorted(replies.witnesses.get(key, []), key=lambda e: [change["owner"] for change in e.regards])
            drafts += interaction(tick, cast, moves, casting, replies.openings[key], replies.answers[key], watchers)
        journeys = [moved(scene, self._presence.where[scene.initiator]) for scene in scenes if not scene.responder]
        thoughts = sorted((thought for answer in wishes for thought in answer.reflections), key=lambda t: t.character)
        idle: dict[str, int] = {}
        for answer in wishes:
            for reason, count in answer.idle.items():
                idle[reason] = idle.get(reason, 0) + count
        return [*drafts, *journeys, *map(reflected, thoughts), ticked(len(castings), len(journeys), idle)]

    async def _commit(self, played: Done) -> None:
        tick, events = played.tick, played.events
        link = chained(self.head.hash, events)
        try:
            await self._store.commit(self.ecosystem, self.head.epoch, tick, events, rows_of(events), link, played.answered)
        except (StoreUnavailable, ChronicleDamaged):
            # The outcome is unknown, or an earlier one was: a commit whose reply was lost stands where this one would go.
            # Only the store can tell, and until it does this tick is neither done nor undone.
            known = await self._store.head(self.ecosystem)
            if (known.tick, known.hash) != (tick, link):
                raise
        self._presence.update(sorted(moves_of(events).items()))
        self.head = self.head.after(tick, events[-1].seq, link)
        await self._herald.announce(self.ecosystem, events)
