"""The file: a zip archive with the rows of each table, and a manifest that says what they are and what they must add up to."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

import orjson

from actors.errors import BackupUnusable

FORMAT, VERSION = "fabula-backup", 1
MANIFEST = "manifest.json"
CHUNK = 256 * 1024
_LEVEL = 1  # rows of text shrink to a quarter even so
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table, as COPY writes them."""

    name: str
    columns: list[str]
    rows: int
    size: int  # bytes, unpacked
    sha256: str

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"tables/{self.name}.copy"


@dataclass(slots=True)
class Manifest:
    """What is in the file. ``heads`` are ecosystem → (number of the last event, hash of the chronicle)."""

    fabula: str
    revision: str
    created: str
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)  # name → (last value, whether it was given out)
    format: str = FORMAT
    version: int = VERSION

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes a file that is not there until it is whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[Table] = []

    @contextmanager
    def table(self, name: str, columns: list[str]) -> Iterator["Rows"]:
        """Rows of a table; whoever writes says in ``rows`` how many there were."""
        with self._archive.open(f"tables/{name}.copy", "w", force_zip64=True) as member:
            rows = Rows(member)
            yield rows
        self.tables.append(Table(name, columns, rows.rows, rows.size, rows.digest.hexdigest()))

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and the checksum of it."""
        text = orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)
        self._archive.writestr(MANIFEST, text)
        self._archive.comment = sha256(text).hexdigest().encode()


class Rows:
    """What is written of one table."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self.digest = sha256()
        self.size = 0
        self.rows = 0

    async def write(self, data: bytes) -> None:
        """Append."""
        self._member.write(data)
        self.digest.update(data)
        self.size += len(data)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file, readable by its owner only, which takes its name when the block ends. Raises BackupUnusable when it cannot be
    written."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BackupUnusable(str(path), f"it cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


class Backup:
    """A file that was read and found whole."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def chunks(self, table: Table) -> Iterator[bytes]:
        """The rows of a table, in pieces."""
        with self._archive.open(table.member) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def check(self) -> None:
        """Read everything once. Raises BackupUnusable when anything is not as it was written."""
        for table in self.manifest.tables:
            digest, size = sha256(), 0
            for chunk in self.chunks(table):
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != (table.size, table.sha256):
                raise BackupUnusable(str(self.path), f"it is damaged: the rows of '{table.name}' are not those that were written")


@contextmanager
def reading(path: Path) -> Iterator[Backup]:
    """A file, checked whole. Raises BackupUnusable for one that is none of ours, damaged, or of a newer Fabula."""
    try:
        with zipfile.ZipFile(path) as archive:
            backup = Backup(path, archive, _manifest(path, archive))
            backup.check()
            yield backup
    except FileNotFoundError:
        raise BackupUnusable(str(path), "there is no such file") from None
    except _DAMAGES as error:
        raise BackupUnusable(str(path), f"it is no backup of Fabula, or a damaged one ({error})") from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise BackupUnusable(str(path), "it is no backup of Fabula")
    text = archive.read(MANIFEST)
    if sha256(text).hexdigest().encode() != archive.comment:
        raise BackupUnusable(str(path), "it is damaged: its manifest is not the one that was written")
    said = orjson.loads(text)
    if said.get("format") != FORMAT:
        raise BackupUnusable(str(path), "it is no backup of Fabula")
    if said["version"] > VERSION:
        raise BackupUnusable(str(path), f"it was made by Fabula {said['fabula']}, which is newer; restore it with that")
    heads = {ecosystem: (seq, hash) for ecosystem, (seq, hash) in said["heads"].items()}
    sequences = {name: (last, given) for name, (last, given) in said["sequences"].items()}
    tables = [Table(**table) for table in said["tables"]]
    return Manifest(**{**said, "heads": heads, "sequences": sequences, "tables": tables})
