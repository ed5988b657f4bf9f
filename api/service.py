"""The engine a serving process answers from, replaced whenever a new snapshot is published."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.http.errors import public_message
from api.http.logs import fields
from api.http.metrics import Metrics
from corpus.errors import DamagedError, NoSnapshotError, StoreAwayError, WorkshopSearchError, in_full
from corpus.tombstones import stamp
from search.answer import Answer
from search.encoder.caching import CachingEncoder
from search.encoder.protocol import Encoder, prepare
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

log = logging.getLogger("workshop_search.service")

OpenEncoder = Callable[[str], Encoder]
"""Gives the encoder with the id a snapshot was built with, or raises ModelError."""

_RETRY_SECONDS = 60.0
"""After so long, a snapshot that could not be opened is tried again: the cause (memory, files) may be gone."""

_PROBE = Query("warm-up", limit=1)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why nothing can be answered, in full (``detail``) and for clients (``public_detail``).

    The error itself is not kept, because its traceback keeps everything it passed through in memory.
    """

    detail: str
    public_detail: str
    transient: bool = False
    """The vector store is not responding and may be back at any moment."""

    @classmethod
    def of(cls, error: Exception) -> Unavailable:
        """The reason an error gives."""
        return cls(str(error), public_message(error), isinstance(error, StoreAwayError))


_NOT_OPEN = Unavailable.of(NoSnapshotError("No snapshot is open yet."))


class InstrumentedEngine(Engine):
    """An engine that records its answers in the metrics and, if configured, its queries in the log."""

    metrics: Metrics | None = None
    log_questions = False
    size = 0
    """Bytes of the files of its snapshot."""
    sizes: Mapping[Path, int] = {}
    """The bytes of each file. Files are mapped: reading past the end of one cut short kills the process."""

    def search(self, question: Query) -> Answer:
        """As :meth:`search.engine.Engine.search`."""
        answer = super().search(question)
        if self.metrics is not None:
            self.metrics.record_answer(answer, *_encoder_counts(self.encoder))
        if self.log_questions:
            log.info("question", extra=fields(question=question.text, mode=question.mode))
        return answer


def _encoder_counts(encoder: Encoder | None) -> tuple[int, int]:
    return (encoder.requests, encoder.hits) if isinstance(encoder, CachingEncoder) else (0, 0)


