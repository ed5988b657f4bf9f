"""What a serving process holds: the engine of the snapshot that answers, followed as new ones are published."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.http.errors import told
from api.http.logs import fields
from api.http.metrics import Meters
from corpus.errors import DamagedError, NoSnapshotError, StoreAwayError, WorkshopSearchError, in_full
from search.answer import Answer
from search.encoder.caching import RememberingEncoder
from search.encoder.protocol import Encoder
from search.engine import Engine
from search.query import Question
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

log = logging.getLogger("workshop_search.service")

OpenEncoder = Callable[[str], Encoder]
"""Gives the encoder for the encoder id a snapshot was built with, or raises ModelError."""


_AGAIN_SECONDS = 60.0
"""How long a refused snapshot is left alone: what refused it may have passed (memory, file handles)."""


_PROBE = Question("warm-up", limit=1)


@dataclass(frozen=True, slots=True)
class Why:
    """Why something does not answer, in full and as clients may read it. Not the error, which holds all it met."""

    said: str
    told: str
    away: bool = False
    """The vector store is; it may be back any moment."""

    @classmethod
    def of(cls, error: Exception) -> Why:
        """What this error says."""
        return cls(str(error), told(error), isinstance(error, StoreAwayError))


_NOT_YET = Why.of(NoSnapshotError("No snapshot is open yet."))


class CountedEngine(Engine):
    """An engine whose answers are counted, their stages timed and, if asked for, their questions logged."""

    meters: Meters | None = None
    log_questions = False
    size = 0
    """Bytes of its snapshot's files, which never change."""
    sizes: Mapping[Path, int] = {}
    """The same by file: they are mapped, and to read beyond the end of one that was cut short ends the process."""

    def search(self, question: Question) -> Answer:
        """As the engine does."""
        answer = super().search(question)
        if self.meters is not None:
            encoder = self.encoder
            counts = (encoder.asked, encoder.remembered) if isinstance(encoder, RememberingEncoder) else (0, 0)
            self.meters.answered(answer, *counts)
        if self.log_questions:
            log.info("question", extra=fields(question=question.text, mode=question.mode))
        return answer


