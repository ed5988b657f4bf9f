"""A library on every store, and a Milvus server that can be killed.

Milvus Lite runs where its package is installed, the server where MILVUS_SERVER names the program: `make
test-scale` sees to both.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.errors import WorkshopSearchError
from ingest.encoding import encode_missing
from ingest.pipeline import ingest
from ingest.report import silent
from ingest.sources.fetched import MemoryFetcher
from search.engine import Engine
from search.lexical_memory import MemoryLexicalIndex
from search.milvus.connection import Address, Milvus
from search.passing import MaskedVectors
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot
from search.vectors import MemoryIndex

WORKSHOPS = Path(corpus.__file__).parent / "workshops"
GRAPH = "-graph"
"""What the names of stores end in that search a graph where others compare all."""


class Server:
    """A Milvus server of our own, on ports of its own."""

    def __init__(self, program: str, data: Path) -> None:
        self._program, self._data = program, data
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self._data.parent / "milvus.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "--data", str(self._data), "--proxy-port", str(self.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, collection: str | None = None) -> None:
        """Until a client of its own is answered, from ``collection`` where one is given.

        Its health page is no sign: after a kill it goes on reporting the dead parts for minutes.
        """
        until = time.monotonic() + 150
        while time.monotonic() < until:
            milvus = Milvus(Address(self.uri))
            try:
                milvus.call(lambda client: _probe(client, collection))
                return
            except WorkshopSearchError:
                time.sleep(0.2)
            finally:
                milvus.close()
        raise TimeoutError("the Milvus server does not answer")

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def _probe(client: Any, collection: str | None) -> None:
    if collection is None:
        client.list_collections(timeout=2)
    else:
        client.query(collection, filter="id == 0", output_fields=["id"], timeout=2)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server."""
    program = os.environ.get("MILVUS_SERVER") or pytest.skip("MILVUS_SERVER names no milvus-server")
    folder = tmp_path_factory.mktemp("milvus")
    started = Server(program, folder / "data")
    started.start()
    try:
        started.wait()
        yield started
    finally:
        started.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The URI of a store by its name."""
    pytest.importorskip("pymilvus")
    lite = str(tmp_path_factory.mktemp("lite") / "milvus.db")
    return lambda store: lite if store.startswith("lite") else str(request.getfixturevalue("server").uri)


_SUBJECTS = "credit solar water export tax school women farm bank patent standard loan".split()


def fill(library: Any, documents: int = 200) -> None:
    """Documents of a few sentences over twelve subjects and eight years, some the same."""
    for number in range(documents):
        one, other, third = (_SUBJECTS[(number * step + number // 12) % 12] for step in (1, 5, 7))
        text = f"The {one} of small enterprises needs {other} and {third} in village{number % 17}. " * (
            1 + number % 4
        )
        library.add(f"d{number}", text + f"Report number{number} on {one} {other}.", year=2000 + number % 8)
    encode_missing(library.catalogue, library.encoder, silent)


def publish(library: Any, store: str, uri: str | None = None, **of_build: Any) -> Layout:
    """Publish ``library`` on a store and give the layout that opens it."""
    layout = Layout(library.data, Milvus(Address(uri)) if uri else None)
    kind = "milvus" if uri else "faiss"
    build = replace(Build(library.encoder.identity, {}, {}, {}, store=kind), **of_build)  # type: ignore[arg-type]
    build_and_publish(library.catalogue, layout, build)
    return layout


def in_memory(snapshot: Snapshot) -> Snapshot:
    """The same snapshot with both indexes replaced by their twins in memory."""
    rows = list(range(snapshot.manifest.passages))
    passages = snapshot.store.passages(rows)
    keys: list[list[str]] = [[] for _ in rows]
    for key in [row[0] for row in snapshot.store._db.execute("SELECT key FROM facet")]:
        for row in snapshot.store.facet_rows(key).tolist():
            keys[row].append(key)
    words = ((row, passages[row].indexed_text, keys[row]) for row in rows)
    import numpy as np

    vectors = MaskedVectors(MemoryIndex(snapshot.vectors.vectors(np.array(rows)).copy()))
    return replace(snapshot, vectors=vectors, lexical=MemoryLexicalIndex(words))


@pytest.fixture(scope="session")
def engines(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, new_library: Callable[[Path], Any]
) -> Iterator[Callable[[str], Engine]]:
    """The engine over the same library on a store, by the store's name."""
    made: dict[str, Engine] = {}

    def engine(store: str) -> Engine:
        if store not in made:
            library = new_library(tmp_path_factory.mktemp(store))
            # A workshop, which carries values of every filter; and more passages than a graph keeps in sight.
            ingest([str(WORKSHOPS)], library.data, library.encoder, MemoryFetcher({}))
            fill(library, 1200)
            on_milvus = store.startswith(("lite", "server"))
            uri = request.getfixturevalue("address")(store) if on_milvus else None
            graph = {"encode": library.encoder.encode_question, "exact_up_to": 100}
            layout = publish(library, store, uri, **(graph if store.endswith(GRAPH) else {}))
            snapshot = Snapshot.open_current(layout)
            made[store] = Engine(in_memory(snapshot) if store == "memory" else snapshot, library.encoder)
        return made[store]

    yield engine
    for one in made.values():
        one.snapshot.close()
