"""The tagged grammar with which the offline mind words what is said. No language model, no I/O, no floats.

The syntax of references, ``#symbol.modifier#``, is Tracery's (Compton, Kybartas & Mateas 2015); tagging productions with who
may say them, and when, is Expressionist's idea (Ryan, Mateas & Wardrip-Fruin 2016); drawing without repetition until all have
been heard is the shuffle bag of game design. How a production is written stands in ``actors/mind/production.py``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from actors.dice import key as dice_key
from actors.dice import mix, roll
from actors.errors import ScenarioInvalid
from actors.mind.bag import Bag, Orders
from actors.mind.production import BIT, MODIFIERS, SLOTS, Production, parsed
from actors.mind.surface import repaired

TICKETS = (2, 1)
"""How strongly the first and all later symbols of ``say`` are drawn to the front of the bag."""

TAGGED = 3
"""How many times as strongly a production is drawn that was written for the speaker's register and not for all."""

TRIES = 12
"""How many wordings ``say`` offers to ``avoid`` before it takes what it has."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class Grammar:
    """Symbols and their productions, parsed once; the same arguments always give the same line."""

    def __init__(self, speech: Mapping[str, Sequence[str]], source: str = "speech") -> None:
        """Parse and check all of it.

        Raises ScenarioInvalid(source, symbol, reason) for a bad name, a symbol without productions, a production that cannot
        be read, a reference to nothing, or symbols that lead back to themselves (a line could then grow without end).
        """
        self._source = source
        self._base: Grammar | None = None
        self._symbols = {
            symbol: tuple(parsed(source, symbol, text, speech) for text in productions)
            for symbol, productions in speech.items()
            if _named(source, symbol, productions)
        }
        self._keys = {symbol: dice_key(0, 0, symbol, "speech") for symbol in self._symbols}
        self._reach = _reach(source, self._symbols)
        self._pools: dict[tuple[str, str, int], tuple[Production, ...]] = {}
        self._wanted: dict[tuple[str, ...], tuple[tuple[str, int], ...]] = {}
        self._bags: dict[tuple[tuple[str, ...], str, int], Bag] = {}
        self._orders = Orders()

    @property
    def symbols(self) -> tuple[str, ...]:
        """All symbols, in the order given."""
        return tuple(self._symbols)

    def with_lines(self, lines: Sequence[tuple[str, tuple[str, ...]]], source: str = "") -> "Grammar":
        """This grammar with a persona's own productions, each of which is in the bag twice.

        Costs little: everything that these lines do not touch is shared. Raises ScenarioInvalid like the constructor, also for
        a symbol that this grammar does not have.
        """
        if not lines:
            return self
        source = source or self._source
        own: dict[str, tuple[Production, ...]] = {}
        for symbol, texts in lines:
            if symbol not in self._symbols:
                raise ScenarioInvalid(source, symbol, "the grammar has no such symbol")
            added = tuple(parsed(source, symbol, text, self._symbols, own=True) for text in texts)
            own[symbol] = own.get(symbol, ()) + added
        overlay = Grammar.__new__(Grammar)
        overlay._source, overlay._base, overlay._keys = source, self, self._keys
        overlay._pools, overlay._bags, overlay._wanted, overlay._orders = {}, {}, {}, Orders()
        overlay._symbols = {**self._symbols, **{symbol: own[symbol] + self._symbols[symbol] for symbol in own}}
        overlay._reach = _reach(source, overlay._symbols)
        overlay._touched = frozenset(s for s, (_, below) in overlay._reach.items() if any(o == s or o in below for o in own))
        return overlay

    _touched: frozenset[str] = frozenset()  # the symbols that a persona's lines can reach

    def say(
        self,
        symbols: Sequence[str],
        slots: Mapping[str, str],
        register: str,
        facts: Mapping[str, int],
        key: int,
        turn: int,
        avoid: Callable[[str], bool],
    ) -> str | None:
        """One line for the first of these symbols that says it best; None only when nothing is eligible.

        * Eligible is a production of any of the symbols whose register fits, whose conditions hold, and whose slots are bound,
          also in every symbol that it names. Symbols that the grammar does not have are passed over.
        * With the same ``key`` and the same eligible productions, ``turn`` 0, 1, 2, … goes through all of them before one comes
          again (a persona's own lines twice as often); those of earlier symbols, and those written for this register, tend to
          come earlier.
        * A text that ``avoid`` refuses is replaced by the next one, up to TRIES texts in all; the last is then returned.
        """
        known = tuple([symbol for symbol in symbols if symbol in self._symbols])
        bound = self._bound(known, slots)
        bag = self._bag(known, register, bound)
        open_to = bag.open_to(facts)
        if not bag.entries or (open_to is not None and 1 not in open_to):
            return None
        key = mix(key, self._keys[known[0]])
        text = ""
        for attempt, index in enumerate(self._orders.from_turn(bag, key, open_to, turn)):
            wording = _Wording(self, slots, register, bound, facts, mix(key, turn * TRIES + attempt))
            text = repaired(wording.of(bag.entries[index]))
            if attempt + 1 >= TRIES or not avoid(text):
                break
        return text

    def eligible(
        self, symbols: Sequence[str], slots: Mapping[str, str], register: str, facts: Mapping[str, int]
    ) -> tuple[str, ...]:
        """The texts (unexpanded, without tags) among which ``say`` would choose, each once, in the order of the symbols."""
        known = tuple([symbol for symbol in symbols if symbol in self._symbols])
        fitting = (entry for entry in self._bag(known, register, self._bound(known, slots)).entries if entry.holds(facts))
        return tuple(dict.fromkeys(entry.text for entry in fitting))

    def _bound(self, known: tuple[str, ...], slots: Mapping[str, str]) -> int:
        """The bits of the bound slots among those that these symbols can come to name."""
        wanted = self._wanted.get(known)
        if wanted is None:
            wanted = tuple(item for item in BIT.items() if any(self._reach[symbol][0] & item[1] for symbol in known))
            self._wanted[known] = wanted
        bound = 0
        for name, bit in wanted:
            if slots.get(name):
                bound |= bit
        return bound

    def _bag(self, known: tuple[str, ...], register: str, bound: int) -> Bag:
        """What is in the bag (own lines twice), and the tickets with which each of it takes part in the draw."""
        at = (known, register, bound)
        found = self._bags.get(at)
        if found is None:
            entries: list[Production] = []
            tickets: list[int] = []
            for rank, symbol in enumerate(known):
                for production in self.pool(symbol, register, bound):
                    for _ in range(1 + production.own):
                        weight = TICKETS[min(rank, len(TICKETS) - 1)] * (TAGGED if production.registers else 1)
                        tickets += [len(entries)] * weight
                        entries.append(production)
            found = self._bags[at] = Bag(
                len(self._bags), tuple(entries), tuple(tickets), tuple(n for n, e in enumerate(entries) if e.conditions)
            )
        return found

    def pool(self, symbol: str, register: str, bound: int) -> tuple[Production, ...]:
        """The productions of a symbol that fit this register and need only these slots (bits), whatever their conditions.

        A production that names another symbol is among them only if that symbol has a production without conditions to offer,
        so that conditions below the first level can add variants but never leave a gap.
        """
        bound &= self._reach[symbol][0]
        at = (symbol, register, bound)
        found = self._pools.get(at)
        if found is None:
            if self._base is not None and symbol not in self._touched:
                found = self._base.pool(symbol, register, bound)
            else:
                found = tuple(p for p in self._symbols[symbol] if self._fits(p, register, bound))
            self._pools[at] = found
        return found

    def _fits(self, production: Production, register: str, bound: int) -> bool:
        if production.slots & ~bound or (production.registers and register not in production.registers):
            return False
        return all(any(not p.conditions for p in self.pool(symbol, register, bound)) for symbol in production.symbols)


@dataclass(slots=True)
class _Wording:
    """One expansion in progress: every reference takes the next roll."""

    grammar: Grammar
    slots: Mapping[str, str]
    register: str
    bound: int
    facts: Mapping[str, int]
    key: int
    rolls: int = field(default=0)

    def of(self, production: Production) -> str:
        """The production with every reference replaced."""
        parts: list[str] = []
        for piece in production.pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            text = self.slots[piece.name] if piece.slot else self._symbol(piece.name)
            for modifier in piece.modifiers:
                text = modifier(text)
            parts.append(text)
        return "".join(parts)

    def _symbol(self, symbol: str) -> str:
        pool = self.grammar.pool(symbol, self.register, self.bound)
        self.rolls += 2
        drawn = pool[roll(self.key, len(pool), self.rolls)]
        if drawn.conditions and not drawn.holds(self.facts):
            fitting = [production for production in pool if production.holds(self.facts)]
            drawn = fitting[roll(self.key, len(fitting), self.rolls + 1)]
        return self.of(drawn)


def _named(source: str, symbol: str, productions: Sequence[str]) -> bool:
    """True; raises when the name cannot be referred to or there is nothing to say."""
    if not _NAME.fullmatch(symbol):
        raise ScenarioInvalid(source, symbol, "a symbol's name is lower case words joined by dots")
    if symbol in SLOTS or (symbol.rpartition(".")[0] and symbol.rpartition(".")[2] in MODIFIERS):
        raise ScenarioInvalid(source, symbol, "this name belongs to a slot or ends in a modifier")
    if not productions:
        raise ScenarioInvalid(source, symbol, "has no productions")
    return True


def _reach(source: str, symbols: Mapping[str, tuple[Production, ...]]) -> dict[str, tuple[int, frozenset[str]]]:
    """Symbol → (bits of all slots, all symbols) that its lines can come to name. Raises when a symbol comes back to itself."""
    done: dict[str, tuple[int, frozenset[str]]] = {}
    path: list[str] = []

    def visit(symbol: str) -> tuple[int, frozenset[str]]:
        if symbol in done:
            return done[symbol]
        if symbol in path:
            raise ScenarioInvalid(source, symbol, "leads back to itself: " + " → ".join([*path[path.index(symbol) :], symbol]))
        path.append(symbol)
        bits, below = 0, frozenset[str]()
        for production in symbols[symbol]:
            bits |= production.slots
            for name in production.symbols:
                more, deeper = visit(name)
                bits, below = bits | more, below | deeper | {name}
        path.pop()
        done[symbol] = bits, below
        return done[symbol]

    for symbol in symbols:
        visit(symbol)
    return done
