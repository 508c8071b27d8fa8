"""``make bench``: how fast Fabula is, each figure beside a bare limit of the same run. See benchmarks/README.md."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson

from benchmarks.measuring import measured
from benchmarks.plan import ALL, Plan
from benchmarks.results import KEPT, keep, last
from benchmarks.stand import stand
from benchmarks.table import as_markdown, show


def numbers(text: str) -> tuple[int, ...]:
    """``77,1000`` as numbers."""
    return tuple(sorted(int(part) for part in text.split(",")))


def chosen(text: str) -> tuple[str, ...]:
    """``D1,D11`` as names, in the order of the table. Raises ValueError for one that does not exist."""
    names = text.split(",")
    if unknown := [name for name in names if name not in ALL]:
        raise argparse.ArgumentTypeError(f"there is no benchmark {unknown[0]}; there are: {', '.join(ALL)}")
    return tuple(name for name in ALL if name in names)


def parser() -> argparse.ArgumentParser:
    """All options; what is left out is as in ``Plan``."""
    plan = Plan()
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument("--only", type=chosen, default=ALL, metavar="D1,D2", help=f"which: {', '.join(ALL)}")
    made.add_argument("--rounds", type=int, default=plan.rounds, help="how often each is measured")
    made.add_argument(
        "--sizes", type=numbers, default=plan.sizes, help="characters of D1 and D2; the most is that of D5, D6 and D9"
    )
    made.add_argument("--growth", type=numbers, default=plan.growth, help="characters of growth, up to 100000")
    made.add_argument("--interactions", type=int, default=plan.interactions, help="about so many make one figure")
    made.add_argument("--old", type=int, default=plan.old, help="the late tick of D11")
    made.add_argument("--pace", type=float, default=plan.pace, help="events a second of page-memory; 50 make it take 20 minutes")
    made.add_argument("--keep", type=Path, default=KEPT, metavar="FILE", help="append the result here")
    made.add_argument("--no-keep", action="store_true", help="keep nothing")
    made.add_argument("--last", action="store_true", help="measure nothing: show what was kept last")
    made.add_argument("--markdown", action="store_true", help="the table as Markdown")
    made.add_argument("--json", action="store_true", help="the result as one line of JSON")
    return made


async def _measured(plan: Plan) -> dict[str, Any]:
    async with stand() as opened:
        return await measured(opened, plan, lambda text: print(text, file=sys.stderr))


def main() -> None:
    """Measure, keep and show."""
    options = parser().parse_args()
    result = last(options.keep) if options.last else None
    if options.last and result is None:
        parser().error(f"nothing is kept in {options.keep}")
    if result is None:
        plan = Plan(
            options.only,
            options.rounds,
            options.sizes,
            options.growth,
            old=options.old,
            interactions=options.interactions,
            pace=options.pace,
        )
        result = asyncio.run(_measured(plan))
        if not options.no_keep:
            keep(result, options.keep)
    if options.json:
        sys.stdout.write(orjson.dumps(result).decode() + "\n")
    elif options.markdown:
        sys.stdout.write(as_markdown(result))
    else:
        show(result)


if __name__ == "__main__":
    main()
