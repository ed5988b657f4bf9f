"""What the tests of all folders share. The classes behind these fixtures are in ``tests/support``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.encoder.protocol import Encoder
from tests.support import tiny_pdf as pdf
from tests.support import web_site
from tests.support.command import MODEL, WATCH, Command
from tests.support.encoders import WordEncoder
from tests.support.library import Library
from tests.support.reading_pool import kept_workers
from tests.support.real_data import RealData, take_in_once
from tests.support.web_site import Site
from tests.support.workplace import Workplace

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


@pytest.fixture(autouse=True, scope="session")
def _workers_are_kept() -> Iterator[None]:
    """All runs in this process read with the same workers. The tests of the pool itself start their own."""
    with kept_workers():
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_model() -> Iterator[None]:
    """Commands that run in this process encode with one model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.encoders.DEFAULT", MODEL)
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on loopback without pages."""
    with web_site.serving() as site:
        yield site


@pytest.fixture(scope="session")
def word_encoder() -> Callable[..., Encoder]:
    """``word_encoder(compilation=1)`` makes an encoder that gives tokens and needs no model."""
    return WordEncoder


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


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """An empty data directory beside an empty folder of files."""
    (tmp_path / "files").mkdir()
    return Workplace(tmp_path / "data", tmp_path / "files")


@pytest.fixture(scope="session")
def tiny_pdf() -> Callable[..., bytes]:
    """``tiny_pdf("first page", "second page\\nsecond line", "")`` is a PDF; an empty page is only a picture."""
    return pdf.tiny_pdf


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command, in a fresh and empty home."""
    watch = tmp_path_factory.mktemp("watch")
    (watch / "sitecustomize.py").write_text(WATCH)
    return Command(tmp_path_factory.mktemp("home"), watch)


@pytest.fixture(scope="session")
def real(command: Command, tmp_path_factory: pytest.TempPathFactory) -> RealData:
    """The tracked workshop taken in once, by the real command with the real model, under watch. Read only."""
    base = tmp_path_factory.getbasetemp()
    return take_in_once(command, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real")
