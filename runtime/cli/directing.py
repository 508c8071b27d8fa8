"""``fabula direct``, ``talk``, ``pause`` and ``resume``: what people order of an ecosystem, whether it plays or not."""

import getpass
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

import typer

from actors.directives import CALLED, whole
from actors.errors import InvalidRequest
from actors.events import Event
from runtime.answering import answer
from runtime.cli.console import DataDir, line, run, settings
from runtime.following import narrator
from runtime.host import Host, hosting
from runtime.ordering import Orders, Receipt
from runtime.transcript import plain
from storage.bell import RedisBell

Words = Annotated[list[str], typer.Argument(help="Whom it concerns: see above.", show_default=False)]
Place = Annotated[str, typer.Option("--place", help="Where it happens (default: everywhere).")]
About = Annotated[str, typer.Option("--about", help="Whom an event concerns.")]
Mood = Annotated[str, typer.Option("--mood", help="Valence, arousal and dominance in thousandths: -300,200,0.")]
Key = Annotated[str, typer.Option("--key", help="With the same key an order is one and the same, however often it is given.")]
Now = Annotated[bool, typer.Option("--now", help="At once, also when it is paused or rests: in a tick of its own.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(direct)
    app.command()(talk)
    app.command()(pause)
    app.command()(resume)


def direct(
    ecosystem: str,
    what: Annotated[str, typer.Argument(help="storm, letter, ball, arrest, event, whisper, meet, mood or move")],
    words: Words = [],  # noqa: B006 - typer makes a new one each time
    place: Place = "",
    about: About = "",
    text: Annotated[str, typer.Option("--text", help="What happens, or what is whispered, in your own words.")] = "",
    mood: Mood = "",
    importance: Annotated[int | None, typer.Option("--importance", help="How memorable an event is, 0 to 1000.")] = None,
    strength: Annotated[int | None, typer.Option("--strength", help="How strong a whisper is, 1 to 1000.")] = None,
    ticks: Annotated[int | None, typer.Option("--ticks", help="For how many ticks a whisper works.")] = None,
    move: Annotated[str, typer.Option("--move", help="With which move a meeting begins.")] = "",
    set_: Annotated[bool, typer.Option("--set", help="Set a mood instead of shifting it.")] = False,
    at: Annotated[int | None, typer.Option("--at", help="The tick in which it takes effect (default: the next one).")] = None,
    now: Now = False,
    key: Key = "",
    data_dir: DataDir = None,
) -> None:
    """Order a directive.

    ID storm|letter|ball|arrest, ID event WORDS, ID whisper WHO AIM ABOUT, ID meet ONE OTHER, ID mood WHO, ID move WHO PLACE.
    """
    said = {
        "place": place,
        "about": about,
        "text": text,
        "importance": importance,
        "strength": strength,
        "ticks": ticks,
        "move": move,
    }
    given: dict[str, object] = {name: value for name, value in said.items() if value not in ("", None)}
    if mood:
        given["mood"] = _mood(mood)
    if set_:
        given["how"] = "set"
    body = {**_named(what, words), **given}

    async def main() -> None:
        async with ordering(data_dir) as (host, orders, attended):
            receipt = await orders.direct(ecosystem, body, key, at, now)
            await tell(host, receipt, attended, now)

    run(main)


def talk(
    ecosystem: str,
    character: str,
    words: Annotated[str, typer.Argument(help="What you say.")],
    as_: Annotated[str, typer.Option("--as", help="The name that you give.")] = "",
    as_character: Annotated[str, typer.Option("--as-character", help="Speak as this character of the cast.")] = "",
    key: Key = "",
    data_dir: DataDir = None,
) -> None:
    """Say something to a character, and read the answer."""

    async def main() -> None:
        async with ordering(data_dir) as (host, orders, attended):
            receipt = await orders.talk(ecosystem, character, words, as_, as_character, key)
            await tell(host, receipt, attended, True)

    run(main)


def pause(
    ecosystem: str,
    by: Annotated[str, typer.Option("--by", help="Who pauses it (default: you).")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, for others to read.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Have an ecosystem stand still after its present tick, until it is resumed."""

    async def main() -> None:
        async with ordering(data_dir) as (_, orders, _attended):
            await orders.pause(ecosystem, by or getpass.getuser(), reason)
            line((await orders.standing(ecosystem)).reason)

    run(main)


def resume(ecosystem: str, data_dir: DataDir = None) -> None:
    """Have a paused ecosystem go on with what is ordered, whatever it was paused for."""

    async def main() -> None:
        async with ordering(data_dir) as (_, orders, attended):
            await orders.resume(ecosystem)
            standing = await orders.standing(ecosystem, attended=attended)
            line(f"{standing.state}: {standing.reason}" if standing.reason else standing.state)

    run(main)


def _named(what: str, words: Sequence[str]) -> dict[str, Any]:
    """The directive that these words make."""
    if what in CALLED and what != "other":
        return {"what": "world_event", "event": what, **_fields(what, words)}
    shapes: dict[str, tuple[str, ...]] = {
        "event": ("text",), "whisper": ("character", "aim", "about"), "meet": ("one", "other"), "mood": ("character",),
        "move": ("character", "place"),
    }  # fmt: skip
    if what not in shapes:
        events = [event for event in CALLED if event != "other"]
        raise InvalidRequest("directive", f"'{what}' is unknown; it is one of {', '.join([*events, *shapes])}")
    fields = _fields(what, words, *shapes[what])
    return {"what": "world_event", "event": "other", **fields} if what == "event" else {"what": what, **fields}


def _fields(what: str, words: Sequence[str], *names: str) -> dict[str, str]:
    if len(words) != len(names):
        shape = " ".join(name.upper() for name in names) or "nothing"
        raise InvalidRequest(what, f"takes {shape} after it, not {len(words)} word{'s' if len(words) != 1 else ''}")
    return dict(zip(names, words, strict=True))


def _mood(text: str) -> list[int]:
    try:
        numbers = [int(number) for number in text.split(",")]
    except ValueError:
        raise InvalidRequest("--mood", f"'{text}' is not of the form -300,200,0") from None
    if len(numbers) != 3:
        raise InvalidRequest("--mood", f"'{text}' has to be three numbers: valence, arousal and dominance")
    return [whole("--mood", number, -1000, 1000) for number in numbers]


@asynccontextmanager
async def ordering(data_dir: Any) -> AsyncIterator[tuple[Host, Orders, bool]]:
    """A host, orders that ring the bell, and whether anybody is there who plays."""
    async with hosting(settings(data_dir)) as host:
        bell = RedisBell(host.services.redis_url)
        try:
            yield host, Orders(host.store, bell.ring), bool(await bell.attended())
        finally:
            await bell.close()


async def tell(host: Host, receipt: Receipt, attended: bool, now: bool) -> None:
    """What came of it, once something has; or else when it will."""
    if now:
        await _told(host, await answer(host.openers, host.store, host.herald, receipt, attended), line)
    elif event := await Orders(host.store).event(receipt):
        await _told(host, event, line)
    else:
        line(f"ordered under the key {receipt.key}; it takes effect in tick {receipt.at_tick}, or later")


async def _told(host: Host, event: Event, say: Callable[[str], None]) -> None:
    if event.body["fault"]:
        raise InvalidRequest("it could not be done", event.body["fault"])
    play = await narrator(host.store, event.ecosystem)
    async for batch in host.store.events(event.ecosystem, event.seq - 1, (await host.store.head(event.ecosystem)).seq):
        scenes = ("", event.scene, event.body.get("scene") or event.scene)
        for told in play.tell(other for other in batch if other.tick == event.tick and other.scene in scenes):
            say(plain(told).lstrip("\n"))
