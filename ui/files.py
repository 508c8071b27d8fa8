"""Where the page's scripts, styles and texts are."""

from pathlib import Path

HERE = Path(__file__).parent


def read(name: str) -> str:
    """The text of one file of this package, by its path within it."""
    return (HERE / name).read_text("utf-8")
