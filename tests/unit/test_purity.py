"""A lint of the pure folders: nothing that could make the same seed tell another story (docs/determinism.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ACTORS = Path(__file__).parents[2] / "actors"
INNERMOST = ("mind", "society")
"""Here there are no floats either, and nothing waits."""

CLOCKS_AND_CHANCE = ("random", "secrets", "time", "datetime", "uuid", "zoneinfo", "calendar")
INNERMOST_MODULES = (*CLOCKS_AND_CHANCE, "asyncio", "logging", "threading", "math", "statistics", "fractions")
SALTED_OR_AMBIENT = ("hash", "id", "input", "open", "eval", "exec", "globals", "vars")
DRAWN = ("random", "default_rng", "urandom", "getenv", "environ", "perf_counter", "monotonic")
"""Attributes of modules that are pure otherwise, such as numpy."""

UNORDERED = ("set", "frozenset")
SET_METHODS = ("union", "intersection", "difference", "symmetric_difference")
KEEPS_ORDER_OF = ("list", "tuple", "iter", "enumerate", "zip", "map", "filter", "reversed", "next", "dict", "array")
"""Functions that show in what order their argument is iterated; ``sorted``, ``len``, ``any``, ``min`` of ints do not."""

FLOAT_FUNCTIONS = ("float", "complex")


def modules() -> list[Path]:
    return sorted(ACTORS.rglob("*.py"))


def faults(source: str, innermost: bool) -> list[str]:
    """Every impurity as ``line: what``."""
    tree = ast.parse(source)
    sets = _names_of_sets(tree)
    found = [
        (node.lineno, what) for node in ast.walk(tree) if hasattr(node, "lineno") for what in _of_node(node, sets, innermost)
    ]
    return [f"{line}: {what}" for line, what in sorted(found)]


def _of_node(node: ast.AST, sets: frozenset[str], innermost: bool) -> Iterator[str]:
    yield from _imports(node, innermost)
    yield from _calls(node, innermost)
    if isinstance(node, ast.Attribute) and node.attr in DRAWN:
        yield f".{node.attr}"
    for iterated in _iterated(node):
        if _is_set(iterated, sets):
            yield "iterates a set"
    if innermost and isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        yield f"the float {node.value}"
    if innermost and isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div) and not _is_decimal(node):
        yield "true division"
    if innermost and isinstance(node, ast.AsyncFunctionDef | ast.Await):
        yield "waiting"


def _imports(node: ast.AST, innermost: bool) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module]
    for name in names:
        if name.split(".")[0] in (INNERMOST_MODULES if innermost else CLOCKS_AND_CHANCE):
            yield f"imports {name}"


def _calls(node: ast.AST, innermost: bool) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in SALTED_OR_AMBIENT or (innermost and name in FLOAT_FUNCTIONS):
        yield f"{name}()"
    if isinstance(node.func, ast.Attribute) and node.func.attr == "time":  # also of an event loop: its clock
        yield ".time()"


def _iterated(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions whose order of iteration this node depends on."""
    if isinstance(node, ast.For | ast.AsyncFor):
        yield node.iter
    elif isinstance(node, ast.ListComp | ast.DictComp | ast.GeneratorExp):
        yield from (generator.iter for generator in node.generators)
    elif isinstance(node, ast.Starred):
        yield node.value
    elif isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in (*KEEPS_ORDER_OF, "join", "extend", "fromkeys", "pop"):
            yield from node.args
            if name == "pop" and not node.args and isinstance(node.func, ast.Attribute):
                yield node.func.value
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple | ast.List):
        yield node.value


def _is_set(node: ast.expr, sets: frozenset[str]) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    if isinstance(node, ast.Name):
        return node.id in sets
    if isinstance(node, ast.Attribute):
        return node.attr in sets
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub | ast.BitXor):
        return _is_set(node.left, sets) or _is_set(node.right, sets)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id in UNORDERED
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in SET_METHODS
        if isinstance(node.func, ast.Subscript) and isinstance(node.func.value, ast.Name):  # frozenset[str]()
            return node.func.value.id in UNORDERED
    return False


def _names_of_sets(tree: ast.AST) -> frozenset[str]:
    """Names and attributes that are given a set anywhere in the module, or annotated as one."""
    names: dict[str, None] = {}
    for _ in range(3):  # a set may come by way of other names
        for node in ast.walk(tree):
            for target, value, annotation in _assignments(node):
                name = getattr(target, "id", getattr(target, "attr", getattr(target, "arg", "")))
                if name and (
                    (value is not None and _is_set(value, frozenset(names)))
                    or (annotation is not None and _annotated(annotation))
                ):
                    names[name] = None
    return frozenset(names)


