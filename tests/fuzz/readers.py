"""Every reader of files, in its worker under its limits: it reads what it is given, or says why it does not."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st
from mutation import HostileFile, hostile
from seeds import Seed, seeds
from turns import Check, Turns, take_turns

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract import media, registry
from ingest.extract.sandbox.limits import Limits
from ingest.extract.sandbox.pool import ExtractionPool

LIMITS = Limits(cpu_seconds=10, wall_seconds=60.0)
REFUSALS = frozenset(["damaged", "empty", "encrypted", "unsupported", "too-large", "output-limit"])
"""What may be said of a few kilobytes. To run out of time or memory over them is a fault of the reader."""


def read(data: bytes, media_type: str | None, name: str | None) -> Extraction:
    """What workers run: as the registry does it, but what a reader lets through is not taken for damage.

    A reader owes an ExtractionError for whatever is wrong with a file. The registry's net under it is for what
    nobody thought of, and here each thing that falls into it is a find.
    """
    kind = media_type or media.detect(data, name)
    reader = registry.READERS.get(kind)
    if reader is None or not data:
        return registry.extract(data, media_type, name)
    try:
        found = registry.read(reader, data)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:
        raise ExtractionError("let through", traceback.format_exc()[-900:]) from error
    return found


def checks(pool: ExtractionPool, told: Counter[str]) -> list[Check]:
    """One for each kind of file; what came of the files is counted in ``told``."""
    made = seeds()
    for seed in made:
        pool.submit(seed.data, seed.kind).result()  # all of them are read, or fuzzing them enters no reader
    kinds = {seed.kind: [other for other in made if other.kind == seed.kind] for seed in made}
    assert kinds.keys() == registry.READERS.keys()
    holds = is_read(pool, told)
    return [Check(kind, _near(of_kind), holds) for kind, of_kind in sorted(kinds.items())]


def _near(of_kind: list[Seed]) -> st.SearchStrategy[HostileFile]:
    return st.one_of([hostile(seed) for seed in of_kind])


def is_read(pool: ExtractionPool, told: Counter[str]) -> Callable[[HostileFile], None]:
    """A file is read into pages that follow each other, or refused for one of the reasons there are."""

    def holds(file: HostileFile) -> None:
        try:
            pages = pool.submit(file.data, file.kind, name=file.name).result().pages
        except ExtractionError as error:
            told[error.code] += 1
            if error.code not in REFUSALS:
                raise AssertionError(f"{file.kept()}: {error.code}: {error}") from None
        else:
            told["read"] += 1
            assert [page.number for page in pages] == list(range(1, len(pages) + 1)), file.kept()

    return holds


def fuzz_readers(seconds: float) -> Turns:
    """Files of each kind in turn."""
    told: Counter[str] = Counter()
    with ExtractionPool(1, LIMITS, target="readers:read") as pool:
        turns = take_turns(seconds, checks(pool, told))
    print(f"what came of the files: {dict(told.most_common())}", flush=True)
    return turns
