"""A troupe: the process that hosts some characters of an ecosystem. Two calls for each tick, whatever their number."""

from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from actors import recovery
from actors.attendance import Attendance
from actors.character import Character, Considered
from actors.events import Event
from actors.genre import OUTCOMES
from actors.messages import Answer, Casting, Meeting, Replies, Wishes
from actors.mind.choice import WISHES, Wish, best, noise, temperature
from actors.mind.volition import VETO, Matrix, as_matrix
from actors.ports import Store
from actors.society.arbitration import Proposal
from actors.talking import Conversation, Spoken
from actors.waking import Loaded

NEUROTICISM = 4

OpenStore = Callable[[], Awaitable[Store]]
"""How to open the store, in whatever process this is called."""


class Troupe:
    """Hosts characters. It loads them from the store by itself, so that a constructor is all a restart needs.

    Only those who are awake, or were until lately, are in memory; all others cost their names.
    """

    def __init__(self, ecosystem: str, characters: Sequence[str], open_store: OpenStore) -> None:
        self.ecosystem = ecosystem
        self.ids = dict.fromkeys(characters)
        self._open_store = open_store
        self._store: Store | None = None
        self._attendance: Attendance | None = None

    async def advance(
        self, tick: int, after: int, upto: int, events: Sequence[Event], moves: Sequence[tuple[str, str]]
    ) -> Wishes:
        """Apply what was committed (of the events ``after`` + 1 … ``upto`` those that concern this troupe), then propose.

        A troupe that is not exactly at ``after`` reads the chronicle up to ``upto`` instead of applying. What comes after
        ``after`` may be still about to be committed.
        """
        here = self._attendance
        if here is None or here.loaded.seq not in (after, upto):
            here = await self._load(upto)
        elif here.loaded.seq == after:
            await here.apply(upto, events, moves)
        awake = await here.call_up(tick, after)
        return self._wishes(here.loaded, awake, tick)

    async def meet(self, tick: int, upto: int, meetings: Sequence[Meeting]) -> list[Proposal]:
        """What those of the ``meetings`` who begin, all of them of this troupe, would do to whom they are brought to."""
        attendance = await self._at(upto)
        await attendance.expect(name for meeting in meetings for name in (meeting.one, meeting.other))
        return [self._faced(attendance.loaded.characters[meeting.one], meeting, tick) for meeting in meetings]

    @staticmethod
    def _faced(character: Character, meeting: Meeting, tick: int) -> Proposal:
        """The move that was named, or else the one that appeals most; nothing keeps one from it but that it cannot be done."""
        volition = character.setting.volition
        considered = character.consider(sorted((meeting.one, meeting.other)), tick)
        rows = as_matrix(considered.rows)
        scores = _bent(volition.wishes(rows), [(character, considered)], tick)
        ranked = [int(move) for move in np.argsort(-scores[0], kind="stable")]
        named = volition.index.get(meeting.move)
        if named is not None and scores[0, named] > VETO // 2:
            ranked.remove(named)
            ranked.insert(0, named)
        wishes = [Wish(int(scores[0, move]), 0, move) for move in ranked[:WISHES]]
        reasons = volition.reasons("wish", rows[[0] * len(wishes)], ranked[:WISHES])
        proposal = character.propose(considered, wishes, reasons, tick)
        assert proposal is not None  # there is at least one move
        return proposal

    async def converse(self, tick: int, upto: int, conversations: Sequence[Conversation]) -> dict[str, Spoken]:
        """What those of this troupe answer who are spoken to in the ``conversations``, by their keys."""
        attendance = await self._at(upto)
        await attendance.expect(person for conversation in conversations for _, person in conversation.talk.people())
        here = attendance.loaded.characters
        return {each.key: here[each.talk.character].converse(each, tick) for each in conversations}

    async def respond(self, tick: int, upto: int, castings: Sequence[Casting]) -> Replies:
        """The parts that this troupe's characters play in the scenes of ``tick``: answering, opening, watching, as of ``upto``.

        Where both sides of a scene are here the outcome is known; else the initiator brings its part for each of the five.
        """
        attendance = await self._at(upto)
        await attendance.meet(castings)
        loaded = attendance.loaded
        here = loaded.characters
        answers = self._answers(loaded, tick, [c for c in castings if c.scene.responder in here])
        openings = {
            c.scene.key: here[c.scene.initiator].open(
                c, tick, (answers[c.scene.key].outcome,) if c.scene.key in answers else OUTCOMES
            )
            for c in castings
            if c.scene.initiator in here
        }
        witnesses = {
            c.scene.key: [here[w].watch(c, tick) for w in c.witnesses if w in here]
            for c in castings
            if any(w in here for w in c.witnesses)
        }
        return Replies(openings, answers, witnesses)

    @staticmethod
    def _answers(loaded: Loaded, tick: int, castings: Sequence[Casting]) -> dict[str, Answer]:
        """What the responders here say to what is asked of them: all margins are weighed at once."""
        if not castings:
            return {}
        volition = loaded.setting.volition
        people = [loaded.characters[c.scene.responder] for c in castings]
        rows = as_matrix([person.answer_row(c, tick) for person, c in zip(people, castings, strict=True)])
        moves = [volition.index[c.scene.option.deed] for c in castings]
        weighed = zip(people, castings, volition.answers(rows, moves), volition.reasons("answer", rows, moves), strict=True)
        return {c.scene.key: person.answer(c, margin, reasons, tick) for person, c, margin, reasons in weighed}

    async def states(self, upto: int, after: int = 0) -> dict[str, bytes]:
        """The frozen states of those in memory who changed after number ``after``, as of ``upto``.

        Of whoever is not in memory such a state is saved already.
        """
        return (await self._at(upto)).loaded.states(after)

    async def close(self) -> None:
        """Forget everything that was loaded."""
        self._attendance = None
        store, self._store = self._store, None
        if store is not None:
            await store.close()

    async def _at(self, upto: int) -> Attendance:
        """Where ``upto`` is, also when this troupe missed what came before, or was asked by mistake."""
        return self._attendance if self._attendance and self._attendance.loaded.seq == upto else await self._load(upto)

    async def _load(self, upto: int) -> Attendance:
        """Read what is needed to go on from ``upto``. The store stays open, since whoever wakes up later is read from it."""
        self._store = store = self._store or await self._open_store()
        loaded = await recovery.begin(store, self.ecosystem, self.ids, upto)
        self._attendance = Attendance(store, self.ecosystem, self.ids, loaded)
        return self._attendance

    def _wishes(self, loaded: Loaded, awake: Sequence[str], tick: int) -> Wishes:
        """The wishes of all who are awake: the rows of all characters are weighed together, which only makes it faster."""
        idle: dict[str, int] = {}
        pondering: list[tuple[Character, Considered]] = []
        proposals: list[Proposal] = []
        for name in awake:
            character = loaded.characters[name]
            crowd = loaded.presence.crowd(name)
            if character.avoids(crowd, tick) and (journey := character.wander(crowd, tick)):
                proposals.append(journey)
                continue
            mood = character.mood_to_act(tick) if len(crowd) > 1 else "alone"
            if mood == "act":
                pondering.append((character, character.consider(crowd, tick)))
                continue
            journey = character.wander(crowd, tick)
            if journey:
                proposals.append(journey)
            else:
                idle[mood] = idle.get(mood, 0) + 1
        proposals += self._chosen(loaded, pondering, tick, idle)
        thoughts = (loaded.characters[name].reflection(tick) for name in awake)
        return Wishes(proposals, [thought for thought in thoughts if thought], idle)

    @staticmethod
    def _chosen(
        loaded: Loaded, pondering: Sequence[tuple[Character, Considered]], tick: int, idle: dict[str, int]
    ) -> list[Proposal]:
        """What those who are in the mood to act would do, each of them one thing or another."""
        if not pondering:
            return []
        volition = loaded.setting.volition
        rows = as_matrix([row for _, considered in pondering for row in considered.rows])
        wishes = best(_bent(volition.wishes(rows), pondering, tick), [len(considered.rows) for _, considered in pondering])
        chosen = [wish for found in wishes for wish in found]
        reasons = iter(volition.reasons("wish", rows[[wish.row for wish in chosen]], [wish.move for wish in chosen]))
        proposals = []
        for (character, considered), found in zip(pondering, wishes, strict=True):
            why = [next(reasons) for _ in found]
            proposal = character.propose(considered, found, why, tick) or character.wander((), tick)
            if proposal:
                proposals.append(proposal)
            else:
                idle["nothing to say"] = idle.get("nothing to say", 0) + 1
        return proposals


def _bent(scores: Matrix, pondering: Sequence[tuple[Character, Considered]], tick: int) -> Matrix:
    """The scores, one row after the other, after caprice, and what it costs to do the same again."""
    sizes = [len(considered.rows) for _, considered in pondering]
    heat = np.repeat([temperature(who.persona.traits[NEUROTICISM]) for who, _ in pondering], sizes)
    mine = [key for (who, _), size in zip(pondering, sizes, strict=True) for key in [who.caprice(tick)] * size]
    others = [who.setting.cast.keys[other] for who, considered in pondering for other in considered.partners]
    scores += noise(mine, others, scores.shape[1]) * heat[:, None] // 1000
    start = 0
    for character, considered in pondering:
        for partner, move, cost in character.weariness(considered.partners, tick):
            scores[start + partner, move] -= cost
        for partner, move, added in character.leanings(considered.partners, tick):
            scores[start + partner, move] += added
        start += len(considered.rows)
    return scores
