"""Which Fabula this is: a short hash of the code that nodes of a cluster run. They must all run the same."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("actors", "storage", "runtime")
SUFFIXES = (".py", ".sql")


@cache
def edition() -> str:
    """The hash, in hexadecimal, of the code of this process' packages as it was when first asked for."""
    digest = blake2b(digest_size=6)
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*")):
            if file.suffix in SUFFIXES:
                code = file.read_bytes()
                digest.update(f"{file.relative_to(ROOT).as_posix()} {len(code)}\n".encode() + code)
    return digest.hexdigest()
