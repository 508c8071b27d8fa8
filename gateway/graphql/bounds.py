"""How much one question may ask for: so deep, and so many things, counted before anything is read."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)  # fmt: skip

DEEPEST = 8
"""So many fields may stand inside one another."""

DEAREST = 10_000
"""So many things a question may ask for, if every list were as long as its limit allows."""

LONGEST = 100
"""The highest limit of a list."""

TOKENS = 1_000
"""Of one question's text."""

USUAL = 20
"""The limit of a list for which none is given."""

LISTS = frozenset({"characters", "relationships", "regardedBy", "interactions", "memories"})

_STEPS = 20_000
"""Of counting. Whatever takes more is too dear as well: fragments can make a short text a huge question."""


class TooMuch(Exception):
    """The question asks for more than is answered."""


class Bounds(ValidationRule):
    """A rule beside those of GraphQL. A limit that is a variable counts as the highest."""

    context: ValidationContext

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Report what is too deep, or too dear."""
        try:
            cost = _Count(self.context).of(node.selection_set, 1, ())
        except TooMuch as reason:
            self.report_error(GraphQLError(str(reason), node))
            return
        if cost > DEAREST:
            self.report_error(GraphQLError(f"this asks for up to {cost} things; {DEAREST} are the most", node))


class _Count:
    """Counts one operation."""

    def __init__(self, context: ValidationContext) -> None:
        self._context = context
        self._steps = 0

    def of(self, selection: SelectionSetNode | None, depth: int, spread: tuple[str, ...]) -> int:
        """How many things are asked for below. Raises TooMuch."""
        return sum(self._field(field, depth, path) for field, path in self._fields(selection, spread))

    def _field(self, field: FieldNode, depth: int, spread: tuple[str, ...]) -> int:
        if field.name.value.startswith("__"):  # what there is to ask for is no secret, and costs no look-up
            return 0
        if depth > DEEPEST:
            raise TooMuch(f"this goes deeper than {DEEPEST} fields")
        below = self.of(field.selection_set, depth + 1, spread) if field.selection_set else 0
        if field.name.value in LISTS:
            return _limit(field) * (1 + below)
        return below + (1 if field.selection_set else 0)

    def _fields(self, selection: SelectionSetNode | None, spread: tuple[str, ...]) -> Iterator[tuple[FieldNode, tuple[str, ...]]]:
        """The fields of a selection, those of fragments included; ``spread`` are the fragments that we are in."""
        for node in selection.selections if selection else ():
            self._steps += 1
            if self._steps > _STEPS:
                raise TooMuch("this is too long with all its fragments")
            if isinstance(node, FieldNode):
                yield node, spread
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                fragment = self._context.get_fragment(node.name.value)
                yield from self._fields(fragment.selection_set if fragment else None, (*spread, node.name.value))


def _limit(field: FieldNode) -> int:
    for argument in field.arguments or ():
        if argument.name.value == "limit":
            value = argument.value
            return max(1, min(LONGEST, int(value.value))) if isinstance(value, IntValueNode) else LONGEST
    return USUAL
