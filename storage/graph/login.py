"""Where a Neo4j is, and as whom to speak to it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Login:
    """A plain value that may travel to other processes; the password never shows in its text."""

    url: str
    user: str
    password: str = field(repr=False)
