"""Lines in columns, with people in them who are shown by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence


class Who(str):
    """A person's id, in whose place the name is shown."""

    __slots__ = ()


Cell = str | tuple[Who, ...]
"""Text, a person (Who), or several people, who are listed with commas."""

Row = Sequence[Cell]


def people_of(rows: Iterable[Row]) -> list[str]:
    """Whoever is in these rows, each once."""
    people = [one for row in rows for cell in row for one in (cell if isinstance(cell, tuple) else (cell,))]
    return list(dict.fromkeys(str(one) for one in people if isinstance(one, Who)))


def columns(rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[str]:
    """One line for each row; texts begin and numbers end under each other. Rows must have equally many cells."""
    texts = [[_text(cell, names) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for line in texts:
        yield " ".join(_padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip()


def _text(cell: Cell, names: Mapping[str, str]) -> str:
    if isinstance(cell, tuple):
        return ", ".join(_text(one, names) for one in cell)
    return names.get(cell, cell) if isinstance(cell, Who) else cell


def _padded(text: str, width: int) -> str:
    is_number = text.lstrip("+-").replace(".", "").isdecimal()
    return text.rjust(width) if is_number else text.ljust(width)
