"""What the tests of all folders share: small libraries made for them, tiny PDFs, and one real data directory."""

from __future__ import annotations

import fcntl
import json
import mimetypes
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import corpus
from corpus.catalogue.catalogue import Catalogue, Entry
from corpus.ids import digest, document_id
from corpus.model import Document, Page, Span
from ingest.indexing.chunk import Chunker
from ingest.indexing.encoding import encode_missing, token_space
from ingest.indexing.report import Report, silent
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.workshop_page.reading import ReadingPool
from search.arrays import Floats
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace, to_codes
from search.engine import Engine
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

WORKSHOPS = Path(corpus.__file__).parent / "workshops"

SLOW_FOLDERS = ("browser/", "end_to_end/", "faults/", "relevance/", "scale/", "search/encoder/", "security/")
SLOW_FIXTURES = frozenset(("command", "real"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs the real model, a process or a server: ``make test-quick`` leaves it out.

    The long files come first, so that no core waits for one at the end.
    """
    items.sort(key=lambda item: (item.path.parent.name != "faults", not _place(item).startswith(SLOW_FOLDERS)))
    for item in items:
        if _place(item).startswith(SLOW_FOLDERS) or SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


def _place(item: pytest.Item) -> str:
    """Its file below this folder."""
    return item.path.relative_to(Path(__file__).parent).as_posix()


@pytest.fixture(autouse=True, scope="session")
def _called_testserver() -> Iterator[None]:
    """Services in this process answer by the name Starlette's test client calls them; real processes do not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSHOP_SEARCH_ALLOWED_HOSTS", "testserver")
        yield


class _KeptPool(ReadingPool):
    """Worker processes that outlive the run that started them."""

    def close(self) -> None:
        """Leave the workers running; :func:`_workers_are_kept` ends them."""

    def end(self) -> None:
        super().close()


@pytest.fixture(autouse=True, scope="session")
def _workers_are_kept() -> Iterator[None]:
    """All runs in this process read with the same workers: starting two of them takes longer than most tests.

    Runs in processes of their own start their own, and so do the tests of the pool itself.
    """
    pool = _KeptPool()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ingest.pipeline", "ingest.plan"):
            patch.setattr(f"{module}.ReadingPool", lambda: pool)
        yield
    pool.end()


@dataclass
class Site:
    """A web site on loopback: path to body, or to a status to answer with; ``asked`` are the paths asked for.

    ``media_types`` overrides, by path, what the name of a file says.
    """

    address: str = ""
    pages: dict[str, bytes | int] = field(default_factory=dict)
    media_types: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site without pages. It answers 304 to who has a page already, and 404 to what it does not have."""
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.asked.append(self.path)
            body = shown.pages.get(self.path, 404)
            if isinstance(body, int):
                self.send_error(body)
                return
            etag = f'"{hash(body)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else 200)
            self.send_header("ETag", etag)
            media_type = shown.media_types.get(self.path) or mimetypes.guess_type(self.path)[0] or "text/html"
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", "0" if unchanged else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if unchanged else body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        shown.address = f"http://127.0.0.1:{server.server_port}"
        yield shown
        server.shutdown()
        thread.join()


class WordEncoder(HashingEncoder):
    """The hashing encoder with tokens: its words, those alike that begin with the same four letters.

    ``compilation`` tells apart what two compilations of one model would give: the vectors of whole texts are the
    same, tokens cannot be compared.
    """

    _DIMENSION = 32

    def __init__(self, compilation: int = 1) -> None:
        super().__init__()
        self._compilation = compilation
        self.token_space = TokenSpace(f"t{compilation:016x}", self._DIMENSION)
        self.encoded: list[str] = []

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[TokenCodes]]:
        self.encoded += texts
        return self.encode_passages(texts), [to_codes(self._words(text)) for text in texts]

    def query_with_tokens(self, text: str) -> QueryVectors:
        places = self.token_offsets([text])[0]
        return QueryVectors(self.encode_query(text), self._words(text)[: len(places)], places)

    def _words(self, text: str) -> Floats:
        words = [text[a:b].casefold()[:4] for a, b in self.token_offsets([text])[0]] or [""]
        seeds = [int(digest(f"{self._compilation} {word}", 8), 16) for word in words]
        found = np.stack([np.random.default_rng(seed).normal(size=self._DIMENSION) for seed in seeds])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="session")
def word_encoder() -> Callable[..., Encoder]:
    """``word_encoder(compilation=1)`` makes an encoder that gives tokens and needs no model."""
    return WordEncoder


@dataclass
class Library:
    """A data directory filled without reading any file: documents are given as pages of text."""

    data: Path
    encoder: Encoder = field(default_factory=HashingEncoder)
    opened: list[Snapshot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue.open(self.data / "catalogue.sqlite")
        self.layout = Layout(self.data)
        self.chunker = Chunker(self.encoder, self.encoder.identity.text_tokens)

    def add(self, name: str, *pages: str, spans: tuple[Span, ...] = (), **of_document: Any) -> Document:
        """A document of these pages, in place of what had its name before. ``spans`` are those of each page."""
        source = f"file:///library/{name}"
        given = {
            "id": document_id(source),
            "source": source,
            "title": name,
            "url": None,
            "media_type": "text/plain",
            "content_hash": digest("\f".join(pages)),
            "first_seen": "2026-01-01T00:00:00+00:00",
            "last_seen": "2026-01-01T00:00:00+00:00",
        }
        document = Document(**(given | of_document))
        read = [Page(number, text, spans=spans) for number, text in enumerate(pages, start=1)]
        passages = self.chunker.passages(document, read)
        self.catalogue.put_document(Entry(document, "file:///library"), read, passages)
        return document

    def publish(self, encoder: Encoder | None = None) -> Manifest:
        """Encode what has no vector and publish a snapshot."""
        encoder = encoder or self.encoder
        encode_missing(self.catalogue, encoder, silent)
        tokens = token_space(self.catalogue, encoder)
        return build_and_publish(self.catalogue, self.layout, Build(encoder.identity, {}, {}, {}, tokens=tokens))

    def engine(self) -> Engine:
        """The engine over what is published."""
        snapshot = Snapshot.open_current(self.layout)
        self.opened.append(snapshot)
        return Engine(snapshot, self.encoder)

    def close(self) -> None:
        for snapshot in self.opened:
            snapshot.close()
        self.catalogue.close()


@pytest.fixture(scope="session")
def new_library() -> Callable[[Path], Library]:
    """For fixtures of wider scope: makes a library in a folder; close it."""
    return Library


@pytest.fixture
def make_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Library]]:
    """Gives a new, empty library at each call."""
    made: list[Library] = []

    def make() -> Library:
        made.append(Library(tmp_path_factory.mktemp("library")))
        return made[-1]

    yield make
    for library in made:
        library.close()


@pytest.fixture
def library(make_library: Callable[[], Library]) -> Library:
    """An empty library."""
    return make_library()


@dataclass
class Workplace:
    """A data directory taken in by the pipeline, with an encoder that needs no model and a web that is made up."""

    data: Path
    files: Path
    web: dict[str, Any] = field(default_factory=dict)
    encoder: Encoder = field(default_factory=HashingEncoder)

    def ingest(self, *targets: Path | str, fetcher: Any = None, **options: Any) -> Report:
        """One run; the folder of files where nothing is named."""
        named = [str(target) for target in targets or [self.files]]
        return ingest(
            named, self.data, self.encoder, fetcher or MemoryFetcher(self.web), options=Options(**options)
        )

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder of files."""
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def snapshot(self) -> Snapshot:
        """What answers now."""
        return Snapshot.open_current(Layout(self.data))

    def engine(self) -> Engine:
        return Engine(self.snapshot(), self.encoder)

    def texts(self) -> list[str]:
        """The texts of all passages that are served."""
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            return [passage.text for passage, _ in catalogue.served_passages()]

    def document(self, path: Path) -> Document:
        """What the catalogue knows of a file."""
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            entry = catalogue.entry(document_id(path.as_uri()))
            assert entry is not None
            return entry.document


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """An empty data directory beside an empty folder of files."""
    (tmp_path / "files").mkdir()
    return Workplace(tmp_path / "data", tmp_path / "files")


def _tiny_pdf(*pages: str) -> bytes:
    picture = (
        b"/Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    objects = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    objects.append(b"<< /Type /XObject /Subtype /Image " + picture)
    kids = []
    for text in pages:
        lines = b"".join(
            b"1 0 0 1 72 %d Tm (%s) Tj " % (720 - 16 * at, line.encode("cp1252"))
            for at, line in enumerate(text.split("\n"))
        )
        shown = b"BT /F1 12 Tf " + lines + b"ET" if text else b"q 400 0 0 600 50 100 cm /Im Do Q"
        stream = zlib.compress(shown)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /Im 4 0 R >> >> >>" % len(objects)
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


@pytest.fixture(scope="session")
def tiny_pdf() -> Callable[..., bytes]:
    """``tiny_pdf("first page", "second page\\nsecond line", "")`` is a PDF; an empty page is only a picture."""
    return _tiny_pdf


_WATCH = """
import os, signal, sys
_log = os.environ.get("WATCH_LOG")
_kill = os.environ.get("WATCH_KILL")  # "event:part of its arguments": the process kills itself just before it
if _log:
    _fd = os.open(_log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    _events = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "os.mkdir", "os.rename")
    def _watch(event, args):
        if event == "import" and args[0] in ("torch", "sentence_transformers", "transformers"):
            os.write(_fd, f"import {args[0]}\\n".encode())
        elif event in _events:
            where = args[0 if event in ("socket.getaddrinfo", "os.mkdir", "os.rename") else 1]
            where = str(where) if isinstance(where, os.PathLike) else where
            os.write(_fd, f"{event} {where!r}\\n".encode())
        elif event == "open" and not isinstance(args[0], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            os.write(_fd, f"write {str(args[0])!r}\\n".encode())
    sys.addaudithook(_watch)
if _kill:
    _wanted, _part = _kill.split(":", 1)
    def _killer(event, args):
        if event == _wanted and _part in " ".join(map(str, args)):
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(_killer)
"""


_MODEL = "english"
"""What tests encode a new library with. The default has a second model too, which takes three times as long."""


@pytest.fixture(scope="session", autouse=True)
def _one_model() -> Iterator[None]:
    """The same for commands that run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.encoders.DEFAULT", _MODEL)
        yield


@dataclass(frozen=True)
class Command:
    """Runs ``workshop-search`` in a process of its own, in a home of its own, its doings noted."""

    home: Path
    watch: Path

    @property
    def log(self) -> Path:
        """What its processes opened, wrote and connected to."""
        return self.watch / "log"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if n != "CI" and not n.startswith("WORKSHOP_SEARCH_")}
        return kept | {
            "HOME": str(self.home),
            "PYTHONPATH": str(self.watch),
            "PYTHONDONTWRITEBYTECODE": "1",
            "WORKSHOP_SEARCH_WORKERS": "1",  # several take longer to start and more memory
            "WORKSHOP_SEARCH_MODEL": _MODEL,
            **more,
        }

    def argv(self, *arguments: object) -> list[str]:
        return [str(Path(sys.executable).parent / "workshop-search"), *map(str, arguments)]

    def __call__(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.argv(*arguments),
            cwd=self.home,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command, in a fresh and empty home."""
    watch = tmp_path_factory.mktemp("watch")
    (watch / "sitecustomize.py").write_text(_WATCH)
    return Command(tmp_path_factory.mktemp("home"), watch)


@dataclass(frozen=True)
class RealData:
    """The data directory that ``ingest corpus/workshops`` made with the model english, and how that run went."""

    data: Path
    run: subprocess.CompletedProcess[str]
    temporary: Path
    log: Sequence[str]

    def copy(self, to: Path) -> Path:
        """A data directory of one's own; the compiled model is shared."""
        to.mkdir()
        for path in self.data.iterdir():
            if path.name == "models":
                (to / "models").symlink_to(path)
            else:
                subprocess.run(["cp", "-r", path, to], check=True)
        return to


@pytest.fixture(scope="session")
def real(command: Command, tmp_path_factory: pytest.TempPathFactory) -> RealData:
    """The tracked workshop taken in once, by the real command with the real model, under watch. Read only.

    Test processes that run beside each other share it: the first one makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "made.json"
        if not made.exists():
            made.write_text(json.dumps(_taken_in(command, shared)))
    status, out, err, log = json.loads(made.read_text())
    assert status == 0, err
    run = subprocess.CompletedProcess(["workshop-search", "ingest"], status, out, err)
    return RealData(shared / "data", run, shared / "temporary", log)


def _taken_in(command: Command, into: Path) -> tuple[int, str, str, list[str]]:
    """Exit status, output, messages and watch log of taking in the tracked workshop."""
    (into / "temporary").mkdir()
    temporary = str(into / "temporary")
    run = command("ingest", WORKSHOPS, "--data", into / "data", WATCH_LOG=str(command.log), TMPDIR=temporary)
    return run.returncode, run.stdout, run.stderr, command.log.read_text().splitlines()
