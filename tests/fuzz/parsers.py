"""What reads hostile input: questions, workshop pages, and every reader of files, in its worker."""

from __future__ import annotations

import itertools
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError, InputError
from ingest.extract import media
from ingest.extract.limits import Limits
from ingest.extract.pool import ExtractionPool
from ingest.extract.registry import READERS
from ingest.workshop_page.parse import parse_workshop_page
from ingest.workshop_page.read import read_page
from search.question import FILTER_NAMES, Question

LIMITS = Limits()
_BATCH = 200
_SYNTAX = (
    "Technical Session II\n", "- ", "Recommendations\n", " - Mr. A, B, C", "View Presentation | View Paper\n",
    "27-30 October 2006, Beijing, China\n", "<html>", "<li>", "</p>", "<h2>", "&#0;", "\ufeff", "a) x; and b) y\n",
)  # fmt: skip
_BEGINNINGS = {
    media.PDF: b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    media.DOC: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    media.PPT: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    media.DOCX: b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    media.PPTX: b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    media.RTF: b"{\\rtf1\\ansi{\\fonttbl\\f0}\\'e9\\u8211?",
    media.HTML: b"<!doctype html><html><body><table><tr><td><p>text",
    media.MHTML: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n",
    media.FLAT_OPC: b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">',
    media.WORDML: b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">',
}


def question(text: str, names: list[str], value: str) -> None:
    """Reading a question raises InputError or nothing."""
    try:
        read = Question.parse(text, filters={name: [value] for name in names})
    except InputError:
        return
    assert read.text == text


def workshop_page(data: bytes) -> None:
    """A page is read or refused, and every part of it is a stretch of its text."""
    try:
        lines = read_page(data, name="page.txt")
        parsed = parse_workshop_page(lines, "slug")
    except InputError:
        return
    assert parsed is not None


def _texts() -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.text(max_size=40), st.sampled_from(_SYNTAX)), max_size=40).map("".join)


def _run(test: Callable[[], None], counts: Counter[str]) -> None:
    try:
        test()
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        traceback.print_exc()
        counts["crashes"] += 1


def _questions_and_pages(seconds: float, counts: Counter[str]) -> None:
    ends = time.monotonic() + seconds
    quiet = partial(
        settings,
        max_examples=_BATCH, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    any_text = st.text(st.characters(exclude_categories=()), max_size=300)
    while time.monotonic() < ends and not counts["crashes"]:
        _run(quiet()(given(any_text, st.lists(st.sampled_from(FILTER_NAMES)), any_text)(question)), counts)
        pages = st.one_of(_texts().map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=400))
        _run(quiet()(given(pages)(workshop_page)), counts)
        counts["cases"] += 2 * _BATCH


def hostile_files(source: random.Random) -> Iterator[tuple[int, bytes, str]]:
    """Files without end, of every kind a reader is for: its beginning, then noise and repeats of what it knows."""
    for number in itertools.count():
        kind = source.choice(sorted(READERS))
        start = _BEGINNINGS.get(kind, b"")
        body = bytearray(start + source.randbytes(source.randrange(1, 600)) + start * source.randrange(3))
        for _ in range(source.randrange(8)):
            body[source.randrange(len(body))] = source.randrange(256)
        yield number, bytes(body), kind


def _files(seconds: float, counts: Counter[str]) -> None:
    seed = random.randrange(2**32)
    print(f"files: seed {seed}", flush=True)
    ends = time.monotonic() + seconds
    with ExtractionPool(limits=LIMITS) as pool:
        left = itertools.takewhile(lambda _: time.monotonic() < ends, hostile_files(random.Random(seed)))
        for number, found in pool.map(left):
            counts["cases"] += 1
            if isinstance(found, ExtractionError) and found.code in ("crashed", "vanished"):
                print(f"file {number} of seed {seed}: {found}", flush=True)
                counts["crashes"] += 1


def fuzz_parsers(seconds: float) -> Counter[str]:
    """Half of the time for questions and pages, half for files through the real workers with their limits."""
    counts: Counter[str] = Counter()
    _questions_and_pages(seconds / 2, counts)
    _files(seconds / 2, counts)
    return counts
