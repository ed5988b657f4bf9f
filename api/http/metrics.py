"""Metrics for Prometheus.

Several server processes share their values in files of the directory ``PROMETHEUS_MULTIPROC_DIR``, which ``serve``
creates; the process that is asked adds them up.
"""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Literal

from anyio import CapacityLimiter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from search.answer import Answer

PREFIX = "workshop_search_"
DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset(("GET", "HEAD", "POST", "DELETE", "OPTIONS"))
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

RefusalReason = Literal["rate", "overload", "size"]


class Metrics:
    """The counters and histograms of one application. Safe for use by several threads."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            PREFIX + "requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._latency = Histogram(
            PREFIX + "request_seconds",
            "Time from the headers of a request to the end of its response.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            PREFIX + "stage_seconds",
            "Time of each stage of a search.",
            ("stage",),
            buckets=(0.0001, 0.00025, 0.0005, *_SECONDS),
            registry=registry,
        )
        self._refused = Counter(
            PREFIX + "refused",
            "Requests refused: too many, too large.",
            ("why",),
            registry=registry,
        )
        self.computing = Gauge(
            PREFIX + "requests_computing",
            "Requests being computed or waiting.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._snapshots_refused = Counter(
            PREFIX + "snapshots_refused", "New snapshots that could not be opened.", registry=registry
        )
        self._questions = Counter(PREFIX + "questions", "Questions whose vector was needed.", registry=registry)
        self._cached = Counter(
            PREFIX + "questions_remembered", "Questions whose vector was in the cache.", registry=registry
        )
        self.reading = CapacityLimiter(1)
        """For whoever collects them: one at a time, and not in the queue of the requests that are counted."""
        self._last_counts = (0, 0)
        self._lock = threading.Lock()

    def record_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. ``route`` is a template, because paths chosen by clients must not become time
        series."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._latency.labels(route).observe(seconds)

    def record_answer(self, answer: Answer, questions: int, cached: int) -> None:
        """Count one answer. The counts are the encoder's totals since it was made."""
        for stage, milliseconds in answer.stages_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1e3)
        with self._lock:
            last_questions, last_cached = self._last_counts
            if questions < last_questions:  # a new encoder counts from zero
                last_questions = last_cached = 0
            self._last_counts = (questions, cached)
        self._questions.inc(max(0, questions - last_questions))
        self._cached.inc(max(0, cached - last_cached))

    def record_refusal(self, reason: RefusalReason) -> None:
        """Count one refused request."""
        self._refused.labels(reason).inc()

    def record_snapshot_refusal(self) -> None:
        """Count a new snapshot that could not be opened."""
        self._snapshots_refused.inc()

    def register_in(self, registry: CollectorRegistry) -> None:
        """Let ``registry`` collect these metrics, summed over all server processes."""
        directory = os.environ.get(DIRECTORY)
        if directory is None:
            registry.register(self._registry)
            return
        _forget_dead(Path(directory))
        MultiProcessCollector(registry, directory)  # type: ignore[no-untyped-call]


def share_values(directory: str) -> None:
    """Let this process and those it starts from now on keep the values of their metrics in ``directory``."""
    os.environ[DIRECTORY] = directory
    # Chosen by the variable when the library was imported.
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def _forget_dead(directory: Path) -> None:
    """Remove the gauges of processes that have ended; their counters stay."""
    for path in directory.glob("gauge_live*.db"):
        found = re.search(r"_(\d+)\.db$", path.name)
        if found is not None and not _alive(int(found[1])):
            mark_process_dead(int(found[1]), str(directory))  # type: ignore[no-untyped-call]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
