"""Stores under a state machine: whatever is asked of them in whatever order, they answer like a model in plain Python."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from actors.errors import ChronicleDamaged, FabulaError
from actors.events import FOUNDED, INTERACTED, JOINED, MOVED, REFLECTED, START_HASH, TICKED, Draft, chained, numbered
from actors.ports import MEMORY_INDEX, SNAPSHOTS, Answered, Due, Founding, Head, Store
from actors.records import rows_of
from storage.in_memory.store import InMemoryStore
from storage.postgres.store import PostgresStore
from tests.contract.model import Model

IDS = st.sampled_from(("montreuil", "montreuil", "digne", "paris"))
PEOPLE = ("cosette", "javert", "marius", "valjean")
SOME = st.lists(st.sampled_from((*PEOPLE, "nobody")), max_size=3)
TEXTS = ("Éponine in the rain", "Two candlesticks of silver", "Silver rain")
POSSIBLE, IMPOSSIBLE = (-1000, 0, 250, 1000), (-1001, 1001)
WRONG = st.sampled_from(("epoch", "tick", "number", "gap"))
NUMBERS = st.integers(0, 40)
DUES = st.builds(
    Due, st.sampled_from(("run", "live")), st.sampled_from(("cli", "web")), st.integers(0, 2),
    st.fixed_dictionaries({"until": st.integers(1, 2)}),
)  # fmt: skip
CHANGES = (
    "found",
    "activate",
    "commit",
    "mark",
    "delete",
    "save",
    "discard",
    "advance",
    "note",
    "cleared",
    "order",
    "done",
    "request",
)


def regard(owner: str, target: str, felt: int) -> dict[str, Any]:
    return {"owner": owner, "target": target, "now": [felt, 1, -1, 0, 500], "kind": "rival", "bond": "", "since": 0}


def memory(owner: str, text: str, feeling: int) -> dict[str, Any]:
    return {"owner": owner, "text": text, "importance": 700, "feeling": feeling, "tags": ["who:javert", "place:town"]}


@st.composite
def scenes(draw: st.DrawFn, flaws: tuple[str, ...] = ("",)) -> list[Draft]:
    """What may happen in a tick, or with a flaw what may not."""
    found, flaw = [], draw(st.sampled_from(flaws))
    for number in range(draw(st.integers(0, 3))):
        a, b, c = draw(st.permutations(PEOPLE))[:3]
        felt, text = draw(st.sampled_from(IMPOSSIBLE if flaw == "felt" else POSSIBLE)), draw(st.sampled_from(TEXTS))
        kind = draw(st.sampled_from((INTERACTED, MOVED, REFLECTED)))
        body: dict[str, Any] = {"character": a, "to": f"place-{number}", "memories": [memory(a, text, felt)]}
        if kind == INTERACTED:
            remembering = (a, b, a) if flaw == "remembered twice" else draw(st.sampled_from(((a, b), (a, b, c), ())))
            body = {
                "initiator": a, "responder": b, "witnesses": [c], "place": "town", "move": "accuse", "outcome": "refuse",
                "regards": [regard(a, b, felt)], "memories": [memory(owner, text, 0) for owner in remembering],
            }  # fmt: skip
        found.append(Draft(kind, f"s{number}", 0, body))
    return [*found, Draft(TICKED, "tick", 0, {"interactions": len(found)})]


def joining(name: str, number: int, felt: int) -> Draft:
    persona = {"name": name, "z": [1, {"a": number}]}
    body = {"character": name, "persona": persona, "place": "town", "memories": [], "regards": [regard(name, "hugo", felt)]}
    return Draft(JOINED, name, number, body)


class StoreMachine(RuleBasedStateMachine):
    """Asks all stores and the model the same; what they answer, or raise, must agree."""

    opened: Callable[[], list[Store]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.model = Model()
        self.stores = self.opened()
        self.changed: str | None = None
        for store in self.stores:
            for head in self.runner.run(store.heads()):  # left by a play that ended early
                self.runner.run(store.delete(head.founding.ecosystem))
            for ecosystem in self.runner.run(store.leftovers("neo4j")):
                self.runner.run(store.cleared(ecosystem, "neo4j"))

    def teardown(self) -> None:
        for store in self.stores:
            self.runner.run(store.close())
        self.runner.close()

    def head(self, ecosystem: str) -> Head:
        """Where it stands; somewhere, when it is unknown."""
        written = self.model.written.get(ecosystem)
        return written.head if written else Head(Founding(ecosystem, "", "", 0, ""), 1, 4, 0, "", "idle", "", 0, 0)

    @initialize(people=st.integers(1, 4))
    def begin(self, people: int) -> None:
        """Two ecosystems that are there, so that most of what is asked is not of nothing."""
        self.found("montreuil", people, 250, 7)
        self.found("digne", 2, 0, 7)

    @rule(ecosystem=IDS, people=st.integers(1, 4), felt=st.sampled_from(POSSIBLE), seed=st.sampled_from((0, 2**64 - 1)))
    def found(self, ecosystem: str, people: int, felt: int, seed: int) -> None:
        joins = [joining(name, number, felt) for number, name in enumerate(PEOPLE[:people], 1)]
        events = numbered(ecosystem, 0, 0, [Draft(FOUNDED, "", 0, {"seed": str(seed)}), *joins])
        founding = Founding(ecosystem, "les-miserables", "Paris", seed, "genre")
        self._ask("found", founding, events, rows_of(events), chained(START_HASH, events))

    @rule(ecosystem=IDS, by=st.sampled_from((None, None, 0, 0, -1, 1)))
    def activate(self, ecosystem: str, by: int | None) -> None:
        """By a person, or by a supervisor that has read an epoch, maybe not the current one."""
        self._ask("activate", ecosystem, None if by is None else self.head(ecosystem).epoch + by)

    @rule(ecosystem=IDS, drafts=scenes(), wrong=WRONG, by=st.sampled_from((-1, 1)))
    def commit(self, ecosystem: str, drafts: list[Draft], wrong: str, by: int) -> None:
        head = self.head(ecosystem)
        epoch, tick, last = head.epoch, head.tick + 1, head.seq
        if wrong == "epoch":
            epoch += by
        elif wrong == "tick":
            tick += by
        elif wrong == "number":
            last += by
        events = numbered(ecosystem, tick, last, drafts)
        if wrong == "gap":
            del events[len(events) // 2]
        self._ask("commit", ecosystem, epoch, tick, events, rows_of(events), f"hash-{last}")

    @rule(ecosystem=IDS, drafts=scenes(("", "felt", "remembered twice")))
    def commit_what_goes_on(self, ecosystem: str, drafts: list[Draft]) -> None:
        self.commit(ecosystem, drafts, "", 0)

    @rule(
        ecosystem=IDS, status=st.sampled_from(("idle", "running", "live", "paused", "asleep")),
        epoch=st.sampled_from((None, None, 0, -1)),
    )  # fmt: skip
    def mark(self, ecosystem: str, status: str, epoch: int | None) -> None:
        own = None if epoch is None else self.head(ecosystem).epoch + epoch
        self._ask("mark", ecosystem, status, f"because {status}", own)

    @rule(ecosystem=IDS, due=DUES)
    def order(self, ecosystem: str, due: Due) -> None:
        self._ask("order", ecosystem, due)

    @rule(ecosystem=IDS, due=DUES)
    def request(self, ecosystem: str, due: Due) -> None:
        self._ask("request", ecosystem, due)

    @rule(ecosystem=IDS, drafts=scenes())
    def commit_what_answers(self, ecosystem: str, drafts: list[Draft]) -> None:
        """All that is due is answered by the first event."""
        head = self.head(ecosystem)
        events = numbered(ecosystem, head.tick + 1, head.seq, drafts)
        answers = [Answered(due, head.seq + 1) for due in self.model.due(ecosystem)]
        self._ask("commit", ecosystem, head.epoch, head.tick + 1, events, rows_of(events), f"hash-{head.seq}", answers)

    @rule(ecosystem=IDS, due=DUES)
    def done(self, ecosystem: str, due: Due) -> None:
        self._ask("done", ecosystem, due)

    @rule(ecosystem=IDS, seq=st.integers(1, 40), names=SOME, state=st.binary(max_size=4))
    def save(self, ecosystem: str, seq: int, names: list[str], state: bytes) -> None:
        self._ask("save", ecosystem, seq, 1, dict.fromkeys(names, state))

    @rule(ecosystem=IDS)
    def discard(self, ecosystem: str) -> None:
        self._ask("discard", ecosystem)

    @rule(
        ecosystem=IDS, projection=st.sampled_from((SNAPSHOTS, "graph")),
        cursor=st.one_of(st.just((0, "")), st.tuples(NUMBERS, st.sampled_from(("", *PEOPLE)))),
    )  # fmt: skip
    def advance(self, ecosystem: str, projection: str, cursor: tuple[int, str]) -> None:
        self._ask("advance", ecosystem, projection, cursor)

    @rule(ecosystem=IDS, many=st.integers(0, 5), by=st.sampled_from(("hashed", "other")))
    def keep(self, ecosystem: str, many: int, by: str) -> None:
        """What a keeper does with the next memories."""
        memories = self.model.memories(ecosystem, self.model.cursor(ecosystem, MEMORY_INDEX), many)
        self._ask("embed", ecosystem, by, memories, [[1.0, 0.5]] * len(memories))
        if memories:
            self._ask("advance", ecosystem, MEMORY_INDEX, (memories[-1].seq, memories[-1].owner))

    @rule(ecosystem=IDS, call=st.sampled_from(("note", "cleared")))
    def hold_elsewhere(self, ecosystem: str, call: str) -> None:
        self._ask(call, ecosystem, "neo4j")

    @rule(ecosystem=IDS)
    def delete(self, ecosystem: str) -> None:
        if ecosystem not in self.model.written or self.head(ecosystem).seq > 15:
            self._ask("delete", ecosystem)

    @rule(ecosystem=IDS, after=NUMBERS, until=st.one_of(st.none(), NUMBERS), names=SOME, limit=st.integers(1, 4))
    def read_a_part(self, ecosystem: str, after: int, until: int | None, names: list[str], limit: int) -> None:
        self._ask("events", ecosystem, after, until)
        self._ask("joinings", ecosystem, names)
        self._ask("personas", ecosystem, names)
        self._ask("load", ecosystem, names)
        self._ask("memories", ecosystem, (after, "javert"), limit)
        self._ask("relationships", ecosystem, "javert")

    @rule(ecosystem=IDS, words=st.sampled_from(("silver", "SILV rain", "éponine", "e\u0301ponine", "the", "'", "")))
    def search(self, ecosystem: str, words: str) -> None:
        self._ask("search", ecosystem, words)

    @invariant()
    def what_was_changed_reads_the_same_everywhere(self) -> None:
        ecosystem, self.changed = self.changed, None
        if ecosystem is None:
            return
        self._ask("heads")
        self._ask("leftovers", "neo4j")
        for call, *how in (
            ("head",), ("events", 0, None), ("personas", None), ("whereabouts",), ("relationships", None), ("interactions",),
            ("memories", (0, ""), 1000), ("load", PEOPLE), ("due",),
            ("answer", "run", "cli"), ("cursor", SNAPSHOTS), ("cursor", "graph"),
        ):  # fmt: skip
            self._ask(call, ecosystem, *how)

    def _ask(self, call: str, *how: Any) -> None:
        expected = _outcome(lambda: getattr(self.model, call)(*how))
        for store in self.stores:
            found = _outcome(lambda store=store: self.runner.run(_answer(store, call, how)))
            assert found == expected, f"{type(store).__name__}.{call}{how}"
        if call in CHANGES:
            self.changed = how[0].ecosystem if call == "found" else how[0]


async def _answer(store: Store, call: str, how: tuple[Any, ...]) -> Any:
    if call == "events":
        return [event async for batch in store.events(*how) for event in batch]
    if call == "search":
        return sorted(await store.search(*how, limit=1000))
    return await getattr(store, call)(*how)


def _outcome(ask: Callable[[], Any]) -> Any:
    """The answer, or what was raised: of damage only that it was seen, since every store says in its own words what it is."""
    try:
        return ask()
    except ChronicleDamaged:
        return ChronicleDamaged
    except FabulaError as error:
        return type(error), error.args


def played(open_stores: Callable[[], list[Store]], share: float, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """So many steps in each of a share of the profile's examples, or a multiple of them."""
    machine = type("Machine", (StoreMachine,), {"opened": staticmethod(open_stores)})
    examples = max(1, int(settings.default.max_examples * share))
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps, phases=phases))


