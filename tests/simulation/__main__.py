"""Worlds in bad weather, one for each seed. The exit status is 0 if every promise is kept."""

import argparse
import sys
from collections.abc import Sequence

from tests.simulation.campaign import Campaign
from tests.simulation.trouble import Trouble


def main(words: Sequence[str] | None = None) -> int:
    """Run, and say what came of it."""
    parser = _parser()
    arguments = parser.parse_args(words)
    if arguments.seconds is None and arguments.worlds is None:
        parser.error("give --seconds or --worlds, or it would never end")
    campaign = Campaign(arguments.seed).run(arguments.seconds, arguments.worlds)
    if arguments.trace:
        for moment, what in campaign.told:
            print(f"{moment:10.4f}  {what}")
    for failure in campaign.failures:
        print(failure)
    for kind in Trouble if arguments.worlds != 1 else ():
        print(f"{campaign.troubles[kind]:9,}  {kind}")
    last = campaign.first + campaign.worlds - 1
    pace = campaign.worlds / campaign.seconds * 60 if campaign.seconds else 0
    print(
        f"{campaign.worlds:,} worlds (seeds {campaign.first} to {last}), {campaign.ticks:,} ticks, "
        f"{campaign.troubles.total():,} troubles in {campaign.seconds:.0f} s of CPU: {pace:,.0f} worlds for each minute of it"
    )
    if campaign.missing:
        print(f"never happened: {', '.join(campaign.missing)}")
    print("a promise is broken" if campaign.failures else "every promise is kept")
    return 1 if campaign.failures or campaign.missing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=_number, default=1, help="the first world; the next ones count up from it")
    parser.add_argument("--seconds", type=_number, help="of CPU time")
    parser.add_argument("--worlds", type=_number, help="so many at most")
    parser.add_argument("--trace", action="store_true", help="tell what happened in the last world")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number of 0 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
