"""Kubernetes objects, compared field by field with the models of Kubernetes' own client, which say what there is."""

import re
from collections.abc import Iterator
from typing import Any

from kubernetes.client import models

PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "object": (object,)}
QUANTITY = re.compile(r"^\d+(\.\d+)?(m|[KMGT]i?)?$")


def faults(value: Any, kind: str, where: str) -> Iterator[str]:
    """What in this value is not as the model of this kind has it, each fault with its place."""
    if kind in PLAIN:
        if not isinstance(value, PLAIN[kind]) or (kind == "int" and isinstance(value, bool)):
            yield f"{where}: {value!r} is no {kind}"
    elif listed := re.fullmatch(r"[Ll]ist\[(.+)\]", kind):
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            yield from faults(item, listed[1], f"{where}[{number}]")
    elif mapped := re.fullmatch(r"[Dd]ict[\[(]str, (.+)[\])]", kind):
        for name, item in value.items():
            yield from faults(item, mapped[1], f"{where}.{name}")
    else:
        yield from _object(value, kind, where)


def bad_quantities(resources: dict[str, dict[str, str]]) -> list[str]:
    """The amounts of CPU and memory that Kubernetes could not read."""
    return [amount for part in resources.values() for amount in part.values() if not QUANTITY.match(str(amount))]


def _object(value: Any, kind: str, where: str) -> Iterator[str]:
    model: Any = getattr(models, kind)
    if not isinstance(value, dict):
        yield f"{where}: {value!r} is no {kind}"
        return
    fields = {name: attribute for attribute, name in model.attribute_map.items()}
    known = {fields[name]: item for name, item in value.items() if name in fields}
    yield from (f"{where}: {kind} has no {name}" for name in value if name not in fields)
    for attribute, item in known.items():
        yield from faults(item, model.openapi_types[attribute], f"{where}.{attribute}")
    try:
        model(**known)
    except ValueError as missing:
        yield f"{where}: {missing}"
