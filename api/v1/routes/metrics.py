"""The state of the service for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.datastructures import State

from api.http.metrics import PREFIX, Metrics
from api.service import Service
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.jobs import Jobs
from corpus.errors import NoSnapshotError, WorkshopSearchError

router = APIRouter(tags=["health"])

_STATES = ("waiting", "running", "done", "failed")


class SnapshotCollector(Collector):
    """What answers, read when asked."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Whether a snapshot answers and a newer one is refused; the snapshot's size and age."""
        service = self._service
        refused = service.snapshot_id is not None and service.refusal is not None
        yield _gauge("ready", "1 while questions can be answered.", service.unavailable is None)
        yield _gauge("snapshot_refused", "1 while a newer snapshot is refused; /readyz says why.", refused)
        try:
            with service.pin() as engine:
                manifest = engine.snapshot.manifest
        except NoSnapshotError:
            return
        age = datetime.now(UTC) - datetime.fromisoformat(manifest.created)
        yield _gauge("snapshot_passages", "Passages that are served.", manifest.passages)
        yield _gauge("snapshot_documents", "Documents that are served.", manifest.documents)
        yield _gauge("snapshot_age_seconds", "Time since the snapshot was built.", age.total_seconds())
        yield _gauge("snapshot_bytes", "Size of the snapshot's files.", service.snapshot_bytes)


class IngestCollector(Collector):
    """How taking documents in went, from the catalogue. Nothing is said while that cannot be read."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def collect(self) -> Iterator[Metric]:
        """Jobs by state, and the documents of the last run by what came of them."""
        path = self._data / CATALOGUE
        if not path.exists():
            return
        try:
            with Catalogue.open_read_only(path, older=True) as catalogue:
                jobs, report = Jobs(catalogue, self._data).counts(), catalogue.last_run()
        except WorkshopSearchError:
            return
        by_state = GaugeMetricFamily(PREFIX + "jobs", "Jobs that are remembered, by state.", labels=("state",))
        for state in _STATES:
            by_state.add_metric((state,), jobs.get(state, 0))
        yield by_state
        if report is not None:
            last = GaugeMetricFamily(
                PREFIX + "last_run_documents", "Documents of the last run of ingest.", labels=("result",)
            )
            for result in ("new", "changed", "unchanged", "gone", "stale"):
                last.add_metric((result,), report.get(result, 0))
            last.add_metric(("failed",), len(report.get("failures", ())))
            yield last


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """What all processes that answer have counted; gauges of the snapshot are of the one that is asked."""
    metrics: Metrics = request.app.state.metrics
    written = await run_sync(_exposition, request.app.state, limiter=metrics.reading)
    return Response(written, media_type=CONTENT_TYPE_LATEST)


def _exposition(state: State) -> bytes:
    registry = CollectorRegistry()
    registry.register(SnapshotCollector(state.service))
    registry.register(IngestCollector(state.settings.data))
    state.metrics.register_in(registry)
    return generate_latest(registry)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, told, float(value))