class Service:
    """Follows ``CURRENT`` by polling. A request pins one engine and keeps it to its end.

    A snapshot that cannot be opened is refused: the one before goes on answering, and ``refusal`` says why a newer
    one, or any, is not open.
    """

    def __init__(self, layout: Layout, open_encoder: OpenEncoder, poll_seconds: float = 1.0) -> None:
        self._layout = layout
        self._open_encoder = open_encoder
        self._poll_seconds = poll_seconds
        self._engine: CountedEngine | None = None
        self._meters: Meters | None = None
        self._log_questions = False
        self._pins: dict[int, int] = {}
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follow-current", daemon=True)
        self.refusal: Why | None = None
        self._away: Why | None = None
        self._refused_id: str | None = None
        self._again_at = 0.0

    def watch(self, meters: Meters, log_questions: bool = False) -> None:
        """Count what is answered and refused from now on."""
        self._meters, self._log_questions = meters, log_questions
        if self._engine is not None:
            self._engine.meters, self._engine.log_questions = meters, log_questions

    def start(self) -> None:
        """Open the current snapshot and begin to follow.

        Raises StoreError or ModelError when what is published cannot be opened. Without any snapshot, or while
        Milvus is away, the service starts and waits.
        """
        try:
            self._open(self._layout.current_id())
        except (NoSnapshotError, StoreAwayError) as error:
            self.refusal = Why.of(error)  # polling opens it when it is there
            log.warning("nothing is open yet: %s", in_full(error))
        self._thread.start()

    def stop(self) -> None:
        """Stop following and close."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._guard:
            engine, self._engine = self._engine, None
            idle = engine is not None and not self._pins.get(id(engine))
        if engine is not None and idle:
            engine.snapshot.close()

    @contextmanager
    def pin(self) -> Iterator[Engine]:
        """The engine that answers now, held open until the end even if another takes its place.

        Raises NoSnapshotError while there is none, or StoreAwayError where that is why.
        """
        with self._guard:
            engine = self._engine
            if engine is None:
                why = self.unready or _NOT_YET
                raise StoreAwayError(why.said) if why.away else NoSnapshotError(why.said)
            self._pins[id(engine)] = self._pins.get(id(engine), 0) + 1
        try:
            yield engine
        except StoreAwayError as error:
            self._away = Why.of(error)
            raise
        finally:
            with self._guard:
                self._pins[id(engine)] -= 1
                done = not self._pins[id(engine)]
                if done:
                    del self._pins[id(engine)]
                closing = done and engine is not self._engine
            if closing:
                engine.snapshot.close()

    @property
    def refused(self) -> str | None:
        """``refusal`` in full, for who runs the service."""
        refusal = self.refusal
        return None if refusal is None else refusal.said

    @property
    def unready(self) -> Why | None:
        """Why questions cannot be answered now; None while they can, as far as the last of them told."""
        return self.refusal or _NOT_YET if self._engine is None else self._away

    @property
    def snapshot_id(self) -> str | None:
        """The id of the snapshot that answers."""
        engine = self._engine
        return engine.snapshot.manifest.id if engine else None

    @property
    def snapshot_bytes(self) -> int:
        """The size of the files of the snapshot that answers, looked at when it was opened."""
        return self._engine.size if self._engine else 0

    @property
    def questions(self) -> tuple[int, int]:
        """How many questions were asked of the encoder, and how many of these it remembered."""
        encoder = self._engine.encoder if self._engine else None
        return (encoder.asked, encoder.remembered) if isinstance(encoder, RememberingEncoder) else (0, 0)

    def _follow(self) -> None:
        while not self._stop.wait(self._poll_seconds):
            try:
                self.poll()
            except Exception:
                # A thread that ended here would leave the server on an old snapshot for ever; it looks again.
                log.exception("looking for a new snapshot failed")

    def poll(self) -> None:
        """Open a newly published snapshot, if there is one, and see whether a store that was away is back."""
        self._look_for_store()
        self._look_for_damage()
        published = None
        try:
            published = self._layout.current_id()
            if published == self.snapshot_id:
                self.refusal = self._refused_id = None  # whoever published what was refused took it back
            elif published != self._refused_id or time.monotonic() > self._again_at:
                self._open(published)
                log.info("snapshot %s answers now", published)
        except Exception as error:
            if str(error) != self.refused:
                log.error(
                    "snapshot refused: %s", in_full(error), exc_info=not isinstance(error, WorkshopSearchError)
                )
                if self._meters is not None:
                    self._meters.snapshot_refused()
            self.refusal, self._refused_id = Why.of(error), published
            self._again_at = time.monotonic() + (0.0 if self.refusal.away else _AGAIN_SECONDS)

    def _look_for_store(self) -> None:
        """Asked here, and not left to the next question: a balancer sends none to who is not ready."""
        if self._away is None:
            return
        try:
            with self.pin() as engine:
                Engine.search(engine, _PROBE)  # not counted as a question
        except WorkshopSearchError:
            return
        except Exception:
            # New snapshots are looked for all the same.
            log.exception("looking whether questions can be answered failed")
            return
        self._away = None

    def _look_for_damage(self) -> None:
        """Answer no more from files that were cut short since they were opened."""
        engine = self._engine
        cut = [] if engine is None else [path.name for path, size in engine.sizes.items() if _is_cut(path, size)]
        if engine is None or not cut:
            return
        error = DamagedError(
            f"Files of snapshot {engine.snapshot.manifest.id} were cut short while it answered: {', '.join(cut)}. "
            "Run `workshop-search ingest`, or roll back to another snapshot."
        )
        log.error("snapshot given up: %s", error)
        with self._guard:
            self._engine = None
            idle = not self._pins.get(id(engine))
        self.refusal, self._refused_id = Why.of(error), engine.snapshot.manifest.id
        self._again_at = time.monotonic() + _AGAIN_SECONDS
        if idle:
            engine.snapshot.close()

    def _open(self, snapshot_id: str) -> None:
        snapshot = Snapshot.open(self._layout.path(snapshot_id), milvus=self._layout.milvus)
        try:
            engine = CountedEngine(snapshot, self._open_encoder(snapshot.manifest.encoder_id))
            engine.search(_PROBE)
            engine.meters, engine.log_questions = self._meters, self._log_questions
            files = self._layout.path(snapshot_id).rglob("*")
            engine.sizes = {path: path.stat().st_size for path in files if path.is_file()}
            engine.size = sum(engine.sizes.values())
        except BaseException:
            snapshot.close()
            raise
        with self._guard:
            old, self._engine = self._engine, engine
            self.refusal = self._refused_id = self._away = None
            idle = old is not None and not self._pins.get(id(old))
        if old is not None and idle:
            old.snapshot.close()


def _is_cut(path: Path, size: int) -> bool:
    """Whether a file is shorter than it was. One that was removed stays whole for who has it open."""
    try:
        return path.stat().st_size < size
    except FileNotFoundError:
        return False
