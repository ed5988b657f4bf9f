"""The exceptions of this program, one tree.

::

    WorkshopSearchError                 what went wrong, and what to do about it
    ├── InputError                      the request is wrong
    │   ├── NotFoundError               no such id
    │   │   ├── MovedError              the id existed; the item has a new id now
    │   │   └── GoneError               the id existed; names the most similar item that remains
    │   └── UnsupportedMediaError       a media type that no extractor reads
    ├── KeyRefusedError                 an API key that is unknown, revoked or expired
    ├── OverdueError                    an answer exceeded its deadline
    ├── TooManyError                    the queue is full; later the request may succeed
    ├── ExtractionError                 one file could not be read; ``code`` names the kind of failure
    ├── FetchError                      one URL could not be fetched; ``code`` names the kind of failure
    ├── StoreError                      the data directory cannot be used
    │   ├── NoSnapshotError             nothing has been published yet
    │   ├── DamagedError                a file differs from its manifest
    │   ├── LostCatalogueError          the catalogue is missing, or older than the published snapshot
    │   ├── StoreAwayError              the vector store is not responding; later it may
    │   ├── VersionError                written by another version of this program
    │   └── BusyError                   another process holds the writer lock
    └── ModelError                      the encoder cannot be loaded, or is not the one the index was built with

Exceptions of libraries are translated into these in one place, the adapter that calls the library.
"""


class WorkshopSearchError(Exception):
    """Base class. ``str(error)`` is one or two sentences for people: what is wrong, what to do."""


class InputError(WorkshopSearchError):
    """The request itself is wrong; retrying it cannot help."""


class NotFoundError(InputError):
    """There is no item with this id."""


class MovedError(NotFoundError):
    """The item with this id now has the id ``now``."""

    def __init__(self, message: str, now: str) -> None:
        super().__init__(message)
        self.now = now


class GoneError(NotFoundError):
    """An item with this id existed. ``nearest`` is the id of the most similar item that remains, or None."""

    def __init__(self, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.nearest = nearest


class UnsupportedMediaError(InputError):
    """No extractor reads this media type."""


class KeyRefusedError(WorkshopSearchError):
    """The API key is unknown, was revoked, or has expired."""


class OverdueError(WorkshopSearchError):
    """The answer exceeded its deadline; when there is less load, the same request may succeed."""


class TooManyError(WorkshopSearchError):
    """Too many requests are waiting; the same request may succeed later."""


class ExtractionError(WorkshopSearchError):
    """A file could not be read.

    ``code`` is one of ``encrypted damaged empty unsupported too-large time-limit memory-limit output-limit
    crashed vanished unreadable``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FetchError(WorkshopSearchError):
    """A URL could not be fetched. ``gone`` is true if the server says it no longer exists (404, 410)."""

    def __init__(self, code: str, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.gone = gone


class StoreError(WorkshopSearchError):
    """The data directory, or the vector store, cannot be read or written.

    ``operator`` is detail only for whoever runs the program: addresses, and what a server replied.
    """

    def __init__(self, message: str, operator: str = "") -> None:
        super().__init__(message)
        self.operator = operator


class NoSnapshotError(StoreError):
    """The data directory contains no published snapshot."""


class DamagedError(StoreError):
    """A stored file is missing or differs from the checksum in its manifest."""


class LostCatalogueError(StoreError):
    """The catalogue is missing, or older than what was published from it: what it does not know would be lost."""


class StoreAwayError(StoreError):
    """The vector store is not responding or not ready; the same request may succeed shortly."""


class VersionError(StoreError):
    """The data directory was written by a version this program cannot read."""


class BusyError(StoreError):
    """Another process is writing to the data directory."""


class ModelError(WorkshopSearchError):
    """The encoder cannot be loaded, differs from its checksum, or is not the one the index was built with."""


def in_full(error: Exception) -> str:
    """The message with the detail for whoever runs the program."""
    return f"{error} {getattr(error, 'operator', '')}".strip()
