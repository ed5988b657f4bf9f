"""What is counted, for Prometheus.

With several server processes the values live in files of the directory ``PROMETHEUS_MULTIPROC_DIR``, which
``serve`` makes; whichever process is asked adds them up.
"""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Literal

from anyio import CapacityLimiter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from search.answer import Answer

PREFIX = "workshop_search_"
DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset(("GET", "HEAD", "POST", "DELETE", "OPTIONS"))
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

RefusalReason = Literal["rate", "overload", "size"]


class Metrics:
    """The counters and histograms of one application, safe for any number of threads."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            PREFIX + "requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._latency = Histogram(
            PREFIX + "request_seconds",
            "Time from a request's headers to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            PREFIX + "stage_seconds",
            "Time of each stage of answering a question.",
            ("stage",),
            buckets=(0.0001, 0.00025, 0.0005, *_SECONDS),
            registry=registry,
        )
        self._refused = Counter(
            PREFIX + "refused", "Requests refused unread: too many, too large.", ("why",), registry=registry
        )
        self.computing = Gauge(
            PREFIX + "requests_computing",
            "Requests being computed or waiting to be.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._snapshots_refused = Counter(
            PREFIX + "snapshots_refused", "Newer snapshots that could not be opened.", registry=registry
        )
        self._asked = Counter(PREFIX + "questions", "Questions whose vector was wanted.", registry=registry)
        self._remembered = Counter(
            PREFIX + "questions_remembered", "Questions whose vector was remembered.", registry=registry
        )
        self.reading = CapacityLimiter(1)
        """Who reads them all: one at a time, and never in line with the requests that are counted."""
        self._counted = (0, 0)
        self._guard = threading.Lock()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request answered. ``route`` is a template: what clients make up must not become time series."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._latency.labels(route).observe(seconds)

    def answered(self, answer: Answer, asked: int, remembered: int) -> None:
        """One question answered; the counts are those of the encoder, since it was made."""
        for stage, milliseconds in answer.stages_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1e3)
        with self._guard:
            was_asked, was_remembered = self._counted
            if asked < was_asked:  # another encoder
                was_asked = was_remembered = 0
            self._counted = (asked, remembered)
        self._asked.inc(max(0, asked - was_asked))
        self._remembered.inc(max(0, remembered - was_remembered))

    def refused(self, why: RefusalReason) -> None:
        """One request refused."""
        self._refused.labels(why).inc()

    def snapshot_refused(self) -> None:
        """A newer snapshot could not be opened."""
        self._snapshots_refused.inc()

    def register_in(self, registry: CollectorRegistry) -> None:
        """Let ``registry`` collect what was counted: by all server processes where there are several."""
        directory = os.environ.get(DIRECTORY)
        if directory is None:
            registry.register(self._registry)
            return
        _forget_dead(Path(directory))
        MultiProcessCollector(registry, directory)  # type: ignore[no-untyped-call]


def _forget_dead(directory: Path) -> None:
    """Take the gauges of processes that ended out of the sum; what they counted stays."""
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
