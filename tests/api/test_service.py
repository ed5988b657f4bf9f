"""A serving process follows what is published, and a request keeps what it began with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from api.v1.routes.metrics import SnapshotCollector
from corpus.errors import DamagedError, ModelError, NoSnapshotError
from corpus.tombstones import Tombstone, write_tombstones
from search.encoder.memory import HashingEncoder
from search.query import Query


@pytest.fixture
def service(library: Any) -> Iterator[Service]:
    """A service over the library that looks only when told to."""
    made = Service(library.layout, lambda _: HashingEncoder(), poll_seconds=3600)
    yield made
    made.stop()


def until(reached: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.02)


def test_a_running_server_answers_from_a_new_snapshot_without_a_restart(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    library.add("a", "Old text on credit.")
    old = library.publish().id
    client = serve(library.data)
    assert client.get("/v1/search?q=credit").json()["snapshot"]["id"] == old
    library.add("b", "New text on microscopes.")
    new = library.publish().id
    until(lambda: client.get("/readyz").json()["snapshot"] == new)
    answer = client.get("/v1/search?q=microscopes").json()
    assert answer["snapshot"]["id"] == new
    assert answer["results"][0]["passage"]["text"] == "New text on microscopes."


def test_a_server_that_started_with_nothing_answers_once_something_is_published(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    client = serve(library.data)
    assert client.get("/readyz").status_code == 503
    library.add("a", "Some text.")
    library.publish()
    until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/v1/search?q=text").status_code == 200


def test_a_request_keeps_the_snapshot_it_was_pinned_to(library: Any, service: Service) -> None:
    library.add("a", "Old text.")
    old = library.publish().id
    service.start()
    with service.pin() as engine:
        library.add("a", "New text.")
        new = library.publish().id
        service.poll()
        assert service.snapshot_id == new
        answer = engine.search(Query("text"))
        assert answer.snapshot.id == old
        assert [result.passage.text for result in answer.hits] == ["Old text."]
        with service.pin() as later:
            assert later.search(Query("text")).hits[0].passage.text == "New text."
        assert engine.search(Query("text")).hits[0].passage.text == "Old text."


def test_requests_running_while_snapshots_change_all_get_complete_answers(library: Any, service: Service) -> None:
    library.add("a", "Text number 0.")
    library.publish()
    service.start()
    stop = threading.Event()
    broken: list[BaseException] = []
    seen: set[str] = set()

    def ask() -> None:
        try:
            while not stop.is_set():
                with service.pin() as engine:
                    answer = engine.search(Query("text number"))
                    assert answer.snapshot.passages == 1
                    passage = answer.hits[0].passage
                    assert engine.passage(passage.id) == passage
                    seen.add(passage.text)
        except BaseException as error:  # noqa: BLE001 - a thread tells what it met
            broken.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        library.add("a", f"Text number {number}.")
        library.publish()
        service.poll()
        until(lambda wanted=f"Text number {number}.": wanted in seen or bool(broken))
    stop.set()
    for thread in threads:
        thread.join()
    assert broken == []


def test_a_damaged_new_snapshot_is_refused_and_the_old_one_keeps_answering(library: Any, service: Service) -> None:
    library.add("a", "Old text.")
    old = library.publish().id
    service.start()
    library.add("a", "New text.")
    new = library.publish().id
    (library.layout.path(new) / "vectors.faiss").write_bytes(b"harm")
    service.poll()
    assert service.snapshot_id == old
    assert service.refused is not None
    assert "vectors.faiss" in service.refused
    with service.pin() as engine:
        assert engine.search(Query("text")).hits[0].passage.text == "Old text."
    library.add("a", "Newer text.")
    newer = library.publish().id
    service.poll()
    assert (service.snapshot_id, service.refused) == (newer, None)


def test_a_snapshot_whose_model_is_missing_is_refused_and_the_old_one_keeps_answering(library: Any) -> None:
    def opener(encoder_id: str) -> HashingEncoder:
        if encoder_id != HashingEncoder().identity.id:
            raise ModelError("The model is not here.")
        return HashingEncoder()

    library.add("a", "Text.")
    old = library.publish().id
    service = Service(library.layout, opener, poll_seconds=3600)
    service.start()
    library.publish(HashingEncoder(dimension=32))
    service.poll()
    assert (service.snapshot_id, service.refused) == (old, "The model is not here.")
    service.stop()


def test_an_unexpected_error_while_polling_does_not_stop_the_polling(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("a", "Text.")
    library.publish()
    service = Service(library.layout, lambda _: HashingEncoder(), poll_seconds=0.02)
    service.start()
    refused = threading.Event()

    def broken(*_: object) -> None:
        refused.set()
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("api.service.InstrumentedEngine", broken)
        library.add("a", "Other text.")
        library.publish()
        assert refused.wait(10)
    library.add("a", "Another text.")
    new = library.publish().id
    until(lambda: service.snapshot_id == new)
    service.stop()


def test_a_pointer_that_disappears_while_serving_changes_nothing(library: Any, service: Service) -> None:
    library.add("a", "Text.")
    old = library.publish().id
    service.start()
    library.layout.current.unlink()
    service.poll()
    assert service.snapshot_id == old
    library.layout.point(old)
    service.poll()
    assert (service.snapshot_id, service.refused) == (old, None)


def test_pinning_without_a_snapshot_raises_an_error(library: Any, service: Service) -> None:
    service.start()
    with pytest.raises(NoSnapshotError, match="workshop-search ingest"), service.pin():
        pass


def test_a_service_over_a_damaged_snapshot_does_not_start(library: Any, service: Service) -> None:
    library.add("a", "Text.")
    manifest = library.publish()
    (library.layout.path(manifest.id) / "store.sqlite").write_bytes(b"harm")
    with pytest.raises(DamagedError):
        service.start()


def told(service: Service) -> dict[str, float]:
    """The metrics by name."""
    return {
        sample.name: sample.value for metric in SnapshotCollector(service).collect() for sample in metric.samples
    }


def test_metrics_show_the_open_snapshot_and_a_refused_newer_one(library: Any, service: Service) -> None:
    assert told(service)["workshop_search_ready"] == 0
    library.add("a", "Old text.")
    library.publish()
    service.start()
    before = told(service)
    assert (before["workshop_search_ready"], before["workshop_search_snapshot_refused"]) == (1, 0)
    assert before["workshop_search_snapshot_passages"] == 1
    assert 0 <= before["workshop_search_snapshot_age_seconds"] < 300
    library.add("a", "New text.")
    new = library.publish().id
    (library.layout.path(new) / "vectors.faiss").write_bytes(b"harm")
    service.poll()
    assert told(service)["workshop_search_snapshot_refused"] == 1


def test_the_size_of_a_snapshot_is_measured_once_when_it_is_opened(
    library: Any, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add("a", "Text.")
    made = library.publish()
    service.start()
    expected = sum(path.stat().st_size for path in library.layout.path(made.id).rglob("*") if path.is_file())
    monkeypatch.setattr(Path, "rglob", None)
    assert told(service)["workshop_search_snapshot_bytes"] == expected > 0


def test_a_document_deleted_while_its_snapshot_answers_is_out_with_the_next_look(
    library: Any, service: Service
) -> None:
    kept = library.add("a", "Old text.")
    gone = library.add("b", "Other text.")
    library.publish()
    service.start()
    write_tombstones(library.data, [Tombstone(gone.id, "2026-01-01", gone.source)])
    service.poll()
    with service.pin() as engine:
        answer = engine.search(Query("text"))
    assert [result.document.id for result in answer.hits] == [kept.id]
    write_tombstones(library.data, [])
    service.poll()
    with service.pin() as engine:
        assert len(engine.search(Query("text")).hits) == 2


def test_what_a_client_kept_from_before_a_deletion_is_not_called_fresh(
    library: Any, serve: Callable[[Path], TestClient]
) -> None:
    gone = library.add("b", "Other text.")
    library.publish()
    client = serve(library.data)
    before = client.get("/v1/documents")
    write_tombstones(library.data, [Tombstone(gone.id, "2026-01-01", gone.source)])
    until(lambda: client.get("/v1/documents").json()["total"] == 0)
    again = client.get("/v1/documents", headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    assert client.get(f"/v1/documents/{gone.id}").status_code == 410
    assert client.get(f"/v1/documents/{gone.id}/file").status_code == 410