class Service:
    """Polls ``CURRENT`` and opens what is published. A request pins one engine and keeps it to its end.

    When a new snapshot cannot be opened, the old one keeps answering and ``refusal`` says why.
    """

    def __init__(self, layout: Layout, open_encoder: OpenEncoder, poll_seconds: float = 1.0) -> None:
        self._layout = layout
        self._open_encoder = open_encoder
        self._poll_seconds = poll_seconds
        self._engine: InstrumentedEngine | None = None
        self._metrics: Metrics | None = None
        self._log_questions = False
        self._pins: dict[int, int] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll_forever, name="follow-current", daemon=True)
        self.refusal: Unavailable | None = None
        self._store_outage: Unavailable | None = None
        self._refused_id: str | None = None
        self._retry_at = 0.0
        self._deleted: tuple[int, int, int] | None = None
        """Which list of deleted documents the engine that answers leaves out."""

    def instrument(self, metrics: Metrics, log_questions: bool = False) -> None:
        """Record answers and refused snapshots from now on."""
        self._metrics, self._log_questions = metrics, log_questions
        if self._engine is not None:
            self._engine.metrics, self._engine.log_questions = metrics, log_questions

    def start(self) -> None:
        """Open the current snapshot and begin to poll.

        Raises StoreError or ModelError when the current snapshot cannot be opened. Without a snapshot, or while
        Milvus is not responding, the service starts and waits.
        """
        try:
            self._open(self._layout.current_id())
        except (NoSnapshotError, StoreAwayError) as error:
            self.refusal = Unavailable.of(error)  # polling opens it as soon as it can be opened
            log.warning("nothing is open yet: %s", in_full(error))
        self._thread.start()

    def stop(self) -> None:
        """Stop polling and close the snapshot, or leave that to the last request that reads it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            engine, self._engine = self._engine, None
            idle = engine is not None and not self._pins.get(id(engine))
        if engine is not None and idle:
            engine.snapshot.close()

    @contextmanager
    def pin(self) -> Iterator[Engine]:
        """The current engine, held open until the end of the block even if another replaces it.

        Raises NoSnapshotError while none is open, or StoreAwayError while the vector store is not responding.
        """
        with self._lock:
            engine = self._engine
            if engine is None:
                reason = self.unavailable or _NOT_OPEN
                raise StoreAwayError(reason.detail) if reason.transient else NoSnapshotError(reason.detail)
            self._pins[id(engine)] = self._pins.get(id(engine), 0) + 1
        try:
            yield engine
        except StoreAwayError as error:
            self._store_outage = Unavailable.of(error)
            raise
        finally:
            with self._lock:
                self._pins[id(engine)] -= 1
                unpinned = not self._pins[id(engine)]
                if unpinned:
                    del self._pins[id(engine)]
                closing = unpinned and engine is not self._engine
            if closing:
                engine.snapshot.close()

    @property
    def refused(self) -> str | None:
        """``refusal`` in full, for operators."""
        refusal = self.refusal
        return None if refusal is None else refusal.detail

    @property
    def unavailable(self) -> Unavailable | None:
        """Why nothing can be answered now; None while the last request could be answered."""
        return self.refusal or _NOT_OPEN if self._engine is None else self._store_outage

    @property
    def snapshot_id(self) -> str | None:
        """The id of the open snapshot."""
        engine = self._engine
        return engine.snapshot.manifest.id if engine else None

    @property
    def snapshot_bytes(self) -> int:
        """The size of the files of the open snapshot, measured when it was opened."""
        return self._engine.size if self._engine else 0

    @property
    def encoder_counts(self) -> tuple[int, int]:
        """How many queries the encoder was given, and how many of them it had in its cache."""
        return _encoder_counts(self._engine.encoder if self._engine else None)

    def _poll_forever(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            pause = self._poll_seconds
            try:
                self._prepare_encoder()
                self.poll()
            except Exception:
                # If this thread ended, the server would answer from an old snapshot for ever.
                log.exception("looking for a new snapshot failed")

    def _prepare_encoder(self) -> None:
        """Compile what later queries need: the probe compiled only what it needed, so that answers begin soon."""
        engine = self._engine
        if engine is not None and engine.encoder is not None:
            prepare(engine.encoder)

    def poll(self) -> None:
        """Open a newly published snapshot, if there is one, and check whether an unavailable store is back."""
        self._probe_store()
        self._look_for_damage()
        published = None
        try:
            published = self._layout.current_id()
            if published == self.snapshot_id and stamp(self._layout.data) == self._deleted:
                self.refusal = self._refused_id = None  # the snapshot that was refused has been withdrawn
            elif published != self._refused_id or time.monotonic() > self._retry_at:
                self._open(published)
                log.info("snapshot %s answers now", published)
            else:
                self._hide_deleted()
        except Exception as error:
            if str(error) != self.refused:
                log.error(
                    "snapshot refused: %s", in_full(error), exc_info=not isinstance(error, WorkshopSearchError)
                )
                if self._metrics is not None:
                    self._metrics.record_snapshot_refusal()
            self._hide_deleted()
            self.refusal, self._refused_id = Unavailable.of(error), published
            self._retry_at = time.monotonic() + (0.0 if self.refusal.transient else _RETRY_SECONDS)

    def _hide_deleted(self) -> None:
        """Apply deletions to the open snapshot while a newer one is refused. Stop answering if that fails."""
        engine, refused = self._engine, (self.refusal, self._refused_id)
        if engine is None or stamp(self._layout.data) == self._deleted:
            return
        try:
            self._open(engine.snapshot.manifest.id)
        except Exception:
            log.exception("snapshot closed: deleted documents cannot be left out of it")
            self._close()
        self.refusal, self._refused_id = refused

    def _probe_store(self) -> None:
        """Done here, not with the next request: a load balancer sends none while the service is not ready."""
        if self._store_outage is None:
            return
        try:
            with self.pin() as engine:
                Engine.search(engine, _PROBE)  # not counted as a question
        except WorkshopSearchError:
            return
        except Exception:
            # New snapshots must be looked for all the same.
            log.exception("checking the vector store failed")
            return
        self._store_outage = None

    def _look_for_damage(self) -> None:
        """Stop answering from a snapshot whose files were cut short since it was opened."""
        engine = self._engine
        cut = [] if engine is None else [path.name for path, size in engine.sizes.items() if _is_cut(path, size)]
        if engine is None or not cut:
            return
        error = DamagedError(
            f"Files of the open snapshot {engine.snapshot.manifest.id} were cut short: {', '.join(cut)}. "
            "Run `workshop-search ingest`, or roll back to another snapshot."
        )
        log.error("snapshot closed: %s", error)
        self._close()
        self.refusal, self._refused_id = Unavailable.of(error), engine.snapshot.manifest.id
        self._retry_at = time.monotonic() + _RETRY_SECONDS

    def _close(self) -> None:
        """Answer no more; requests under way keep their snapshot until they end."""
        with self._lock:
            engine, self._engine = self._engine, None
            idle = engine is not None and not self._pins.get(id(engine))
        if engine is not None and idle:
            engine.snapshot.close()

    def _open(self, snapshot_id: str) -> None:
        deleted = stamp(self._layout.data)
        snapshot = Snapshot.open(
            self._layout.path(snapshot_id), milvus=self._layout.milvus, deleted=self._layout.deleted_ids()
        )
        try:
            engine = InstrumentedEngine(snapshot, self._open_encoder(snapshot.manifest.encoder_id))
            engine.search(_PROBE)
            engine.metrics, engine.log_questions = self._metrics, self._log_questions
            files = self._layout.path(snapshot_id).rglob("*")
            engine.sizes = {path: path.stat().st_size for path in files if path.is_file()}
            engine.size = sum(engine.sizes.values())
        except BaseException:
            snapshot.close()
            raise
        with self._lock:
            old, self._engine, self._deleted = self._engine, engine, deleted
            self.refusal = self._refused_id = self._store_outage = None
            idle = old is not None and not self._pins.get(id(old))
        if old is not None and idle:
            old.snapshot.close()


def _is_cut(path: Path, size: int) -> bool:
    """Whether a file is shorter than it was. A file that was removed stays whole for those who have it open."""
    try:
        return path.stat().st_size < size
    except FileNotFoundError:
        return False
