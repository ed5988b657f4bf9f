"""The one-line files that steer a data directory: read by their grammar, replaced atomically.

A file that does not fit its grammar is never acted on. Whoever reads it gets a DamagedError that says what is
wrong and which command mends it.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from datetime import datetime
from pathlib import Path

from corpus.disk import why
from corpus.errors import DamagedError, StoreError

SNAPSHOT_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}", re.ASCII)
"""When it was built (UTC, to the microsecond) and the first digits of its content's hash."""
ALIAS = re.compile(r"workshops_[0-9a-f]{8}")
TEMPORARY = ".pointer-"
"""How the name of a file begins that is to take the place of another; one that stays was left by a kill."""

_MOST_BYTES = 4096
_MEND = "The next `workshop-search ingest` repairs it, as does `workshop-search doctor --repair`."


def read_line(path: Path, grammar: re.Pattern[str], what: str) -> str | None:
    """The one line of ``path``; None where there is no such file.

    Raises DamagedError where it is anything else than one line that ``grammar`` matches whole, StoreError where it
    may not be read. ``what`` names the content in the message.
    """
    raw = read_regular(path)
    if raw is None:
        return None
    if not raw.strip():
        raise DamagedError(f"{path} is empty; it should hold {what}. {_MEND}")
    try:
        line = raw.decode("ascii").removesuffix("\n")
    except UnicodeDecodeError:
        line = ""
    if not grammar.fullmatch(line):
        raise DamagedError(f"{path} holds {_shown(raw)} instead of {what}. {_MEND}")
    return line


def read_regular(path: Path, most_bytes: int = _MOST_BYTES) -> bytes | None:
    """The first ``most_bytes`` of a file; None where there is none. A pipe in its place does not block.

    Raises DamagedError where it is no regular file, StoreError where it may not be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise DamagedError(f"{path} should be a file and is not. Move it out of the data directory.")
        return os.read(handle, most_bytes)
    finally:
        os.close(handle)


def write_line(path: Path, line: str) -> None:
    """Replace ``path`` atomically by a file of this one line. It outlasts a loss of power. Raises StoreError."""
    replace_file(path, f"{line}\n".encode("ascii"))


def replace_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write ``path`` whole or not at all, in place of what it held. Its folder is made where there is none.

    If ``durable``, the new content outlasts a loss of power. Raises StoreError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                if durable:
                    os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if durable:
            sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {why(error)}.") from error


def sync(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lock_owner(raw: bytes) -> str:
    """Who holds a lock, from what its holder wrote into the file; "another process" where that is unreadable."""
    try:
        owner = json.loads(raw)
        pid, since = int(owner["pid"]), datetime.fromisoformat(owner["since"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return "another process"
    return f"process {pid} since {since.isoformat()}"


def _shown(raw: bytes) -> str:
    text = raw[:60].decode("utf-8", "backslashreplace")
    return f"{text!r}{'…' if len(raw) > 60 else ''}"
