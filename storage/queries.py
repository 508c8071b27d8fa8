"""Named queries: ``sql/<file>.sql`` and ``cypher/<file>.cypher`` hold them, each under a line ``-- name: its_name``."""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"^-- name: (.*)$", re.MULTILINE)


def load(file: str, *names: str, language: str = "sql") -> list[str]:
    """The queries of ``<language>/<file>.<language>`` in the order of ``names``; the language is "sql" or "cypher".

    Raises ValueError when a name is missing, unused, written twice, badly spelt, or has no text: a wrong file never gets
    past the import of its adapter.
    """
    name = f"{file}.{language}"
    queries = parse(name, (_FOLDER / language / name).read_text(encoding="utf-8"))
    if set(queries) != set(names):
        raise ValueError(f"{name} has {sorted(queries)}, the code wants {sorted(names)}")
    return [queries[name] for name in names]


def parse(file: str, text: str) -> dict[str, str]:
    """Name → query; a line that begins with ``--`` is a comment for people."""
    _, *parts = _NAME.split(text)
    queries: dict[str, str] = {}
    for name, query in zip(parts[::2], parts[1::2], strict=True):
        if not re.fullmatch(r"[a-z][a-z_]*", name) or name in queries or not query.strip():
            raise ValueError(f"{file}: the query '{name}' is badly named, repeated or empty")
        queries[name] = query.strip()
    return queries
