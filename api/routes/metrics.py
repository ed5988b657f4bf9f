"""The state of this process for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.service import Service
from corpus.errors import NoSnapshotError

router = APIRouter(tags=["health"])

_PREFIX = "workshop_search_"


class ServiceMetrics(Collector):
    """Read when asked: nothing is counted twice, and nothing is kept beside the service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Whether a snapshot answers and a newer one was refused; the snapshot's size and age; questions asked."""
        service = self._service
        refused = service.snapshot_id is not None and service.refused is not None
        yield GaugeMetricFamily(
            _PREFIX + "ready", "1 while a snapshot is open.", float(service.snapshot_id is not None)
        )
        yield GaugeMetricFamily(
            _PREFIX + "snapshot_refused", "1 while a newer snapshot is refused; /readyz says why.", float(refused)
        )
        asked, remembered = service.questions
        yield CounterMetricFamily(_PREFIX + "questions", "Questions whose vector was wanted.", float(asked))
        yield CounterMetricFamily(
            _PREFIX + "questions_remembered", "Questions whose vector was remembered.", float(remembered)
        )
        try:
            with service.pin() as engine:
                manifest = engine.snapshot.manifest
        except NoSnapshotError:
            return
        age = datetime.now(UTC) - datetime.fromisoformat(manifest.created)
        yield GaugeMetricFamily(_PREFIX + "snapshot_passages", "Passages that are served.", manifest.passages)
        yield GaugeMetricFamily(_PREFIX + "snapshot_documents", "Documents that are served.", manifest.documents)
        yield GaugeMetricFamily(
            _PREFIX + "snapshot_age_seconds", "Time since the snapshot was built.", age.total_seconds()
        )


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
def metrics(request: Request) -> Response:
    """Of this process alone: each worker of `serve --workers` answers for itself."""
    registry = CollectorRegistry()
    registry.register(ServiceMetrics(request.app.state.service))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
