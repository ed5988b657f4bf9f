"""The state of the service, for Prometheus."""

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
    """Gauges of the open snapshot, read when they are collected."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Whether the service is ready, whether a newer snapshot was refused, and the snapshot's size and age."""
        service = self._service
        refused = service.snapshot_id is not None and service.refusal is not None
        yield _gauge("ready", "1 while questions can be answered.", service.unavailable is None)
        yield _gauge("snapshot_refused", "1 while a newer snapshot cannot be opened; /readyz says why.", refused)
        try:
            with service.pin() as engine:
                manifest = engine.snapshot.manifest
        except NoSnapshotError:
            return
        age = datetime.now(UTC) - datetime.fromisoformat(manifest.created)
        yield _gauge("snapshot_passages", "Passages in the open snapshot.", manifest.passages)
        yield _gauge("snapshot_documents", "Documents in the open snapshot.", manifest.documents)
        yield _gauge("snapshot_age_seconds", "Time since the open snapshot was built.", age.total_seconds())
        yield _gauge("snapshot_bytes", "Size of the files of the open snapshot.", service.snapshot_bytes)


class IngestCollector(Collector):
    """Gauges of jobs and of the last ingest run, from the catalogue; none while it cannot be read."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def collect(self) -> Iterator[Metric]:
        """Jobs by state, and the documents of the last run by result."""
        path = self._data / CATALOGUE
        if not path.exists():
            return
        try:
            with Catalogue.open_read_only(path, older=True) as catalogue:
                jobs, report = Jobs(catalogue, self._data).counts(), catalogue.last_run()
        except WorkshopSearchError:
            return
        by_state = GaugeMetricFamily(PREFIX + "jobs", "Jobs in the catalogue, by state.", labels=("state",))
        for state in _STATES:
            by_state.add_metric((state,), jobs.get(state, 0))
        yield by_state
        if report is not None:
            last = GaugeMetricFamily(
                PREFIX + "last_run_documents", "Documents of the last ingest run, by result.", labels=("result",)
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
    """Counters of all server processes; gauges of the snapshot are those of the process that is asked."""
    metrics: Metrics = request.app.state.metrics
    text = await run_sync(_exposition, request.app.state, limiter=metrics.reading)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _exposition(state: State) -> bytes:
    registry = CollectorRegistry()
    registry.register(SnapshotCollector(state.service))
    registry.register(IngestCollector(state.settings.data))
    state.metrics.register_in(registry)
    return generate_latest(registry)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, meaning, float(value))
