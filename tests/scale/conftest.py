"""A library on every store, and a Milvus server that can be killed.

Milvus Lite runs where its package is installed, the server where MILVUS_SERVER names the program: `make
test-scale` sees to both.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.errors import WorkshopSearchError
from ingest.indexing.encoding import encode_missing
from ingest.indexing.report import silent
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.encoder.choice import ENGLISH
from search.encoder.loading import load_encoder
from search.engine import Engine
from search.index.memory import MemoryIndex, MemoryLexicalIndex
from search.index.milvus.connection import Address, Milvus
from search.index.row_filter import MaskedIndex
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

if find_spec("pymilvus") is None:  # test_milvus_client.py says so, once
    collect_ignore = [path.name for path in Path(__file__).parent.glob("test_*.py") if "client" not in path.name]

WORKSHOPS = Path(corpus.__file__).parent / "workshops"
GRAPH = "-graph"
"""What the names of stores end in that search a graph where others compare all."""


_START = """
import socket, sys

class Reusing(socket.socket):
    def bind(self, address):
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        super().bind(address)

socket.socket = Reusing
from milvus import main
sys.exit(main())
"""
"""The server's own start script, but that it takes the port of a killed one at once: for a minute after its last
connection it would take the next port instead, where nobody asks it."""


class Server:
    """A Milvus server of our own, on ports of its own."""

    def __init__(self, program: str, data: Path) -> None:
        self._python, self._data = str(Path(program).with_name("python")), data
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        with (self._data.parent / "milvus.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._python, "-c", _START, "--data", str(self._data), "--proxy-port", str(self.port)],
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
            while self._listens():  # its child takes a moment to die
                time.sleep(0.05)

    def used(self) -> tuple[int, float]:
        """Bytes of memory its processes hold, and seconds of a core they have spent."""
        group = self._process.pid if self._process else 0
        pages = ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                after_name = path.read_text().rpartition(")")[2].split()
                if int(after_name[2]) == group:
                    pages += int(after_name[21])
                    ticks += int(after_name[11]) + int(after_name[12])
        return pages * os.sysconf("SC_PAGE_SIZE"), ticks / os.sysconf("SC_CLK_TCK")

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


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
_SYLLABLES = "ba ke li mo nu pa re si to vu".split()


def fill(library: Any, documents: int = 200) -> None:
    """Documents of eight years, each of words of its own; twelve subjects and one phrase come now and then.

    No question of the tests shares words with more documents than are candidates: which of equals are left out at
    that border is nobody's promise, and moves all fused scores a little.
    """
    dice = random.Random(7)
    for number in range(documents):
        words = ["".join(dice.choices(_SYLLABLES, k=3)) for _ in range(dice.randrange(8, 40))]
        words += dice.choices(_SUBJECTS, k=2) if number % 12 == 0 else []
        words += ["small", "enterprises", "needs", dice.choice(_SUBJECTS)] if number % 20 == 1 else []
        words += [f"village{number % 17}", f"number{number % 9}"] if number % 15 == 2 else []
        dice.shuffle(words) if number % 20 != 1 else None
        library.add(f"d{number}", f"{' '.join(words).capitalize()}.", year=2000 + number % 8)
    for copy in range(3):
        library.add(f"copy{copy}", "Credit for women and water for farms, the same thrice.", year=2001)
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

    vectors = MaskedIndex(MemoryIndex(snapshot.vectors.vectors(np.array(rows)).copy()))
    return replace(snapshot, vectors=vectors, lexical=MemoryLexicalIndex(words))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, new_library: Callable[..., Any]) -> Any:
    """The library of the contract: a workshop, which carries values of every filter, and more passages than a
    graph keeps in sight; by the encoder that is shipped, to which no two texts are equally near to a question."""
    encoder = load_encoder(tmp_path_factory.mktemp("models"), ENGLISH, "openvino", build=True)
    library = new_library(tmp_path_factory.mktemp("filled"), encoder)
    ingest([str(WORKSHOPS)], library.data, encoder, MemoryFetcher({}))
    fill(library, 1200)
    yield library
    library.close()


@pytest.fixture(scope="session")
def engines(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, new_library: Callable[..., Any]
) -> Iterator[Callable[[str], Engine]]:
    """The engine over the same library on a store, by the store's name."""
    made: dict[str, Engine] = {}

    def engine(store: str) -> Engine:
        if store not in made:
            source = request.getfixturevalue("filled")
            data = tmp_path_factory.mktemp(store)
            source.catalogue.flush()
            shutil.copy(source.data / "catalogue.sqlite", data)
            library = new_library(data, source.encoder)
            on_milvus = store.startswith(("lite", "server"))
            uri = request.getfixturevalue("address")(store) if on_milvus else None
            graph = {"encode": library.encoder.encode_query, "exact_up_to": 100}
            layout = publish(library, store, uri, **(graph if store.endswith(GRAPH) else {}))
            snapshot = Snapshot.open_current(layout)
            made[store] = Engine(in_memory(snapshot) if store == "memory" else snapshot, library.encoder)
        return made[store]

    yield engine
    for one in made.values():
        one.snapshot.close()
