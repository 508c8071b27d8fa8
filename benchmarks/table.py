"""A result for people: on the terminal, or as Markdown for docs/performance.md."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.rows import rows

COLUMNS = ("what", "figure", "bare limit in the same run", "ratio", "aim")


def show(result: dict[str, Any]) -> None:
    """Print it."""
    table = Table(title=Text(described(result)))  # texts, since brackets would be markup
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in ("figure", "ratio") else "left")
    for row in rows(result):
        table.add_row(*map(Text, row))
    Console().print(table)


def as_markdown(result: dict[str, Any]) -> str:
    """The same, to be pasted."""
    lines = [described(result), "", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows(result)]
    return "\n".join(lines) + "\n"


def described(result: dict[str, Any]) -> str:
    """Of what, when and where."""
    where = result["machine"]
    rounds = max(len(case["rounds"]) for case in result["cases"])
    return (
        f"Commit {result['commit']} on {result['date']}: medians [and quartiles] of {rounds} rounds on {where['cpus']} CPUs "
        f"({where['processor']}), {where['memory_gib']} GiB, {where['system']}, Python {where['python']}, Ray {where['ray']}, "
        f"Postgres {where['postgres']} (fsync {where['fsync']}, synchronous_commit {where['synchronous_commit']}); "
        f"load {where['load']} before it began."
    )
