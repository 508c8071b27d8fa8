"""What commands say while a world goes on: its play, line by line, and notes beside it."""

from collections.abc import Callable

from rich.text import Text

from actors.ports import Herald, Store
from runtime.cli.console import err
from runtime.following import by_tick, follow, narrator
from runtime.transcript import Line, plain


async def tell(store: Store, herald: Herald, ecosystem: str, after: int, show: Callable[[Line], None]) -> None:
    """Show what happens from a number on, for ever."""
    teller = await narrator(store, ecosystem)
    async for tick in by_tick(follow(store, herald, ecosystem, after)):
        for told in teller.tell(tick):
            show(told)


def styled(told: Line) -> Text:
    """A line of the play for the terminal."""
    text = Text(plain(told))
    styles = {"heading": "bold cyan", "direction": "italic dim", "turn": "bold magenta", "thought": "italic"}
    if told.role == "speech":
        text.highlight_words([f"{told.speaker.upper()}."], style="bold yellow")
    else:
        text.stylize(styles[told.role])
    return text


def note(text: str) -> None:
    """One line beside the play."""
    err.print(f"fabula: {text}", markup=False)