def _assignments(node: ast.AST) -> Iterator[tuple[ast.AST, ast.expr | None, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from ((one, value, None) for one, value in zip(target.elts, node.value.elts, strict=False))
            yield target, node.value, None
    elif isinstance(node, ast.AnnAssign):
        yield node.target, node.value, node.annotation
    elif isinstance(node, ast.NamedExpr):
        yield node.target, node.value, None
    elif isinstance(node, ast.arg):
        yield node, None, node.annotation


def _annotated(annotation: ast.expr) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return isinstance(outer, ast.Name) and outer.id in (*UNORDERED, "Set", "AbstractSet")


def _is_decimal(node: ast.BinOp | ast.AugAssign) -> bool:
    """Division of decimals under a fixed context is the same on every machine."""
    return isinstance(node, ast.BinOp) and any(
        isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == "Decimal"
        for side in (node.left, node.right)
    )


@pytest.mark.parametrize("module", modules(), ids=lambda path: path.relative_to(ACTORS.parent).as_posix())
def test_a_module_of_the_actors_is_pure(module: Path) -> None:
    innermost = module.relative_to(ACTORS).parts[0] in INNERMOST
    assert faults(module.read_text("utf-8"), innermost) == []


def test_all_folders_are_looked_at() -> None:
    folders = {path.parent.relative_to(ACTORS).as_posix() for path in modules()}
    assert folders >= {".", *INNERMOST}


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("import random", "imports random"),
        ("import time as clock", "imports time"),
        ("from datetime import datetime", "imports datetime"),
        ("from secrets import token_hex", "imports secrets"),
        ("import numpy as np\nx = np.random.rand()", ".random"),
        ("now = loop.time()", ".time()"),
        ("key = hash(name)", "hash()"),
        ("key = id(thing)", "id()"),
        ("import os\nx = os.environ", ".environ"),
        ("for x in {1, 2}: pass", "iterates a set"),
        ("for x in set(names): pass", "iterates a set"),
        ("known = set(names)\nfor x in known: pass", "iterates a set"),
        ("known = frozenset(names)\nmore = known | other\nfor x in more: pass", "iterates a set"),
        ("[x for x in {y for y in z}]", "iterates a set"),
        ("first = list({1, 2})", "iterates a set"),
        ("first = next(iter(set(names)))", "iterates a set"),
        ("both = (*set(names), 1)", "iterates a set"),
        ("text = ', '.join(set(names))", "iterates a set"),
        ("def f(names: set[str]):\n    return [n for n in names]", "iterates a set"),
        ("class A:\n    names: frozenset[str]\n    def f(self):\n        return tuple(self.names)", "iterates a set"),
        ("a, b = {1, 2}", "iterates a set"),
        ("n, known = 0, set(names)\nfor x in known: pass", "iterates a set"),
        ("known = set(names)\nx = known.pop()", "iterates a set"),
        ("rest = a.difference(b)\nfor x in rest: pass", "iterates a set"),
    ],
)
def test_a_planted_impurity_is_found_in_every_folder(planted: str, fault: str) -> None:
    for innermost in (False, True):
        assert fault in [found.split(": ", 1)[1] for found in faults(planted, innermost)]


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("half = 0.5", "the float 0.5"),
        ("half = a / 2", "true division"),
        ("a /= 2", "true division"),
        ("half = float(a)", "float()"),
        ("import math", "imports math"),
        ("import asyncio", "imports asyncio"),
        ("import logging", "imports logging"),
        ("async def f(): pass", "waiting"),
    ],
)
def test_what_only_minds_and_society_must_not_do_is_found_there_alone(planted: str, fault: str) -> None:
    assert fault in [found.split(": ", 1)[1] for found in faults(planted, innermost=True)]
    assert faults(planted, innermost=False) == []


@pytest.mark.parametrize(
    "allowed",
    [
        "for x in sorted(set(names)): pass",
        "known = set(names)\nthere = x in known\nmany = len(known)",
        "for x in dict.fromkeys(names): pass",
        "half = a // 2",
        "share = Decimal(1) / Decimal(3)",
        "def hashed(x): return blake2b(x)",
        "x = a | b\nfor y in x: pass",
    ],
)
def test_what_is_harmless_is_allowed(allowed: str) -> None:
    assert faults(allowed, innermost=True) == []
