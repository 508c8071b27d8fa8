"""The ``fabula`` command."""

import sys
from asyncio import CancelledError

import typer

from actors.errors import FabulaError
from runtime.cli import (
    backups,
    casting,
    chaos,
    chronicle,
    directing,
    ecosystems,
    graph,
    jobs,
    memory,
    migrations,
    profile,
    runs,
    scenarios,
    services,
    subscribers,
)
from runtime.cli.console import REFUSED, err

app = typer.Typer(
    name="fabula", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Living ecosystems of literary characters.",
)  # fmt: skip

for group in (runs, ecosystems, directing, casting, chronicle, memory, scenarios, profile, chaos, backups):
    group.register(app)
app.add_typer(graph.app, name="graph")
app.add_typer(jobs.app, name="jobs")
app.add_typer(services.app, name="services")
app.add_typer(subscribers.app, name="subscribers")
app.add_typer(migrations.app, name="migrate")


def main() -> None:
    """Run the command line. Wrong usage, and what Fabula refuses on purpose, become one line on stderr and exit status 2."""
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        if reason := " ".join(error.format_message().split()):  # empty when help was shown because nothing was asked
            err.print(f"fabula: {reason}", markup=False)
        sys.exit(REFUSED)
    except FabulaError as error:
        err.print(f"fabula: {error}", markup=False)
        sys.exit(REFUSED)
    except (KeyboardInterrupt, CancelledError):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output is gone: nothing is wrong
        sys.exit(0)


if __name__ == "__main__":
    main()
