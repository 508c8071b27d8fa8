"""The ``fabula`` command with the gateway's part."""

from gateway.cli import accounts, serve, theatre
from runtime.cli.main import app, main

for group in (serve, theatre, accounts):
    group.register(app)

__all__ = ["app", "main"]

if __name__ == "__main__":
    main()