def test_the_store_in_memory_does_what_the_model_says():
    played(lambda: [InMemoryStore()], share=1, steps=40)


def test_both_stores_do_what_the_model_says(database):
    played(lambda: [InMemoryStore(), PostgresStore.open(database)], share=0.5, steps=20)


class Unfenced(InMemoryStore):
    """Takes commits of any epoch."""

    async def commit(self, ecosystem: str, epoch: int, *how: Any) -> None:
        await super().commit(ecosystem, (await self.head(ecosystem)).epoch, *how)


class Forgetful(InMemoryStore):
    """Forgets what was ordered anew meanwhile."""

    async def done(self, ecosystem: str, due: Due) -> None:
        if ecosystem in self._shelf.ecosystems:
            self._shelf.kept(ecosystem).due.pop((due.kind, due.key), None)


class Backwards(InMemoryStore):
    """Lets a snapshot that comes late replace a newer one."""

    async def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        await super().save(ecosystem, seq, tick, states)
        self._shelf.kept(ecosystem).snapshots.update({name: (seq, state) for name, state in states.items()})


@pytest.mark.parametrize("store", [Unfenced, Forgetful, Backwards])
def test_a_store_that_does_not_is_found(store):
    with pytest.raises(AssertionError, match=store.__name__):
        played(lambda: [store()], share=10, steps=40, phases=(Phase.generate,))
