"""The exceptions of this program, one tree.

::

    WorkshopSearchError                 says what went wrong and what to do about it
    ├── InputError                      the caller asked for something that cannot be
    │   ├── NotFoundError               no such id
    │   │   ├── MovedError              the id existed; the same thing has another id now
    │   │   └── GoneError               the id existed; names the nearest that still does
    │   └── UnsupportedMediaError       a file of a kind no extractor reads
    ├── KeyRefusedError                 a key that opens nothing: unknown, revoked, expired
    ├── OverdueError                    an answer took longer than it may
    ├── TooManyError                    more is waiting already than may wait; later it will go
    ├── ExtractionError                 one file could not be read; ``code`` names the kind of failure
    ├── FetchError                      one URL could not be had; ``code`` names the kind of failure
    ├── StoreError                      the data directory cannot be used
    │   ├── NoSnapshotError             nothing has been published yet
    │   ├── DamagedError                a file differs from its manifest
    │   ├── LostCatalogueError          the catalogue is missing, or behind what was published from it
    │   ├── StoreAwayError              the vector store cannot be reached now; later it will answer
    │   ├── VersionError                written by another version of this program
    │   └── BusyError                   another process holds the writer lock
    └── ModelError                      the encoder cannot be loaded, or is not the one the index was built with

Exceptions of libraries are translated into these once, at the adapter that calls the library.
"""


class WorkshopSearchError(Exception):
    """Base of all. ``str(error)`` is one or two sentences for a person: what is wrong, what to do."""


class InputError(WorkshopSearchError):
    """The request itself is wrong; repeating it cannot help."""


class NotFoundError(InputError):
    """There is nothing of this id."""


class MovedError(NotFoundError):
    """What had this id has the id ``now``."""

    def __init__(self, message: str, now: str) -> None:
        super().__init__(message)
        self.now = now


class GoneError(NotFoundError):
    """There was something of this id. ``nearest`` is the id of what is most like it now, or None."""

    def __init__(self, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.nearest = nearest


class UnsupportedMediaError(InputError):
    """No extractor reads this media type."""


class KeyRefusedError(WorkshopSearchError):
    """This key opens nothing: it is unknown, was revoked, or has expired."""


class OverdueError(WorkshopSearchError):
    """The answer was not found within the time it may take; with less to do the same request may succeed."""


class TooManyError(WorkshopSearchError):
    """Too much is waiting already; the same request may succeed later."""


class ExtractionError(WorkshopSearchError):
    """A file could not be read.

    ``code`` is one of ``encrypted damaged empty unsupported too-large time-limit memory-limit output-limit
    crashed vanished unreadable``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FetchError(WorkshopSearchError):
    """A URL could not be fetched. ``gone`` is true when the server said that it no longer exists (404, 410)."""

    def __init__(self, code: str, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.gone = gone


class StoreError(WorkshopSearchError):
    """The data directory, or the vector store, cannot be read or written.

    ``operator`` is what only who runs the program should read: addresses, and what a server of theirs said.
    """

    def __init__(self, message: str, operator: str = "") -> None:
        super().__init__(message)
        self.operator = operator


class NoSnapshotError(StoreError):
    """The data directory holds no published snapshot."""


class DamagedError(StoreError):
    """A stored file is missing or differs from the checksum in its manifest."""


class LostCatalogueError(StoreError):
    """The catalogue is missing, or older than what was published from it: what it does not know would be lost."""


class StoreAwayError(StoreError):
    """The vector store cannot be reached, or is not ready; the same request may succeed shortly."""


class VersionError(StoreError):
    """The data directory was written by a version this program cannot read."""


class BusyError(StoreError):
    """Another process is writing to the data directory."""


class ModelError(WorkshopSearchError):
    """The encoder cannot be loaded, differs from its checksum, or is not the one the index was built with."""


def in_full(error: Exception) -> str:
    """An error for who runs the program, who may read all of it."""
    return f"{error} {getattr(error, 'operator', '')}".strip()
